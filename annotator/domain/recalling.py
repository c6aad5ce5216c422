"""What is suggested to one author: a pipeline's open suggestions together with what the author's memory recalls.

Recalled suggestions are computed whenever they are asked for and stored nowhere; their ids are always the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus
from annotator.domain.ids import DocumentId, SetId, SpanId
from annotator.domain.memory import MEMORY, Memory, Recollection
from annotator.domain.scheme import Scheme
from annotator.domain.suggestions import Stretches, pending
from annotator.domain.text import Document


def open_suggestions(
    document: Document, proposed: Iterable[Span], own: Sequence[Span], scheme: Scheme, memory: Memory
) -> list[Span]:
    """Return what is suggested to an author: the pipeline's open suggestions and what the author's memory adds.

    A pipeline's suggestion of a surface under a label that the author mostly refused is left out. Where both
    speak of one stretch, the same label takes the better score, and another label is the memory's, for it comes
    from a person. Where they overlap otherwise the longer one stays, and of equal ones the pipeline's.
    """
    text, layers = document.text, {layer.name: layer for layer in scheme.layers}
    still = [
        span
        for span in pending(proposed, own, scheme)
        if not memory.refuses(span.layer, text[span.start : span.end], span.label)
    ]
    taken: dict[str, list[tuple[int, int]]] = {}
    for span in own:
        if span.status is SpanStatus.CONFIRMED:
            taken.setdefault(span.layer, []).append((span.start, span.end))
    recalled = [
        _span(document.id, one, scheme.version)
        for one in memory.recall(text, document.regions, taken)
        if one.layer in layers and layers[one.layer].label(one.label)
    ]
    return _merged(still, pending(recalled, own, scheme))


def _merged(proposed: Sequence[Span], recalled: Sequence[Span]) -> list[Span]:
    kept, lost = [], set()
    by_place = {span.place: number for number, span in enumerate(proposed)}
    stretches = {
        layer: Stretches((span.start, span.end) for span in proposed if span.layer == layer)
        for layer in {span.layer for span in recalled}
    }
    better: dict[int, float] = {}
    for span in recalled:
        same = by_place.get(span.place)
        if same is not None and proposed[same].label == span.label:
            better[same] = max(span.score or 0.0, proposed[same].score or 0.0)
            continue
        if not stretches[span.layer].touch(span.start, span.end):
            kept.append(span)
            continue
        crossing = [
            number
            for number, other in enumerate(proposed)
            if other.layer == span.layer and other.start < span.end and span.start < other.end
        ]
        longest = max(proposed[number].end - proposed[number].start for number in crossing)
        if same is not None or span.end - span.start > longest:
            lost.update(crossing)
            kept.append(span)
    for number, span in enumerate(proposed):
        if number not in lost:
            kept.append(replace(span, score=better[number]) if number in better else span)
    return sorted(kept, key=lambda span: (span.start, -span.end, span.layer, span.label))


def _span(document_id: DocumentId, one: Recollection, version: int) -> Span:
    return Span(
        id=recalled_id(document_id, one.layer, one.start, one.end, one.label),
        set_id=SetId(MEMORY),
        start=one.start,
        end=one.end,
        label=one.label,
        layer=one.layer,
        status=SpanStatus.SUGGESTED,
        origin=Origin(OriginKind.MEMORY, f"{MEMORY} ({one.counts.yes} for, {one.counts.no} against)"),
        score=one.score,
        scheme_version=version,
    )


def recalled_id(document_id: DocumentId, layer: str, start: int, end: int, label: str) -> SpanId:
    """Return the id of a recalled suggestion: the same for the same reading, because none is stored."""
    name = "\x1f".join((document_id, layer, str(start), str(end), label))
    return SpanId(blake2b(name.encode(), digest_size=16).hexdigest())
