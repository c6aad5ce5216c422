"""How much a project holds, counted in few passes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, case, func, select

from annotator.domain.annotation import AuthorKind, SetStatus, SpanStatus
from annotator.storage.tables import AUTHORS, DOCUMENTS, RELATIONS, SETS, SPANS, STEPS
from annotator.storage.values import AuthorCounts, ProjectCounts

_ORDER = (SpanStatus.CONFIRMED, SpanStatus.SUGGESTED, SpanStatus.REJECTED)


def project_counts(connection: Connection) -> ProjectCounts:
    """Count what the project holds."""

    def count(table: Any) -> int:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()

    spans = dict(connection.execute(select(SPANS.c.status, func.count()).group_by(SPANS.c.status)).all())
    length = connection.execute(select(func.coalesce(func.sum(DOCUMENTS.c.length), 0))).scalar_one()
    return ProjectCounts(
        documents=count(DOCUMENTS),
        characters=length,
        authors=count(AUTHORS),
        sets=count(SETS),
        confirmed=spans.get(SpanStatus.CONFIRMED.value, 0),
        suggested=spans.get(SpanStatus.SUGGESTED.value, 0),
        rejected=spans.get(SpanStatus.REJECTED.value, 0),
        relations=count(RELATIONS),
        done=_documents_of(connection, AuthorKind.PERSON, SetStatus.DONE),
        gold=_documents_of(connection, AuthorKind.GOLD, None),
        steps=count(STEPS),
        by_author=_by_author(connection),
    )


def _by_author(connection: Connection) -> tuple[AuthorCounts, ...]:
    """Count sets and spans of every author, the older author first; two passes over indexes."""
    spans: dict[str, dict[str, int]] = {}
    grouped = (
        select(SETS.c.author_id, SPANS.c.status, func.count())
        .join(SPANS, SPANS.c.set_id == SETS.c.id)
        .group_by(SETS.c.author_id, SPANS.c.status)
    )
    for author_id, status, number in connection.execute(grouped):
        spans.setdefault(author_id, {})[status] = number
    finished = func.sum(case((SETS.c.status == SetStatus.DONE.value, 1), else_=0))
    sets = select(SETS.c.author_id, func.count(), finished).group_by(SETS.c.author_id)
    begun = {author_id: (number, done) for author_id, number, done in connection.execute(sets)}
    return tuple(
        AuthorCounts(
            name,
            *begun.get(author_id, (0, 0)),
            *(spans.get(author_id, {}).get(status.value, 0) for status in _ORDER),
        )
        for author_id, name in connection.execute(select(AUTHORS.c.id, AUTHORS.c.name).order_by(AUTHORS.c.id))
    )


def _documents_of(connection: Connection, kind: AuthorKind, status: SetStatus | None) -> int:
    authors = select(AUTHORS.c.id).where(AUTHORS.c.kind == kind.value)
    wanted = select(func.count(SETS.c.document_id.distinct())).where(SETS.c.author_id.in_(authors))
    if status is not None:
        wanted = wanted.where(SETS.c.status == status.value)
    return connection.execute(wanted).scalar_one()
