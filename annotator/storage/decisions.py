"""What one author decided, read lean and only where it changed: the memory asks this after every step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import Connection, desc, func, select

from annotator.domain.annotation import SpanStatus
from annotator.domain.ids import DocumentId
from annotator.domain.memory import Decision
from annotator.storage.connection import among
from annotator.storage.loading import parts
from annotator.storage.tables import DOCUMENTS, JOURNAL, SETS, SPANS, STEPS, TEXTS

# More changed rows than these are slower to look through than the author's decisions are to read again.
MANY_ROWS = 5000
_DECIDED = (SpanStatus.CONFIRMED.value, SpanStatus.REJECTED.value)


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a project's history: the newest step and the hash of its chain there."""

    step: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions by document with its text. Unless ``everything``, only documents that changed since a mark."""

    mark: Mark
    everything: bool
    documents: dict[DocumentId, tuple[str, list[Decision]]] = field(default_factory=dict)


def decided(connection: Connection, author_id: str, layers: Sequence[str], since: Mark | None) -> Decided:
    """Return an author's decisions in some layers, all of them or those of documents that changed since."""
    newest = connection.execute(select(STEPS.c.seq, STEPS.c.hash).order_by(desc(STEPS.c.seq)).limit(1)).one()
    mark = Mark(*newest)
    if since == mark:
        return Decided(mark, False)
    changed = _changed(connection, author_id, since) if since else None
    if changed is None:
        return Decided(mark, True, dict(_of(connection, author_id, layers, None)))
    documents: dict[DocumentId, tuple[str, list[Decision]]] = {identity: ("", []) for identity in changed}
    documents |= dict(_of(connection, author_id, layers, changed))
    return Decided(mark, False, documents)


def _changed(connection: Connection, author_id: str, since: Mark) -> list[DocumentId] | None:
    """Return the documents where the author's spans changed; None when that is not worth finding out."""
    here = select(STEPS.c.hash, STEPS.c.last).where(STEPS.c.seq == since.step)
    known = connection.execute(here).first()
    # Another file may have been put in the place of the one that the mark was taken of.
    if known is None or known.hash != since.hash:
        return None
    last = connection.execute(select(func.max(STEPS.c.last))).scalar_one()
    if last - known.last > MANY_ROWS:
        return None
    later = JOURNAL.c.id > known.last

    def image(name: str) -> object:
        path = f"$.{name}"
        return func.coalesce(
            func.json_extract(JOURNAL.c.after, path), func.json_extract(JOURNAL.c.before, path)
        )

    touched = select(image("set_id")).where(later, JOURNAL.c.entity == "spans").distinct()  # type: ignore[call-overload]
    # By the sets' own key and not as one query: SQLite would look through all sets of the author for it.
    sets = list(connection.execute(touched).scalars())
    owners = connection.execute(select(SETS.c.document_id, SETS.c.author_id).where(among(SETS.c.id, sets)))
    own = [identity for identity, owner in owners if owner == author_id]
    gone = select(image("document_id")).where(  # type: ignore[call-overload]
        later, JOURNAL.c.entity == "sets", image("author_id") == author_id
    )
    return list({*own, *connection.execute(gone).scalars()})


def _of(
    connection: Connection, author_id: str, layers: Sequence[str], ids: Sequence[str] | None
) -> Iterator[tuple[DocumentId, tuple[str, list[Decision]]]]:
    columns = (SPANS.c.start, SPANS.c.end, SPANS.c.label, SPANS.c.layer, SPANS.c.status)
    wanted = select(SETS.c.document_id, *columns).join(SPANS, SPANS.c.set_id == SETS.c.id)
    wanted = wanted.where(
        SETS.c.author_id == author_id, SPANS.c.status.in_(_DECIDED), SPANS.c.layer.in_(layers)
    )
    if ids is not None:
        wanted = wanted.where(among(SETS.c.document_id, ids))
    rows = connection.execute(wanted.order_by(SETS.c.document_id)).all()
    by_document = {identity: list(group) for identity, group in groupby(rows, key=lambda row: row[0])}
    for part in parts(list(by_document)):
        texts = select(DOCUMENTS.c.id, TEXTS.c.text).join(TEXTS, TEXTS.c.sha256 == DOCUMENTS.c.text_sha256)
        for identity, text in connection.execute(texts.where(among(DOCUMENTS.c.id, part))):
            made = [
                Decision(start, end, label, layer, status == SpanStatus.CONFIRMED.value)
                for _, start, end, label, layer, status in by_document[identity]
            ]
            yield identity, (text, made)
