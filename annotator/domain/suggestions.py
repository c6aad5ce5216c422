"""Which suggestions of a pipeline are still open for one author.

A pipeline's set is never copied. What a person decides is a span of their own set that names the suggestion as
its source, so refreshing a pipeline's set can touch nothing a person did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.scheme import Scheme
from annotator.domain.text import overlaps


def pending(suggestions: Iterable[Span], own: Sequence[Span], scheme: Scheme) -> list[Span]:
    """Return the suggestions that an author has not decided yet, in the order of the text.

    Decided are: those that overlap a confirmed span of a flat layer, those that stand exactly where a confirmed
    span of the layer stands, those rejected before (same layer, start, end and label, whatever pipeline said
    it), and those that an own span names as its source.
    """
    flat = {layer.name: layer.flat for layer in scheme.layers}
    confirmed: dict[str, list[Span]] = {}
    rejected: set[tuple[str, int, int, str]] = set()
    sources: set[str] = set()
    for span in own:
        sources.update(span.origin.sources)
        if span.status is SpanStatus.CONFIRMED:
            confirmed.setdefault(span.layer, []).append(span)
        elif span.status is SpanStatus.REJECTED:
            rejected.add(span.key)
    still = [
        span
        for span in suggestions
        if span.id not in sources
        and span.key not in rejected
        and span.layer in flat
        and not any(_decides(done, span, flat[span.layer]) for done in confirmed.get(span.layer, ()))
    ]
    return sorted(still, key=lambda span: (span.start, -span.end, span.layer, span.label))


def _decides(done: Span, span: Span, flat: bool) -> bool:
    if flat:
        return overlaps(done.start, done.end, span.start, span.end)
    return done.start == span.start and done.end == span.end
