"""Which suggestions of a pipeline are still open for one author.

A pipeline's set is never copied. What a person decides is a span of their own set that names the suggestion as
its source, so refreshing a pipeline's set can touch nothing a person did.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.scheme import Scheme


class Stretches:
    """Tells quickly whether something touches one of many stretches of a text, which may overlap."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(stretches):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        """Tell whether the stretch shares at least one code point with one of them."""
        place = bisect_right(self._ends, start)
        return place < len(self._starts) and self._starts[place] < end


def pending(suggestions: Iterable[Span], own: Sequence[Span], scheme: Scheme) -> list[Span]:
    """Return the suggestions that an author has not decided yet, in the order of the text.

    Decided are: those that overlap a confirmed span of a flat layer, those that stand exactly where a confirmed
    span of the layer stands, those rejected before (same layer, start, end and label, whatever pipeline said
    it), and those that an own span names as its source.
    """
    flat = {layer.name: layer.flat for layer in scheme.layers}
    confirmed: dict[str, list[tuple[int, int]]] = {}
    rejected: set[tuple[str, int, int, str]] = set()
    sources: set[str] = set()
    for span in own:
        sources.update(span.origin.sources)
        if span.status is SpanStatus.CONFIRMED:
            confirmed.setdefault(span.layer, []).append((span.start, span.end))
        elif span.status is SpanStatus.REJECTED:
            rejected.add(span.key)
    exact = {(layer, *stretch) for layer, stretches in confirmed.items() for stretch in stretches}
    crowded = {layer: Stretches(confirmed.get(layer, ())) for layer, is_flat in flat.items() if is_flat}
    still = [
        span
        for span in suggestions
        if span.id not in sources
        and span.key not in rejected
        and span.layer in flat
        and span.place not in exact
        and not (flat[span.layer] and crowded[span.layer].touch(span.start, span.end))
    ]
    return sorted(still, key=lambda span: (span.start, -span.end, span.layer, span.label))
