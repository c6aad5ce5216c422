"""How much a project holds, counted in few passes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from annotator.domain.annotation import AuthorKind, SetStatus, SpanStatus
from annotator.storage.tables import AUTHORS, DOCUMENTS, RELATIONS, SETS, SPANS, STEPS
from annotator.storage.values import ProjectCounts


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
    )


def _documents_of(connection: Connection, kind: AuthorKind, status: SetStatus | None) -> int:
    authors = select(AUTHORS.c.id).where(AUTHORS.c.kind == kind.value)
    wanted = select(func.count(SETS.c.document_id.distinct())).where(SETS.c.author_id.in_(authors))
    if status is not None:
        wanted = wanted.where(SETS.c.status == status.value)
    return connection.execute(wanted).scalar_one()
