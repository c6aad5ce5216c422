"""Finding documents: the list, its pages and neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.annotation import SetStatus
from annotator.domain.ids import DocumentId

if TYPE_CHECKING:
    from annotator.storage.queries import DocumentRow, Reader


def document_rows(
    reader: Reader,
    author: str,
    *,
    after: int | None = None,
    limit: int = 200,
    text: str = "",
    status: SetStatus | None = None,
) -> list[DocumentRow]:
    """Return a page of the list as one author sees it: those after a position, filtered by name and status."""
    return reader.rows(author, after=after, limit=limit, text=text, status=status)


def document_count(reader: Reader, author: str, *, text: str = "", status: SetStatus | None = None) -> int:
    """Return how many documents the filter lets through."""
    return reader.row_count(author, text=text, status=status)


def neighbour(
    reader: Reader,
    document_id: DocumentId,
    step: int,
    author: str,
    *,
    text: str = "",
    status: SetStatus | None = None,
) -> DocumentId | None:
    """Return the next (``step`` 1) or previous (-1) document of the filtered list, or None at its end."""
    return reader.neighbour(document_id, step, author, text=text, status=status)
