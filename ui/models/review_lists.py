"""The documents to review and the conflicts of one as item models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from annotator.domain.adjudication import Conflict, ConflictKind
from annotator.domain.ids import DocumentId
from annotator.operations.reviewing import ReviewRow
from ui.models.suggestions import snippet

Index = QModelIndex | QPersistentModelIndex

ROW = int(Qt.ItemDataRole.UserRole) + 1


def kind_text(kind: ConflictKind) -> str:
    """Return what a kind of conflict is called."""
    texts = {
        ConflictKind.MISSING: QCoreApplication.translate("review", "missing"),
        ConflictKind.BOUNDARY: QCoreApplication.translate("review", "boundary"),
        ConflictKind.LABEL: QCoreApplication.translate("review", "label"),
        ConflictKind.BOUNDARY_LABEL: QCoreApplication.translate("review", "boundary + label"),
    }
    return texts[kind]


class _Rows(QAbstractListModel):
    """Rows that are replaced as a whole; the same things with other contents keep their places in the view."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Any] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def row_at(self, place: int) -> Any:
        """Return a row, or None."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's name, its description for screen readers, or for `ROW` the whole row."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(row)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._describe(row)
        return None

    def _replace(self, rows: list[Any]) -> None:
        if rows == self._rows:
            return
        if [self._key(row) for row in rows] == [self._key(row) for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _key(self, row: Any) -> object:
        return row

    def _name(self, row: Any) -> str:
        return str(row)

    def _describe(self, row: Any) -> str:
        return self._name(row)


class ReviewDocumentModel(_Rows):
    """Rows are `ReviewRow` values."""

    def show(self, rows: Sequence[ReviewRow]) -> None:
        """Take over other rows."""
        self._replace(list(rows))

    def place_of(self, document_id: DocumentId | None) -> int:
        """Return the row of a document, or -1."""
        return next((place for place, row in enumerate(self._rows) if row.document_id == document_id), -1)

    def _key(self, row: ReviewRow) -> object:
        return row.document_id

    def _name(self, row: ReviewRow) -> str:
        return row.name

    def _describe(self, row: ReviewRow) -> str:
        state = self.tr("gold is done") if row.gold_done else self.tr("gold is not done")
        return self.tr("{name}\nread by {authors} · {open} of {all} conflicts open · {state}").format(
            name=row.name, authors=", ".join(row.authors), open=row.open, all=row.conflicts, state=state
        )


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict as the list shows it; ``count`` is how often its like occurs in the
    project, 0 while that does not matter."""

    conflict: Conflict
    words: str
    settled: bool
    count: int


class ConflictModel(_Rows):
    """Rows are `ConflictRow` values, in the order in which they are gone through."""

    def show(self, rows: Sequence[ConflictRow]) -> None:
        """Take over other rows."""
        self._replace(list(rows))

    def place_of(self, index: int) -> int:
        """Return the row of a conflict by its index in the document, or -1."""
        return next((place for place, row in enumerate(self._rows) if row.conflict.index == index), -1)

    def _key(self, row: ConflictRow) -> object:
        return row.conflict.index, row.words

    def _name(self, row: ConflictRow) -> str:
        return row.words

    def _describe(self, row: ConflictRow) -> str:
        nothing = self.tr("nothing")
        said = "; ".join(
            f"{author}: {', '.join(span.label for span in spans) or nothing}"
            for author, spans in row.conflict.readings
        )
        state = self.tr("settled") if row.settled else self.tr("open")
        return f"{row.words}\n{kind_text(row.conflict.kind)} · {state}\n{said}"


def conflict_words(text: str, conflict: Conflict) -> str:
    """Return the text of a conflict on one line."""
    return snippet(text, conflict.start, conflict.end)
