"""Bulk loading: documents and readings for many documents with few queries, in batches so that memory stays flat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from annotator.domain.annotation import AnnotationSet, Reading, Record, Relation, Span
from annotator.domain.ids import DocumentId
from annotator.domain.text import Document
from annotator.storage.connection import among
from annotator.storage.rows import in_text_order, to_document, to_relation, to_set, to_span
from annotator.storage.tables import AUTHORS, DOCUMENTS, RELATIONS, SETS, SPANS, TEXTS

BATCH = 200


def parts(values: Sequence[Any], size: int = BATCH) -> Iterator[Sequence[Any]]:
    """Yield a sequence in stretches of at most ``size``."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def with_text() -> Select[Any]:
    """Return all documents with their texts; the caller narrows and orders."""
    return select(DOCUMENTS, TEXTS.c.text).join(TEXTS, TEXTS.c.sha256 == DOCUMENTS.c.text_sha256)


def with_author() -> Select[Any]:
    """Return all sets with their authors' names; the caller narrows and orders."""
    return select(SETS, AUTHORS.c.name.label("author")).join(AUTHORS, AUTHORS.c.id == SETS.c.author_id)


def documents(connection: Connection, ids: Sequence[str]) -> Iterator[Document]:
    """Yield the documents in the order of the ids; ids without a document are left out."""
    for part in parts(ids):
        rows = connection.execute(with_text().where(among(DOCUMENTS.c.id, part)))
        found = {row.id: to_document(row, row.text) for row in rows}
        for identity in part:
            if identity in found:
                yield found[identity]


def readings(
    connection: Connection, document_ids: Sequence[str], authors: Iterable[str] | None
) -> dict[DocumentId, list[Reading]]:
    """Return the readings of some documents by document, the older set first; None means every author."""
    wanted = with_author().where(among(SETS.c.document_id, document_ids)).order_by(SETS.c.id)
    if authors is not None:
        wanted = wanted.where(among(AUTHORS.c.name, authors))
    sets = [to_set(row) for row in connection.execute(wanted)]
    spans, relations = _contents(connection, sets)
    found: dict[DocumentId, list[Reading]] = defaultdict(list)
    for annotation in sets:
        content = Reading(
            annotation, tuple(in_text_order(spans[annotation.id])), tuple(relations[annotation.id])
        )
        found[annotation.document_id].append(content)
    return found


def records(connection: Connection, authors: Sequence[str] | None, size: int) -> Iterator[Record]:
    """Yield every document with its readings, in the order of the list."""
    position = -1
    while True:
        page = with_text().where(DOCUMENTS.c.position > position).order_by(DOCUMENTS.c.position).limit(size)
        rows = connection.execute(page).all()
        if not rows:
            return
        position = rows[-1].position
        found = readings(connection, [row.id for row in rows], authors)
        for row in rows:
            yield Record(to_document(row, row.text), tuple(found.get(row.id, ())))


def _contents(
    connection: Connection, sets: Sequence[AnnotationSet]
) -> tuple[dict[str, list[Span]], dict[str, list[Relation]]]:
    ids = [annotation.id for annotation in sets]
    spans: dict[str, list[Span]] = defaultdict(list)
    for row in connection.execute(select(SPANS).where(among(SPANS.c.set_id, ids))):
        spans[row.set_id].append(to_span(row))
    relations: dict[str, list[Relation]] = defaultdict(list)
    linked = select(RELATIONS).where(among(RELATIONS.c.set_id, ids)).order_by(RELATIONS.c.id)
    for row in connection.execute(linked):
        relations[row.set_id].append(to_relation(row))
    return spans, relations
