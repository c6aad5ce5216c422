"""The list of documents as an item model: pages by position, fetched as the list is scrolled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId
from ui import jobs
from ui.tasks import Tasks

if TYPE_CHECKING:
    from annotator.storage.queries import DocumentRow

Index = QModelIndex | QPersistentModelIndex

PAGE = 200
REFRESH_MS = 40
"""Rows are read again this long after a change, so that its paint comes first and quick changes are read once."""

FEW = 64
"""Up to so many touched rows are read again one by one; more, and the list is."""

ROW = int(Qt.ItemDataRole.UserRole) + 1


class DocumentModel(QAbstractListModel):
    """Rows of one author's list. Holds what was fetched; 100,000 documents cost no more than those looked at.

    ``answered`` comes when a question was answered, ``counted`` with the numbers of documents done and in all.
    """

    answered = Signal()
    counted = Signal(int, int)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._rows: list[DocumentRow] = []
        self._places: dict[DocumentId, int] = {}
        self._matching = 0
        self._fetching = False
        self._touched: set[DocumentId] = set()
        self._refreshing = QTimer(self)
        self._refreshing.setSingleShot(True)
        self._refreshing.setInterval(REFRESH_MS)
        self._refreshing.timeout.connect(self._on_refresh_due)
        self.total = 0
        self.query = jobs.DocumentQuery("")

    @property
    def matching(self) -> int:
        """How many documents the filter lets through, fetched or not."""
        return self._matching

    def ask(self, query: jobs.DocumentQuery) -> None:
        """Ask another question; rows of the old one stay until the answer comes."""
        self.query = query
        self._ask(PAGE)

    def clear(self) -> None:
        """Forget all rows, as when no project is open."""
        self._tasks.drop("documents")
        self._tasks.drop("documents-more")
        self._reset([], 0)
        self.counted.emit(0, 0)

    def refresh(self, changes: Changes) -> None:
        """Read again what a step touched; a row that no longer fits the filter stays until the next question."""
        if changes.all_documents or changes.document_list or len(changes.documents) > FEW:
            self._ask(max(PAGE, len(self._rows)))
            return
        self._touched |= changes.documents
        self._refreshing.start()

    def rest(self) -> None:
        """Read nothing again any more, as when the window closes."""
        self._refreshing.stop()

    @property
    def is_stale(self) -> bool:
        """Whether touched rows wait to be read again."""
        return self._refreshing.isActive()

    def _on_refresh_due(self) -> None:
        places = [self._places[id] for id in self._touched if id in self._places]
        self._touched.clear()
        positions = tuple(self._rows[place].position for place in places)
        self._tasks.read(
            partial(jobs.rows_at, author=self.query.author, positions=positions), self._on_rows_at
        )

    def place_of(self, document_id: DocumentId | None) -> int:
        """Return the row of a document, or -1 while it is not fetched."""
        return self._places.get(document_id, -1) if document_id else -1

    def row_at(self, place: int) -> DocumentRow | None:
        """Return a fetched row."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows are fetched."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's name, or for `ROW` the whole `DocumentRow`."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._describe(row)
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Tell the list whether scrolling further would bring more rows."""
        return not parent.isValid() and not self._fetching and len(self._rows) < self._matching

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next page; its rows come later."""
        if not self.canFetchMore(parent):
            return
        self._fetching = True
        after = self._rows[-1].position if self._rows else None
        work = partial(jobs.more_documents, query=self.query, after=after, limit=PAGE)
        self._tasks.read(work, self._on_more, key="documents-more")

    def _ask(self, limit: int) -> None:
        self._tasks.drop("documents-more")
        self._fetching = True
        work = partial(jobs.list_documents, query=self.query, limit=limit)
        self._tasks.read(work, self._on_listing, key="documents")

    def _on_listing(self, listing: jobs.Listing) -> None:
        self._reset(list(listing.rows), listing.matching)
        self.total = listing.total
        self.counted.emit(listing.done, listing.total)
        self.answered.emit()

    def _reset(self, rows: list[DocumentRow], matching: int) -> None:
        self.beginResetModel()
        self._rows = rows
        self._places = {row.id: place for place, row in enumerate(rows)}
        self._matching = matching
        self._fetching = False
        self.endResetModel()

    def _on_more(self, rows: list[DocumentRow]) -> None:
        self._fetching = False
        first = len(self._rows)
        if not rows:
            # Documents were removed since they were counted.
            self._matching = first
            return
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self._places.update({row.id: first + place for place, row in enumerate(rows)})
        self.endInsertRows()
        self.answered.emit()

    def _on_rows_at(self, answer: tuple[list[DocumentRow], tuple[int, int]]) -> None:
        rows, (done, total) = answer
        for row in rows:
            place = self._places.get(row.id, -1)
            if place >= 0:
                self._rows[place] = row
                index = self.index(place)
                self.dataChanged.emit(index, index)
        self.total = total
        self.counted.emit(done, total)

    def _describe(self, row: DocumentRow) -> str:
        status = {
            "new": self.tr("new"),
            "in progress": self.tr("in progress"),
            "done": self.tr("done"),
            "returned": self.tr("returned"),
        }[row.status.value]
        return self.tr("{name}\n{status} · {spans} spans · {pending} suggestions left").format(
            name=row.name, status=status, spans=row.spans, pending=row.pending
        )
