"""Where readings of one document agree, where they do not, and what has been settled.

Laws, held by tests: the result does not depend on the order of the authors; readings that agree throughout give
no conflict; nothing here changes a reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.text import overlaps


class ConflictKind(StrEnum):
    """What authors do not agree on."""

    MISSING = "missing"
    BOUNDARY = "boundary"
    LABEL = "label"
    BOUNDARY_LABEL = "boundary+label"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A span that every author has, with each author's own span of it."""

    layer: str
    start: int
    end: int
    label: str
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stretch of one layer on which authors differ; ``readings`` names every author, some with no spans."""

    index: int
    kind: ConflictKind
    layer: str
    start: int
    end: int
    readings: tuple[tuple[str, tuple[Span, ...]], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """All authors' spans of the conflict."""
        return tuple(span for _, spans in self.readings for span in spans)

    @property
    def pattern(self) -> tuple[str, str]:
        """What alike conflicts share: the layer, and the kind with the labels that stand against each other."""
        labels = sorted({" ".join(span.label for span in spans) or "–" for _, spans in self.readings})
        return self.layer, f"{self.kind.value}: {' ≠ '.join(labels)}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two or more readings of a document agree and differ on, in the order of the text."""

    agreed: tuple[Agreement, ...]
    conflicts: tuple[Conflict, ...]


def compare(readings: Mapping[str, Iterable[Span]]) -> Comparison:
    """Compare the confirmed spans of two or more authors.

    What every author has with the same layer, start, end and label is agreed. The rest is grouped: spans of a
    layer that overlap, directly or through others, are one conflict.
    """
    authors = sorted(readings)
    confirmed = {
        author: [span for span in readings[author] if span.status is SpanStatus.CONFIRMED]
        for author in authors
    }
    by_key: dict[tuple[str, int, int, str], dict[str, Span]] = {}
    for author in authors:
        for span in confirmed[author]:
            by_key.setdefault(span.key, {})[author] = span
    agreed = [
        Agreement(*_reordered(key), tuple(found[author] for author in authors))
        for key, found in by_key.items()
        if len(found) == len(authors)
    ]
    rest = [
        (author, span)
        for author in authors
        for span in confirmed[author]
        if len(by_key[span.key]) < len(authors)
    ]
    agreed.sort(key=lambda item: (item.start, item.end, item.layer, item.label))
    return Comparison(tuple(agreed), tuple(_conflicts(rest, authors)))


def _reordered(key: tuple[str, int, int, str]) -> tuple[str, int, int, str]:
    layer, start, end, label = key
    return layer, start, end, label


def _conflicts(rest: list[tuple[str, Span]], authors: Sequence[str]) -> list[Conflict]:
    rest.sort(key=lambda item: (item[1].layer, item[1].start, item[1].end, item[0]))
    groups: list[list[tuple[str, Span]]] = []
    reach = -1
    for author, span in rest:
        if groups and groups[-1][0][1].layer == span.layer and span.start < reach:
            groups[-1].append((author, span))
            reach = max(reach, span.end)
        else:
            groups.append([(author, span)])
            reach = span.end
    groups.sort(key=lambda group: (group[0][1].start, group[0][1].layer))
    return [_conflict(index, group, authors) for index, group in enumerate(groups)]


def _conflict(index: int, group: list[tuple[str, Span]], authors: Sequence[str]) -> Conflict:
    readings = tuple((author, tuple(span for who, span in group if who == author)) for author in authors)
    return Conflict(
        index=index,
        kind=_kind([spans for _, spans in readings]),
        layer=group[0][1].layer,
        start=min(span.start for _, span in group),
        end=max(span.end for _, span in group),
        readings=readings,
    )


def _kind(readings: Sequence[tuple[Span, ...]]) -> ConflictKind:
    if any(not spans for spans in readings):
        return ConflictKind.MISSING
    places = {tuple((span.start, span.end) for span in spans) for spans in readings}
    labels = {tuple(span.label for span in spans) for spans in readings}
    if len(places) == 1:
        return ConflictKind.LABEL
    return ConflictKind.BOUNDARY if len(labels) == 1 else ConflictKind.BOUNDARY_LABEL


def is_settled(conflict: Conflict, gold: Iterable[Span]) -> bool:
    """Tell whether gold decides every span of a conflict.

    A span is decided when a gold span names it as a source: a confirmed one that took it, or a rejected one that
    still stands where it stands. A span edited after it was settled is open again.
    """
    taken: set[tuple[str, tuple[str, int, int, str]]] = set()
    rejected: set[tuple[str, tuple[str, int, int, str]]] = set()
    for span in gold:
        for source in span.origin.sources:
            (taken if span.status is SpanStatus.CONFIRMED else rejected).add((source, span.key))
    return all((span.id, span.key) in taken or (span.id, span.key) in rejected for span in conflict.spans)


def majority(conflict: Conflict) -> tuple[Span, ...] | None:
    """Return the reading that more than half of the authors share, or None when there is none.

    The reading of an author is all their spans of the conflict; an empty reading can win as well.
    """
    votes: dict[tuple[tuple[str, int, int, str], ...], list[tuple[Span, ...]]] = {}
    for _, spans in conflict.readings:
        votes.setdefault(tuple(span.key for span in spans), []).append(spans)
    best = max(votes.values(), key=len)
    return best[0] if len(best) * 2 > len(conflict.readings) else None


def near(span: Span, others: Iterable[Span]) -> list[Span]:
    """Return the spans of the same layer that overlap a span."""
    return [
        other
        for other in others
        if other.layer == span.layer and overlaps(span.start, span.end, other.start, other.end)
    ]
