"""What one author does with one document: decide on suggestions, mark, correct, remove, finish.

Every function is one step of the project: it is stored completely or not at all, and can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotator.domain.annotation import (
    AnnotationSet,
    Origin,
    OriginKind,
    Relation,
    SetStatus,
    Span,
    SpanStatus,
)
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, SpanId
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document
from annotator.errors import RuleError
from annotator.operations.desk import Desk, decision_on, step_in_set, suggestions_of
from annotator.operations.remembering import remembered

if TYPE_CHECKING:
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DocumentView:
    """All that a window shows of a document to one author: never another person's set.

    ``spans`` are the author's confirmed spans, ``suggestions`` the open ones of the project's pipeline and of the
    author's memory, both in the order of the text. ``set`` is None until the author first touches the document.
    """

    document: Document
    scheme: Scheme
    set: AnnotationSet | None
    spans: tuple[Span, ...]
    suggestions: tuple[Span, ...]
    rejected: tuple[Span, ...]
    relations: tuple[Relation, ...]
    pipeline: str

    def find(self, span_id: str) -> Span | None:
        """Return an own span or open suggestion by its id."""
        return next((span for span in (*self.spans, *self.suggestions) if span.id == span_id), None)


def view(reader: Reader, document_id: DocumentId, author: str) -> DocumentView:
    """Return a document as an author sees it; raises RuleError when it is not in the project."""
    own = reader.set_of(document_id, author)
    spans = reader.spans(own.id) if own else []
    pipeline = reader.active_pipeline()
    scheme = reader.scheme
    suggestions = suggestions_of(reader, document_id, pipeline)
    document = reader.document(document_id)
    recalling = remembered(reader, author)
    return DocumentView(
        document=document,
        scheme=scheme,
        set=own,
        spans=tuple(span for span in spans if span.status is SpanStatus.CONFIRMED),
        suggestions=tuple(recalling.suggestions(document, suggestions, spans, scheme)),
        rejected=tuple(span for span in spans if span.status is SpanStatus.REJECTED),
        relations=tuple(reader.relations(own.id)) if own else (),
        pipeline=pipeline,
    )


def accept(
    project: Project,
    author: str,
    document_id: DocumentId,
    suggestion_ids: Sequence[SpanId],
    *,
    label: str | None = None,
) -> Changes:
    """Take open suggestions into the author's set, optionally under another label of the same scheme.

    Suggestions that are not open any more are left alone; when none is, nothing is stored.
    """

    def work(desk: Desk) -> None:
        desk.take(desk.wanted(set(suggestion_ids)), label=label)

    return _step(
        project, author, document_id, "accept", work, title=_counted("Accept", suggestion_ids, label)
    )


def accept_above(
    project: Project, author: str, document_id: DocumentId, threshold: float, *, layer: str | None = None
) -> Changes:
    """Take all open suggestions whose score is at least the threshold, as one step; unscored ones stay open."""

    def work(desk: Desk) -> None:
        desk.take(
            [
                span
                for span in desk.suggestions()
                if span.score is not None and span.score >= threshold and layer in (None, span.layer)
            ]
        )

    return _step(
        project, author, document_id, "accept all above", work, title=f"Accept all from {threshold:.2f} up"
    )


def reject(
    project: Project, author: str, document_id: DocumentId, suggestion_ids: Sequence[SpanId]
) -> Changes:
    """Decide against open suggestions; the same reading is not suggested to this author again."""

    def work(desk: Desk) -> None:
        desk.refuse(desk.wanted(set(suggestion_ids)))

    return _step(project, author, document_id, "reject", work, title=_counted("Reject", suggestion_ids))


def add(project: Project, author: str, document_id: DocumentId, start: int, end: int, label: str) -> Changes:
    """Mark ``[start, end)`` with a label. In a flat layer it takes the place of own spans it overlaps."""

    def work(desk: Desk) -> None:
        layer = desk.scheme.layer_of(label)
        span = desk.make(start, end, label, layer.name, Origin(OriginKind.HAND))
        desk.put(span)

    return _step(project, author, document_id, "add", work, title=f"Mark {label}")


def relabel(project: Project, author: str, document_id: DocumentId, span_id: SpanId, label: str) -> Changes:
    """Give an own span another label; an open suggestion is accepted under it."""

    def work(desk: Desk) -> None:
        layer = desk.scheme.layer_of(label).name
        span, suggested = desk.find(span_id)
        if suggested and layer == span.layer:
            desk.take([span], label=label)
        elif suggested:
            # A suggestion of another layer is refused and the stretch marked as the author says.
            desk.refuse([span])
            desk.put(desk.make(span.start, span.end, label, layer, Origin(OriginKind.HAND)))
        elif span.label != label:
            desk.put(replace(span, label=label, layer=layer), old=span)

    return _step(project, author, document_id, "relabel", work, title=f"Relabel as {label}")


def move(
    project: Project, author: str, document_id: DocumentId, span_id: SpanId, start: int, end: int
) -> Changes:
    """Give an own span other ends; an open suggestion is accepted with them."""

    def work(desk: Desk) -> None:
        span, suggested = desk.find(span_id)
        if (start, end) == (span.start, span.end) and not suggested:
            return
        if suggested:
            moved = desk.make(start, end, span.label, span.layer, decision_on(span), score=span.score)
            desk.put(moved)
        else:
            desk.put(replace(span, start=start, end=end), old=span)

    return _step(project, author, document_id, "move", work, title="Move the ends of a span")


def remove(project: Project, author: str, document_id: DocumentId, span_ids: Sequence[SpanId]) -> Changes:
    """Remove own spans. One that came from a suggestion becomes a rejection, so it is not suggested again."""

    def work(desk: Desk) -> None:
        for span, suggested in [desk.find(span_id) for span_id in span_ids]:
            if suggested:
                desk.refuse([span])
            else:
                desk.drop(span)

    return _step(
        project, author, document_id, "remove", work, title=_counted("Remove", span_ids, noun="span")
    )


def comment(project: Project, author: str, document_id: DocumentId, span_id: SpanId, text: str) -> Changes:
    """Write a comment on an own span; a suggestion has to be accepted first."""

    def work(desk: Desk) -> None:
        span, suggested = desk.find(span_id)
        if suggested:
            raise RuleError("This is still a suggestion; accept it before you comment on it.")
        if span.comment != text:
            desk.tx.change_span(span.id, comment=text)

    return _step(project, author, document_id, "comment", work, title="Comment on a span")


def set_status(project: Project, author: str, document_id: DocumentId, status: SetStatus) -> Changes:
    """Say how far the author is with the document."""

    def work(desk: Desk) -> None:
        if desk.status is not status:
            desk.tx.change_set(desk.set.id, status=status)

    return _step(
        project,
        author,
        document_id,
        f"mark {status.value}",
        work,
        title=f"Mark the document {status.value}",
        touch=False,
    )


def add_seconds(project: Project, author: str, document_id: DocumentId, seconds: float) -> Changes:
    """Add time spent on the document."""

    def work(desk: Desk) -> None:
        if seconds > 0:
            desk.tx.change_set(desk.set.id, seconds=desk.set.seconds + seconds)

    return _step(project, author, document_id, "time", work, title="Time spent", touch=False, undoable=False)


def _step(
    project: Project,
    author: str,
    document_id: DocumentId,
    operation: str,
    work: Callable[[Desk], None],
    *,
    title: str,
    touch: bool = True,
    undoable: bool = True,
) -> Changes:
    def inside(tx: Transaction) -> None:
        desk = Desk(tx, author, document_id)
        work(desk)
        # The first change to a document means that its author has begun.
        if touch and desk.changed and desk.status is SetStatus.NEW:
            tx.change_set(desk.set.id, status=SetStatus.IN_PROGRESS)

    _, changes = step_in_set(
        project, operation, inside, document_id=document_id, author=author, title=title, undoable=undoable
    )
    return changes


def _counted(verb: str, ids: Sequence[SpanId], label: str | None = None, *, noun: str = "suggestion") -> str:
    number = f"a {noun}" if len(ids) == 1 else f"{len(ids)} {noun}s"
    return f"{verb} {number} as {label}" if label else f"{verb} {number}"
