"""The steps of a project as an item model, newest first, fetched as the list is scrolled."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from annotator.operations import projects
from ui.panels.words import number, step_text
from ui.tasks import Tasks
from ui.theme import Themes

if TYPE_CHECKING:
    from annotator.operations.projects import Reader
    from annotator.storage.values import StepInfo

Index = QModelIndex | QPersistentModelIndex

PAGE = 100
COLUMNS = 5


class HistoryModel(QAbstractTableModel):
    """Rows are `StepInfo` values; ``asked`` pages come later, through the tasks."""

    answered = Signal()

    def __init__(self, tasks: Tasks, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._themes = themes
        self._steps: list[StepInfo] = []
        self._fetching = False
        self._complete = False
        self._closed = False

    def ask(self) -> None:
        """Read the newest steps, in place of what is shown."""
        self._fetching = True
        self._tasks.read(partial(_read, None), self._on_newest, key="history")

    def close(self) -> None:
        """Take no more answers."""
        self._closed = True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many steps are fetched."""
        return 0 if parent.isValid() else len(self._steps)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return five: time, author, step, rows, state."""
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; steps that were taken back are muted."""
        if not index.isValid():
            return None
        step = self._steps[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(step, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 3:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and (step.state != "active" or index.column() in (0, 3, 4)):
            return QColor(self._themes.current.color("muted"))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return what a column is about."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("Time"), self.tr("Author"), self.tr("Step"), self.tr("Rows"), self.tr("State"))[
                section
            ]
        return None

    def canFetchMore(self, parent: Index) -> bool:
        """Tell the table whether scrolling further would bring older steps."""
        return not parent.isValid() and not self._fetching and not self._complete and bool(self._steps)

    def fetchMore(self, parent: Index) -> None:
        """Ask for older steps; their rows come later."""
        if self.canFetchMore(parent):
            self._fetching = True
            self._tasks.read(partial(_read, self._steps[-1].seq), self._on_older, key="history")

    def _cell(self, step: StepInfo, column: int) -> str:
        if column == 0:
            moment = datetime.fromisoformat(step.at).astimezone()
            return QLocale().toString(moment.replace(tzinfo=None), "yyyy-MM-dd HH:mm:ss")
        if column == 1:
            return step.author
        if column == 2:
            kinds = {"undo": self.tr("Undo: {step}"), "redo": self.tr("Redo: {step}")}
            return kinds.get(step.kind, "{step}").format(step=step_text(step.title or step.operation))
        if column == 3:
            return number(step.rows)
        return {
            "active": "",
            "undone": self.tr("taken back"),
            "dropped": self.tr("taken back for good"),
        }.get(step.state, step.state)

    def _on_newest(self, steps: list[StepInfo]) -> None:
        if self._closed:
            return
        self.beginResetModel()
        self._steps = steps
        self._complete = len(steps) < PAGE
        self._fetching = False
        self.endResetModel()
        self.answered.emit()

    def _on_older(self, steps: list[StepInfo]) -> None:
        if self._closed:
            return
        self._fetching = False
        self._complete = len(steps) < PAGE
        if steps:
            first = len(self._steps)
            self.beginInsertRows(QModelIndex(), first, first + len(steps) - 1)
            self._steps.extend(steps)
            self.endInsertRows()


def _read(before: int | None, reader: Reader) -> list[StepInfo]:
    return projects.steps(reader, before=before, limit=PAGE)
