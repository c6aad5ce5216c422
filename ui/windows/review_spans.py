"""From readings to what the text view draws: agreed spans and gold in the text, differing readings under it."""

from __future__ import annotations

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.scheme import Scheme
from annotator.operations.reviewing import ReviewView
from ui.models.review_draft import Draft
from ui.models.review_verdict import Badge
from ui.panels.words import color_of
from ui.text.model import Shape, ViewSpan
from ui.theme import Themes

GOLD_MARK = "★"
"""Before the label of what is gold already."""


def review_spans(
    view: ReviewView | None, draft: Draft | None, badges: dict[str, Badge], themes: Themes
) -> list[ViewSpan]:
    """Return everything to draw: gold with a star, agreed spans plain, readings in conflict as lanes, the edit dashed."""
    if view is None:
        return []
    maker = _Maker(view.scheme, badges, themes)
    gold = [span for span in (view.gold.spans if view.gold else ()) if span.status is SpanStatus.CONFIRMED]
    made = [maker.gold(span) for span in gold if draft is None or not _is_redone(span, draft)]
    made += [maker.agreed(item.sources[0]) for item in view.open_agreed]
    for conflict in view.conflicts:
        settled = conflict.index in view.settled
        for author, spans in conflict.readings:
            made += [maker.lane(span, author, settled=settled) for span in spans]
    if draft:
        made += [maker.draft(place, piece, draft) for place, piece in enumerate(draft.pieces)]
    return made


def _is_redone(span: Span, draft: Draft) -> bool:
    """Tell whether a gold span is what the edit is about to replace."""
    conflict = draft.conflict
    return span.layer == conflict.layer and span.start < conflict.end and conflict.start < span.end


class _Maker:
    def __init__(self, scheme: Scheme, badges: dict[str, Badge], themes: Themes) -> None:
        self._scheme = scheme
        self._badges = badges
        self._themes = themes

    def gold(self, span: Span) -> ViewSpan:
        return ViewSpan(
            id=span.id,
            start=span.start,
            end=span.end,
            label=f"{GOLD_MARK} {span.label}",
            layer=span.layer,
            shape=self._shape(span.layer),
            suggested=False,
            score=None,
            color=self._color(span.label),
        )

    def agreed(self, span: Span) -> ViewSpan:
        return ViewSpan(
            id=f"agreed:{span.id}",
            start=span.start,
            end=span.end,
            label=span.label,
            layer=span.layer,
            shape=self._shape(span.layer),
            suggested=False,
            score=None,
            color=self._color(span.label),
        )

    def lane(self, span: Span, author: str, *, settled: bool) -> ViewSpan:
        badge = self._badges[author]
        faint = self._themes.current.colors["faint"]
        return ViewSpan(
            id=span.id,
            start=span.start,
            end=span.end,
            label=span.label,
            layer=span.layer,
            shape=self._shape(span.layer),
            suggested=False,
            score=None,
            color=faint if settled else self._color(span.label),
            badge=badge.letter,
            differs=not settled,
            lane=True,
            badge_color=faint if settled else self._themes.label_color(badge.color).name(),
        )

    def draft(self, place: int, piece: tuple[int, int, str], draft: Draft) -> ViewSpan:
        start, end, label = piece
        return ViewSpan(
            id=f"draft:{place}",
            start=start,
            end=end,
            label=label,
            layer=draft.conflict.layer,
            shape=self._shape(draft.conflict.layer),
            suggested=True,
            score=None,
            color=self._color(label),
        )

    def _shape(self, layer: str) -> Shape:
        return "bar" if self._scheme.layer(layer).snap.value == "sentence" else "box"

    def _color(self, label: str) -> str:
        return self._themes.label_color(color_of(self._scheme, label)).name()
