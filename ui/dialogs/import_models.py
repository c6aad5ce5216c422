"""What the import dialog lists: files with what they hold, and the documents of one file."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from annotator.operations.importing import PlannedFile
from ui.panels.words import counted, number

Index = QModelIndex | QPersistentModelIndex

FILE = int(Qt.ItemDataRole.UserRole) + 1


class FileModel(QAbstractListModel):
    """Rows are the files of a plan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[PlannedFile, ...] = ()

    def show(self, files: tuple[PlannedFile, ...]) -> None:
        """Take over a plan's files; the same files planned in another way keep their rows."""
        if [file.path for file in files] == [file.path for file in self._files]:
            self._files = files
            if files:
                self.dataChanged.emit(self.index(0), self.index(len(files) - 1))
            return
        self.beginResetModel()
        self._files = files
        self.endResetModel()

    def file_at(self, place: int) -> PlannedFile | None:
        """Return the file of a row."""
        return self._files[place] if 0 <= place < len(self._files) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many files there are."""
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a file's name, what it holds for screen readers and tips, or for `FILE` the `PlannedFile`."""
        file = self.file_at(index.row()) if index.isValid() else None
        if file is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return file.path.name
        if role == FILE:
            return file
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{file.path}\n{self.holds(file)}"
        return None

    def holds(self, file: PlannedFile) -> str:
        """Return in words what a file holds."""
        if file.problem:
            return self.tr("cannot be read")
        if file.format:
            return self.tr("documents with annotations")
        documents = counted(len(file.pieces), self.tr("1 document"), self.tr("{count} documents"))
        guessed = self.tr(", guessed") if file.guessed else ""
        return f"{documents} · {file.encoding}{guessed}"


class PieceModel(QAbstractTableModel):
    """Rows are the documents that a file would be split into: name, length, first words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, str, str]] = []

    def show(self, file: PlannedFile | None, excerpts: tuple[str, ...] = ()) -> None:
        """Take over the documents of a file; ``excerpts`` are their first words, once they are read."""
        self.beginResetModel()
        words = excerpts or ("",) * (len(file.pieces) if file else 0)
        self._rows = [
            (piece.name, number(piece.end - piece.start), begin)
            for piece, begin in zip(file.pieces if file else (), words, strict=True)
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many documents there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return three: name, length, first words."""
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what a column is about."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("Document"), self.tr("Characters"), self.tr("Begins"))[section]
        return None
