"""Every step of the project with its time and author; undo and redo of one's own from here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.changes import Changes
from ui.actions import BY_ID, key_text, tooltip
from ui.context import Context
from ui.dialogs.history_model import HistoryModel


class HistoryDialog(QDialog):
    """Follows the project while it is open; not modal."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("History"))
        self.resize(760, 560)
        self._context = context
        title = QLabel(self.tr("History"), self)
        title.setObjectName("title")
        words = QLabel(
            self.tr("Every step is in the project file. You take back your own steps, the newest first."),
            self,
        )
        words.setObjectName("muted")
        self.model = HistoryModel(context.tasks, context.themes, self)
        self.table = self._make_table()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.buttons: dict[str, QPushButton] = {}
        for id, text in (("undo", self.tr("Undo")), ("redo", self.tr("Redo"))):
            button = QPushButton(f"{text}  {key_text(BY_ID[id].keys)}", self)
            button.setToolTip(tooltip(BY_ID[id]))
            button.setAutoDefault(False)
            button.clicked.connect(context.actions[id].trigger)
            foot.addWidget(button)
            self.buttons[id] = button
            # The window's keys do not count in another window.
            self.addAction(context.actions[id])
        close = QPushButton(self.tr("Close"), self)
        close.clicked.connect(self.close)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(words)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        context.hub.changed.connect(self._on_changed)
        context.session.opening.connect(self._on_opening)
        self.model.ask()

    def done(self, result: int) -> None:
        """Close for good and take no more answers."""
        self.model.close()
        super().done(result)
        self.deleteLater()

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.model)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(self.tr("Steps"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 12)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (0, 1, 3, 4):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return table

    def _on_opening(self, _name: str) -> None:
        self.done(QDialog.DialogCode.Rejected)

    def _on_changed(self, _changes: Changes) -> None:
        self.model.ask()
