"""Letting another pipeline suggest, forwards to a new version or back to an old one, as one step to undo.

Documents that nobody began get the new pipeline's suggestions. In those that somebody began nothing moves under
their hands: the suggestions that are there go along.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from annotator.domain.annotation import Relation, SetStatus, Span
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, RelationId, SpanId, new_id
from annotator.errors import Cancelled
from annotator.operations.asking import Worker
from annotator.operations.prelabelling import BATCH, store, texts
from annotator.operations.versions import place_of

if TYPE_CHECKING:
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Promotion:
    """What promoting did: who suggests now, documents with new suggestions, and begun ones that kept theirs."""

    pipeline: str
    refreshed: int
    kept: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A pipeline's answers for the documents that nobody began, and the others that have none of it."""

    pipeline: str
    answers: tuple[dict[str, Any], ...]
    begun: tuple[DocumentId, ...]


def promote(
    project: Project,
    author: str,
    pipeline: str,
    *,
    trusted: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Promotion:
    """Let a pipeline suggest from now on; also the way back to an older one.

    All of it is undone together. Raises PipelineError when the pipeline cannot be loaded and Cancelled when
    stopped, both before anything is changed.
    """
    prepared = prepare(project.read, pipeline, trusted=trusted, progress=progress, cancelled=cancelled)
    return apply(project, author, prepared)


def prepare(
    reader: Reader,
    pipeline: str,
    *,
    trusted: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prepared:
    """Ask a pipeline, in a process of its own, about the documents nobody began; changes nothing."""
    with Worker(place_of(pipeline, trusted=trusted)) as worker:
        begun = set(reader.begun())
        missing = reader.without_set(worker.name)
        fresh = [identity for identity in missing if identity not in begun]
        answers = []
        for answer in worker.answers(texts(reader, fresh)):
            if cancelled and cancelled():
                raise Cancelled("Stopped; the suggestions are as they were before.")
            if "error" not in answer:
                answers.append(answer)
            if progress:
                progress(len(answers), len(fresh))
        return Prepared(
            worker.name, tuple(answers), tuple(identity for identity in missing if identity in begun)
        )


def apply(project: Project, author: str, prepared: Prepared) -> Promotion:
    """Store what was prepared and let the pipeline suggest from now on, as one step to undo.

    A document that somebody began since then keeps the suggestions it has.
    """
    name, old, group = prepared.pipeline, project.read.active_pipeline() or "", new_id()
    begun = set(project.read.begun())
    fresh = [answer for answer in prepared.answers if answer["id"] not in begun]
    late = [DocumentId(answer["id"]) for answer in prepared.answers if answer["id"] in begun]
    keep = [*prepared.begun, *late] if old and old != name else []
    for start in range(0, len(fresh), BATCH):
        store(project, name, fresh[start : start + BATCH], group=group)

    def work(tx: Transaction) -> None:
        for identity in keep:
            _carry(tx, identity, old, name)
        tx.put_setting("pipeline", name)

    title = f"Suggestions by {name.removeprefix('pipeline:')}"
    _, changes = project.transact("use pipeline", work, author=author, title=title, group=group)
    return Promotion(name, len(fresh), len(keep), changes)


def _carry(tx: Transaction, document_id: DocumentId, old: str, new: str) -> None:
    """Give a begun document's suggestions to the new pipeline's set, without those that somebody decided by name."""
    made = tx.set_of(document_id, old)
    if made is None:
        return
    decided = _decided(tx, document_id, {old, new})
    copies: dict[SpanId, Span] = {}
    target = tx.ensure_set(document_id, new)
    for span in tx.spans(made.id):
        if span.id not in decided:
            copies[span.id] = replace(span, id=SpanId(new_id()), set_id=target.id)
    tx.add_spans(list(copies.values()))
    tx.add_relations(
        [
            _moved(relation, copies, target.id)
            for relation in tx.relations(made.id)
            if relation.source in copies and relation.target in copies
        ]
    )
    tx.change_set(target.id, status=SetStatus.DONE)


def _moved(relation: Relation, copies: dict[SpanId, Span], set_id: Any) -> Relation:
    return replace(
        relation,
        id=RelationId(new_id()),
        set_id=set_id,
        source=copies[relation.source].id,
        target=copies[relation.target].id,
    )


def _decided(reader: Reader, document_id: DocumentId, pipelines: set[str]) -> set[SpanId]:
    return {
        source
        for reading in reader.readings(document_id)
        if reading.set.author not in pipelines
        for span in reading.spans
        for source in span.origin.sources
    }
