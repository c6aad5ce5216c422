"""The answers to a search as rows: each document, and under it its places; further pages come as they are needed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.domain.places import Line
from annotator.operations import search
from ui.tasks import Tasks

if TYPE_CHECKING:
    from annotator.storage.searching import FoundDocument, SearchPage

ROW = Qt.ItemDataRole.UserRole + 1
FIRST = 40
"""So many documents are looked for before the model waits to be asked for more."""
_KEY = "search"


class SearchModel(QAbstractListModel):
    """Owns the pages fetched so far; asks a reader thread, and forgets answers to what is not asked any more.

    ``answered`` comes with every page, ``refused`` with a sentence when the query cannot be understood.
    """

    answered = Signal()
    refused = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._rows: list[tuple[FoundDocument, Line | None]] = []
        self._after: int | None = None
        self._wanted = 0
        self.text = ""
        self.author = ""
        self.documents: list[FoundDocument] = []
        self.total: int | None = None
        self.is_busy = False

    @property
    def is_complete(self) -> bool:
        """Whether every document was looked at."""
        return self._after is None and not self.is_busy

    def ask(self, text: str, author: str) -> None:
        """Search anew for an author; an empty text only forgets what was found."""
        self.clear()
        self.text, self.author = text, author
        if text.strip():
            self._wanted = FIRST
            self._ask(0)
            work = partial(search.total, text=text, author=author)
            self._tasks.read(work, self._on_total, key="search-total", failed=self._ignore)

    def clear(self) -> None:
        """Forget what was found and what is under way."""
        self._tasks.drop(_KEY)
        self._tasks.drop("search-total")
        self.beginResetModel()
        self._rows, self.documents = [], []
        self._after, self.total, self.text = None, None, ""
        self.is_busy = False
        self.endResetModel()

    def row_at(self, place: int) -> tuple[FoundDocument, Line | None] | None:
        """Return a row: a document, and one of its places or None in the row of the document itself."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return how many rows were fetched."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the words of a row, or the row itself."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        document, line = row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return document.name if line is None else f"{line.left}{line.match}{line.right}"
        return row if role == ROW else None

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Tell whether there is more to look for and nothing under way."""
        return not parent.isValid() and self._after is not None and not self.is_busy

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        """Look for more documents."""
        if self.canFetchMore(parent) and self._after is not None:
            self._wanted = len(self.documents) + FIRST
            self._ask(self._after)

    def _ask(self, after: int) -> None:
        self.is_busy = True
        limit = self._wanted - len(self.documents)
        work = partial(search.search, text=self.text, author=self.author, after=after, limit=limit)
        self._tasks.read(work, self._on_page, key=_KEY, failed=self._on_failed)

    def _on_page(self, page: SearchPage) -> None:
        rows = [row for document in page.documents for row in _rows_of(document)]
        self.is_busy = False
        self._after = page.after
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.documents += page.documents
            self.endInsertRows()
        # A page that looked at much and found little is not the end: go on until there is something to show.
        if self._after is not None and len(self.documents) < self._wanted and not self.is_busy:
            self._ask(self._after)
        self.answered.emit()

    def _on_total(self, total: int | None) -> None:
        self.total = total
        self.answered.emit()

    def _on_failed(self, error: Exception) -> None:
        self.is_busy = False
        self._after = None
        self.refused.emit(str(error))

    def _ignore(self, _error: Exception) -> None:
        """What is wrong with a query is said once, by its first page."""


def _rows_of(document: FoundDocument) -> list[tuple[FoundDocument, Line | None]]:
    return [(document, None), *((document, line) for line in document.lines)]
