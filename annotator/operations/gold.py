"""The gold set of one document, open for changes inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.domain.adjudication import Comparison, Conflict, compare, is_settled
from annotator.domain.annotation import (
    GOLD,
    AuthorKind,
    Origin,
    OriginKind,
    Reading,
    SetStatus,
    Span,
    SpanStatus,
    clashing,
    kind_of,
)
from annotator.domain.ids import DocumentId, SpanId, new_id
from annotator.errors import RuleError
from annotator.operations.desk import SetMissing

if TYPE_CHECKING:
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction


def done_readings(reader: Reader | Transaction, document_id: DocumentId) -> tuple[Reading, ...]:
    """Return the readings of the people who have marked a document done, in order of their names."""
    return tuple(
        sorted(
            (
                reading
                for reading in reader.readings(document_id)
                if kind_of(reading.set.author) is AuthorKind.PERSON and reading.set.status is SetStatus.DONE
            ),
            key=lambda reading: reading.set.author,
        )
    )


class GoldDesk:
    """The gold set of one document, open for changes inside a transaction."""

    def __init__(self, tx: Transaction, document_id: DocumentId, reviewer: str) -> None:
        self.tx = tx
        self.scheme = tx.scheme
        self._reviewer = reviewer
        gold = tx.set_of(document_id, GOLD)
        if gold is None:
            raise SetMissing
        self.gold_set_id = gold.id
        self.status = gold.status
        self.spans = tx.spans(gold.id)
        readings = done_readings(tx, document_id)
        self._compared: Comparison = compare({reading.set.author: reading.spans for reading in readings})

    def open_conflicts(self) -> list[Conflict]:
        """The conflicts that gold does not decide yet."""
        return [item for item in self._compared.conflicts if not is_settled(item, self.spans)]

    def take_agreed(self) -> int:
        """Make gold of what all agree on; returns how many spans were new."""
        have = {span.key for span in self.spans if span.status is SpanStatus.CONFIRMED}
        fresh = [
            item
            for item in self._compared.agreed
            if (item.layer, item.start, item.end, item.label) not in have
        ]
        for item in fresh:
            sources = tuple(span.id for span in item.sources)
            self._put(item.start, item.end, item.label, item.layer, sources)
        return len(fresh)

    def settle(self, conflict: Conflict, chosen: Sequence[Span]) -> None:
        """Make gold of the chosen spans and note the others as not taken."""
        self.settle_with(conflict, [(span.start, span.end, span.label) for span in chosen])

    def settle_with(self, conflict: Conflict, spans: Sequence[tuple[int, int, str]]) -> None:
        """Make gold of given spans; conflict spans that say the same are their sources, the rest lost."""
        self.clear(conflict)
        places = set()
        for start, end, label in spans:
            layer = self.scheme.layer_of(label).name
            key = (layer, start, end, label)
            if key in places:
                continue
            places.add(key)
            sources = tuple(span.id for span in conflict.spans if span.key == key)
            self._put(start, end, label, layer, sources)
        lost: dict[tuple[str, int, int, str], list[SpanId]] = {}
        for span in conflict.spans:
            if span.key not in places:
                lost.setdefault(span.key, []).append(span.id)
        for (layer, start, end, label), sources in lost.items():
            self._put(start, end, label, layer, tuple(sources), status=SpanStatus.REJECTED)

    def clear(self, conflict: Conflict) -> None:
        """Remove the gold spans that came from a conflict or stand where it stands."""
        ids = {span.id for span in conflict.spans}
        stale = [
            span
            for span in self.spans
            if span.layer == conflict.layer
            and (ids & set(span.origin.sources) or (span.start < conflict.end and conflict.start < span.end))
        ]
        self.tx.remove_spans([span.id for span in stale])
        gone = {span.id for span in stale}
        self.spans = [span for span in self.spans if span.id not in gone]

    def _put(
        self,
        start: int,
        end: int,
        label: str,
        layer: str,
        sources: tuple[SpanId, ...],
        *,
        status: SpanStatus = SpanStatus.CONFIRMED,
    ) -> None:
        span = Span(
            id=SpanId(new_id()),
            set_id=self.gold_set_id,
            start=start,
            end=end,
            label=label,
            layer=layer,
            status=status,
            origin=Origin(OriginKind.ADJUDICATED, self._reviewer, sources),
            scheme_version=self.scheme.version,
        )
        if status is SpanStatus.CONFIRMED and self.scheme.layer(layer).flat and clashing(span, self.spans):
            raise RuleError(
                f"{label} {start}–{end} overlaps another gold span of the layer “{layer}”; reopen that one first."
            )
        self.tx.add_spans([span])
        self.spans.append(span)
