"""From key to operation: what each annotating action does with the shown document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.scheme import Layer
from annotator.domain.text import overlaps
from annotator.errors import RuleError
from annotator.operations.annotating import DocumentView
from ui.actions import ACTIONS, MOVE, ActionSet
from ui.models.document import DocumentState, Follow
from ui.models.reach import Edge, Unit, resized, snapped
from ui.prompts import Prompts
from ui.text.view import TextView


class Annotating(QObject):
    """Reads the selection and the current span, asks `DocumentState` for the change. Holds no document itself."""

    def __init__(
        self,
        state: DocumentState,
        text: TextView,
        actions: ActionSet,
        prompts: Prompts,
        threshold: Callable[[], float],
    ) -> None:
        super().__init__(text)
        self._state = state
        self._text = text
        self._prompts = prompts
        self._threshold = threshold
        self._last_label = ""
        self._connect(actions)

    @property
    def last_label(self) -> str:
        """The label used last, empty before the first."""
        return self._last_label

    def label(self, name: str) -> None:
        """Label the selection; without one relabel the current span; without that label the word at the caret."""
        self._state.when_settled(partial(self._label, name))

    def accept(self) -> None:
        """Confirm the current suggestion and go on; without one go to the next."""
        self._state.when_settled(self._accept)

    def reject(self) -> None:
        """Reject the current suggestion and go on, or delete the current own span."""
        self._state.when_settled(self._reject)

    def accept_above(self) -> None:
        """Confirm every suggestion from the threshold up."""
        self._state.when_settled(self._accept_above)

    def go(self, step: int) -> None:
        """Go to the next (1) or previous (-1) suggestion, round and round."""
        self._state.when_settled(partial(self._go, step))

    def go_own(self, step: int) -> None:
        """Go to the next or previous own span."""
        view = self._state.view
        if view:
            self._visit(self._neighbour(view.spans, step))

    def cycle(self) -> None:
        """Go through the spans that lie over each other at the caret."""
        ids = self._text.span_at(self._text.caret)
        if ids:
            place = ids.index(self._state.current_id) + 1 if self._state.current_id in ids else 0
            self._state.select(ids[place % len(ids)])

    def clear(self) -> None:
        """Drop the selection, then the current span."""
        if self._text.selection()[0] != self._text.selection()[1]:
            self._text.set_caret(self._text.caret)
        else:
            self._state.select(None)

    def visit(self, span_id: str) -> None:
        """Make a span the current one and bring it into sight."""
        view = self._state.view
        self._visit(view.find(span_id) if view else None)

    def comment(self, text: str) -> None:
        """Write a comment on the current own span."""
        span = self._state.current
        if span is not None:
            self._state.change("comment", span.id, text)

    def _connect(self, actions: ActionSet) -> None:
        plain: dict[str, Callable[[], None]] = {
            "accept": self.accept,
            "reject": self.reject,
            "accept-above": self.accept_above,
            "suggestion-next": partial(self.go, 1),
            "suggestion-previous": partial(self.go, -1),
            "span-next": partial(self.go_own, 1),
            "span-previous": partial(self.go_own, -1),
            "span-cycle": self.cycle,
            "clear": self.clear,
            "copy": self._copy,
            "select-all": self._select_all,
            "repeat-label": self._repeat,
            "undo": partial(self._state.when_settled, self._state.undo),
            "redo": partial(self._state.when_settled, self._state.redo),
        }
        for edge in Edge:
            for unit, tail in ((Unit.TOKEN, ""), (Unit.CHARACTER, "-char")):
                plain[f"{edge}-left{tail}"] = partial(self._resize_when_settled, edge, -1, unit)
                plain[f"{edge}-right{tail}"] = partial(self._resize_when_settled, edge, 1, unit)
        for id, slot in plain.items():
            actions[id].triggered.connect(slot)
        for info in ACTIONS:
            if info.id.startswith(MOVE):
                kind = info.id.removeprefix(MOVE)
                keep = kind.endswith("+")
                actions[info.id].triggered.connect(partial(self._move_caret, kind.rstrip("+"), keep))

    def _move_caret(self, kind: str, keep: bool) -> None:
        self._text.move(kind, keep_anchor=keep)

    def _copy(self) -> None:
        start, end = self._text.selection()
        view = self._state.view
        if view and start < end:
            QGuiApplication.clipboard().setText(view.document.text[start:end])

    def _select_all(self) -> None:
        if self._state.view:
            self._text.select(0, len(self._state.view.document.text))

    def _repeat(self) -> None:
        if self._last_label:
            self.label(self._last_label)
        else:
            self._prompts.hint(self.tr("No label was used yet; press a label's key first."))

    def _label(self, name: str) -> None:
        view = self._state.view
        if view is None:
            return
        try:
            layer = view.scheme.layer_of(name)
        except RuleError as error:
            self._prompts.refuse(str(error))
            return
        self._last_label = name
        start, end = self._text.selection()
        current = self._state.current
        if start == end and current is not None and current.layer == layer.name:
            self._relabel(current, name)
            return
        if start == end and current is not None:
            # A label of another layer marks the same place there and leaves this span as it is.
            start, end = current.start, current.end
        self._add(view, layer, name, start, end)

    def _relabel(self, current: Span, name: str) -> None:
        if current.status is SpanStatus.SUGGESTED:
            follow = partial(_after, current)
            if current.label == name:
                self._state.change("accept", [current.id], follow=follow)
            else:
                self._state.change("relabel", current.id, name, follow=follow)
        elif current.label != name:
            self._state.change(
                "relabel", current.id, name, follow=partial(_same_place, current.start, current.end)
            )

    def _add(self, view: DocumentView, layer: Layer, name: str, start: int, end: int) -> None:
        place = snapped(
            start, end, layer, self._state.tokens, self._state.sentences if _by_sentence(layer) else ()
        )
        if place is None:
            self._prompts.hint(self.tr("Select words first, or put the caret into one."))
            return
        replaced = _in_the_way(view, layer.name, place)
        follow: Follow = partial(_same_place, *place)
        if len(replaced) > 1 or (replaced and (replaced[0].start, replaced[0].end) != place):
            words = self.tr("{label} took the place of what it overlapped ({count}).")
            follow = partial(self._told, words.format(label=name, count=len(replaced)), follow)
        self._state.change("add", *place, name, follow=follow)
        self._text.set_caret(place[1])

    def _accept(self) -> None:
        current = self._state.current
        if current is not None and current.status is SpanStatus.SUGGESTED:
            self._state.change("accept", [current.id], follow=partial(_after, current))
        else:
            self._go(1)

    def _reject(self) -> None:
        current = self._state.current
        if current is None:
            self._prompts.hint(self.tr("Go to a suggestion or span first."))
        elif current.status is SpanStatus.SUGGESTED:
            self._state.change("reject", [current.id], follow=partial(_after, current))
        else:
            self._state.change("remove", [current.id], follow=_none)

    def _accept_above(self) -> None:
        view, least = self._state.view, self._threshold()
        if view is None:
            return
        count = sum(span.score is not None and span.score >= least for span in view.suggestions)
        if not count:
            self._prompts.hint(self.tr("No suggestion here scores {least:.2f} or more.").format(least=least))
            return
        words = self.tr("{count} suggestions accepted from {least:.2f} up.").format(count=count, least=least)
        self._state.change("accept_above", least, follow=partial(self._told, words, _keep_or_first))

    def _told(self, words: str, follow: Follow, before: DocumentView, after: DocumentView) -> str | None:
        """Say after the commit what a change did in bulk, then go where it leads."""
        self._prompts.offer_undo(words)
        return follow(before, after)

    def _go(self, step: int) -> None:
        view = self._state.view
        if view is None:
            return
        if view.suggestions:
            self._visit(self._neighbour(view.suggestions, step))
        else:
            self._prompts.hint(self.tr("No suggestions left here. Ctrl+Enter: done, next document."))

    def _neighbour(self, spans: tuple[Span, ...], step: int) -> Span | None:
        """Return the span that follows the current one (or the caret) in the order of the text, wrapping."""
        if not spans:
            return None
        ids = [span.id for span in spans]
        if self._state.current_id in ids:
            return spans[(ids.index(self._state.current_id) + step) % len(spans)]
        current = self._state.current
        place = current.start if current else self._text.caret
        if step > 0:
            return next((span for span in spans if span.start >= place), spans[0])
        return next((span for span in reversed(spans) if span.start < place), spans[-1])

    def _visit(self, span: Span | None) -> None:
        if span is None:
            self._prompts.hint(self.tr("You have marked nothing here yet."))
            return
        self._text.set_caret(span.start)
        self._state.select(span.id)
        self._text.ensure_visible(span.start, span.end)

    def _resize_when_settled(self, edge: Edge, step: int, unit: Unit) -> None:
        self._state.when_settled(partial(self._resize, edge, step, unit))

    def _resize(self, edge: Edge, step: int, unit: Unit) -> None:
        span = self._state.current
        if span is None:
            self._prompts.hint(self.tr("Go to a span first."))
            return
        place = resized(span.start, span.end, edge, step, unit, self._state.tokens)
        view = self._state.view
        if place and view:
            follow: Follow = partial(_same_place, *place)
            if any(other.id != span.id for other in _in_the_way(view, span.layer, place)):
                follow = partial(self._told, self.tr("A span that it overlapped now was replaced."), follow)
            self._state.change("move", span.id, *place, follow=follow)


def _by_sentence(layer: Layer) -> bool:
    return layer.snap.value == "sentence"


def _in_the_way(view: DocumentView, layer: str, place: tuple[int, int]) -> list[Span]:
    """Return the own spans that one at this place would take the place of."""
    if not view.scheme.layer(layer).flat:
        return []
    return [span for span in view.spans if span.layer == layer and overlaps(span.start, span.end, *place)]


def _none(_before: DocumentView, _after: DocumentView) -> str | None:
    return None


def _after(decided: Span, before: DocumentView, after: DocumentView) -> str | None:
    """Return the suggestion that follows a decided one, the first one after the last."""
    ids = [span.id for span in before.suggestions]
    still = {span.id for span in after.suggestions}
    place = ids.index(decided.id) if decided.id in ids else 0
    return next((id for id in (*ids[place:], *ids[:place]) if id in still), None)


def _same_place(start: int, end: int, before: DocumentView, after: DocumentView) -> str | None:
    """Return the own span at a place, the newest first."""
    old = {span.id for span in before.spans}
    here = [span for span in after.spans if (span.start, span.end) == (start, end)]
    return next((span.id for span in sorted(here, key=lambda span: span.id in old)), None)


def _keep_or_first(_before: DocumentView, after: DocumentView) -> str | None:
    return after.suggestions[0].id if after.suggestions else None
