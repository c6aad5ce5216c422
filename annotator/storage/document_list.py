"""The SQL behind the document list: one line for each document, as one author sees it.

What is pending is counted here by the same rules as ``domain.suggestions.pending``; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, literal_column, or_, select

from annotator.domain.annotation import AuthorKind, SetStatus, SpanStatus
from annotator.domain.ids import DocumentId
from annotator.domain.scheme import Scheme
from annotator.storage.tables import AUTHORS, DOCUMENTS, SETS, SPANS
from annotator.storage.values import DocumentRow

_OWN = SETS.alias("own")
_STATUS = func.coalesce(_OWN.c.status, SetStatus.NEW.value)


@dataclass(frozen=True, slots=True)
class View:
    """Whose list it is and what it is narrowed to; the ids are empty where there is no such author."""

    author_id: str
    pipeline_id: str
    text: str = ""
    status: SetStatus | None = None


def listing(view: View, scheme: Scheme) -> Select[Any]:
    """Return the list's lines; the caller adds order and limit."""
    confirmed = _count(SPANS).where(SPANS.c.set_id == _OWN.c.id, SPANS.c.status == SpanStatus.CONFIRMED.value)
    columns = select(
        DOCUMENTS.c.id,
        DOCUMENTS.c.name,
        DOCUMENTS.c.position,
        DOCUMENTS.c.length,
        _STATUS.label("status"),
        confirmed.scalar_subquery().label("spans"),
        _pending(view, scheme).label("pending"),
        _done_by().label("done_by"),
        _gold().label("gold"),
    )
    return _narrowed(columns, view)


def counting(view: View) -> Select[Any]:
    """Return the number of the list's lines."""
    if not view.text and view.status is None:
        return _count(DOCUMENTS)
    return _narrowed(select(func.count()), view)


def identities(view: View) -> Select[Any]:
    """Return only the ids of the list's lines; the caller adds order and limit."""
    return _narrowed(select(DOCUMENTS.c.id), view)


def to_document_row(row: Any) -> DocumentRow:
    """Build a line from its columns."""
    identity, name, position, length, status, spans, pending, done_by, gold = row
    return DocumentRow(
        DocumentId(identity), name, position, length, SetStatus(status), spans, pending, done_by, bool(gold)
    )


def _count(table: Any) -> Select[Any]:
    return select(func.count()).select_from(table)


def _narrowed(columns: Select[Any], view: View) -> Select[Any]:
    own = and_(_OWN.c.document_id == DOCUMENTS.c.id, _OWN.c.author_id == view.author_id)
    lines = columns.select_from(DOCUMENTS.outerjoin(_OWN, own))
    if view.status is not None:
        lines = lines.where(view.status.value == _STATUS)
    if view.text:
        lines = lines.where(func.instr(func.casefold(DOCUMENTS.c.name), view.text.casefold()) > 0)
    return lines


def _done_by() -> ColumnElement[int]:
    person = and_(AUTHORS.c.id == SETS.c.author_id, AUTHORS.c.kind == AuthorKind.PERSON.value)
    done = _count(SETS.join(AUTHORS, person))
    return done.where(
        SETS.c.document_id == DOCUMENTS.c.id, SETS.c.status == SetStatus.DONE.value
    ).scalar_subquery()


def _gold() -> ColumnElement[bool]:
    adjudicated = SETS.alias("adjudicated")
    judge = AUTHORS.alias("judge")
    joined = adjudicated.join(judge, judge.c.id == adjudicated.c.author_id)
    mine = adjudicated.c.document_id == DOCUMENTS.c.id
    return exists().select_from(joined).where(mine, judge.c.kind == AuthorKind.GOLD.value)


def _pending(view: View, scheme: Scheme) -> ColumnElement[int]:
    if not view.pipeline_id:
        return literal(0)
    suggested, theirs = SPANS.alias("suggested"), SETS.alias("theirs")
    mine = and_(theirs.c.document_id == DOCUMENTS.c.id, theirs.c.author_id == view.pipeline_id)
    still = _count(suggested.join(theirs, theirs.c.id == suggested.c.set_id)).where(
        mine,
        suggested.c.layer.in_([layer.name for layer in scheme.layers]),
        ~_confirmed_over(suggested, [layer.name for layer in scheme.layers if layer.flat]),
        ~_rejected_like(suggested),
        ~_named_as_source(suggested),
    )
    return still.correlate(DOCUMENTS, _OWN).scalar_subquery()


def _exists(suggested: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    # Said outright: left to itself, SQLAlchemy gives the inner query an “own” of its own, of all authors.
    return exists().where(*conditions).correlate(suggested, _OWN)


def _confirmed_over(suggested: Any, flat: list[str]) -> ColumnElement[bool]:
    done = SPANS.alias("done")
    crosses = and_(
        suggested.c.layer.in_(flat), done.c.start < suggested.c.end, done.c.end > suggested.c.start
    )
    equals = and_(done.c.start == suggested.c.start, done.c.end == suggested.c.end)
    confirmed = and_(done.c.set_id == _OWN.c.id, done.c.status == SpanStatus.CONFIRMED.value)
    return _exists(suggested, confirmed, done.c.layer == suggested.c.layer, or_(crosses, equals))


def _rejected_like(suggested: Any) -> ColumnElement[bool]:
    refused = SPANS.alias("refused")
    key = [refused.c[name] == suggested.c[name] for name in ("layer", "start", "end", "label")]
    return _exists(
        suggested, refused.c.set_id == _OWN.c.id, refused.c.status == SpanStatus.REJECTED.value, *key
    )


def _named_as_source(suggested: Any) -> ColumnElement[bool]:
    decided = SPANS.alias("decided")
    # The literal, not a parameter: only then does SQLite use the partial index on rows that have sources.
    sourced = decided.c.sources != literal_column("''")
    names = func.instr(decided.c.sources, func.json_quote(suggested.c.id)) > 0
    return _exists(suggested, decided.c.set_id == _OWN.c.id, sourced, names)
