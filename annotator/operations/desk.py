"""One author's set of one document, open for changes inside a transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from annotator.domain.annotation import (
    AnnotationSet,
    Origin,
    OriginKind,
    SetStatus,
    Span,
    SpanStatus,
    clashing,
)
from annotator.domain.ids import DocumentId, SetId, SpanId, new_id
from annotator.domain.memory import MEMORY
from annotator.domain.suggestions import pending
from annotator.errors import RuleError
from annotator.operations.remembering import remembered

if TYPE_CHECKING:
    from annotator.domain.changes import Changes
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction

T = TypeVar("T")


def suggestions_of(reader: Reader | Transaction, document_id: DocumentId, pipeline: str) -> list[Span]:
    """Return all spans that a pipeline proposed for a document, decided or not."""
    made = reader.set_of(document_id, pipeline) if pipeline else None
    return reader.spans(made.id) if made else []


def decision_on(suggestion: Span) -> Origin:
    """Return the origin of a span by which a suggestion is decided: whose it was, and which."""
    name = MEMORY if suggestion.origin.kind is OriginKind.MEMORY else suggestion.origin.name
    return Origin(OriginKind.ACCEPTED, name, (suggestion.id,))


class SetMissing(Exception):
    """The author has no set of the document yet; it has to be begun first."""


def step_in_set(
    project: Project,
    operation: str,
    work: Callable[[Transaction], T],
    *,
    document_id: DocumentId,
    author: str,
    title: str,
    by: str = "",
    group: str = "",
    undoable: bool = True,
) -> tuple[T, Changes]:
    """Do a step that needs ``author``'s set of a document; beginning the set is a step of its own, never undone.

    Were the set made inside, undoing the step would have to remove it with the time spent and all later work.
    """
    who = by or author
    try:
        return project.transact(operation, work, author=who, title=title, group=group, undoable=undoable)
    except SetMissing:
        project.transact(
            "begin document",
            lambda tx: tx.ensure_set(document_id, author),
            author=who,
            title="Begin a document",
            undoable=False,
        )
        return project.transact(operation, work, author=who, title=title, group=group, undoable=undoable)


class Desk:
    """The author's spans as they become while one operation works."""

    def __init__(self, tx: Transaction, author: str, document_id: DocumentId) -> None:
        self.tx = tx
        self.scheme = tx.scheme
        self.changed = False
        self._author = author
        self._document_id = document_id
        self._set = tx.set_of(document_id, author)
        self.own = tx.spans(self._set.id) if self._set else []

    @property
    def set(self) -> AnnotationSet:
        """The author's set of the document; raises SetMissing before the author has begun."""
        if self._set is None:
            raise SetMissing
        return self._set

    @property
    def status(self) -> SetStatus:
        """How far the author is; new when there is no set yet."""
        return self._set.status if self._set else SetStatus.NEW

    def suggestions(self) -> list[Span]:
        """The open suggestions, the same as the view shows; to be asked for before anything is written."""
        if self.changed:
            # What the memory holds must not depend on a step that may yet fail.
            raise RuntimeError("suggestions asked for after a change")
        made = suggestions_of(self.tx, self._document_id, self.tx.active_pipeline())
        document = self.tx.document(self._document_id)
        return remembered(self.tx, self._author).suggestions(document, made, self.own, self.scheme)

    def wanted(self, ids: Collection[SpanId]) -> list[Span]:
        """Return the open suggestions of these ids; the memory is asked only when the pipeline made not all of them."""
        made = suggestions_of(self.tx, self._document_id, self.tx.active_pipeline())
        found = [span for span in made if span.id in ids]
        if len(found) == len(ids):
            return pending(found, self.own, self.scheme)
        return [span for span in self.suggestions() if span.id in ids]

    def find(self, span_id: SpanId) -> tuple[Span, bool]:
        """Return an own span and False, or an open suggestion and True; raises RuleError for neither."""
        for span in self.own:
            if span.id == span_id and span.status is SpanStatus.CONFIRMED:
                return span, False
        for span in self.wanted({span_id}):
            return span, True
        raise RuleError("This span is not there any more; it was removed or decided in the meantime.")

    def make(
        self, start: int, end: int, label: str, layer: str, origin: Origin, *, score: float | None = None
    ) -> Span:
        """Build a confirmed span of this set."""
        return Span(
            id=SpanId(new_id()),
            set_id=SetId(self.set.id),
            start=start,
            end=end,
            label=label,
            layer=layer,
            origin=origin,
            score=score,
            scheme_version=self.scheme.version,
        )

    def put(self, span: Span, *, old: Span | None = None) -> None:
        """Store a new span, or the changed form of an old one; own spans in its way in a flat layer go."""
        if self.scheme.layer(span.layer).flat:
            for other in clashing(span, self.own):
                if other.key == span.key and old is None:
                    return
                self.drop(other)
        elif any(other.key == span.key and other.id != span.id for other in self.own):
            return
        if old is None:
            self._forget_rejections(span)
            self.tx.add_spans([span])
        else:
            self.tx.change_span(span.id, start=span.start, end=span.end, label=span.label, layer=span.layer)
            self.own = [other for other in self.own if other.id != span.id]
        self.own.append(span)
        self.changed = True

    def take(self, spans: Sequence[Span], *, label: str | None = None) -> None:
        """Confirm suggestions, best first where two of a flat layer overlap."""
        for span in sorted(spans, key=lambda item: (-(item.score or 0.0), item.start)):
            if self.scheme.layer(span.layer).flat and clashing(span, self.own):
                continue
            self.put(
                self.make(
                    span.start, span.end, label or span.label, span.layer, decision_on(span), score=span.score
                )
            )

    def refuse(self, spans: Sequence[Span]) -> None:
        """Store rejections of suggestions."""
        rejections = [
            replace(
                self.make(
                    span.start,
                    span.end,
                    span.label,
                    span.layer,
                    decision_on(span),
                    score=span.score,
                ),
                status=SpanStatus.REJECTED,
            )
            for span in spans
        ]
        if rejections:
            self.tx.add_spans(rejections)
            self.own.extend(rejections)
            self.changed = True

    def drop(self, span: Span) -> None:
        """Remove an own span; what came from a suggestion stays behind as its rejection."""
        if span.origin.kind is OriginKind.ACCEPTED:
            self.tx.change_span(span.id, status=SpanStatus.REJECTED)
            self.own = [
                replace(other, status=SpanStatus.REJECTED) if other.id == span.id else other
                for other in self.own
            ]
        else:
            self.tx.remove_spans([span.id])
            self.own = [other for other in self.own if other.id != span.id]
        self.changed = True

    def _forget_rejections(self, span: Span) -> None:
        """A reading once rejected and now marked by hand is no rejection any more."""
        stale = [
            other.id for other in self.own if other.status is SpanStatus.REJECTED and other.key == span.key
        ]
        if stale:
            self.tx.remove_spans(stale)
            self.own = [other for other in self.own if other.id not in stale]
