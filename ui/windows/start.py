"""What the window shows while no project is open: make one, open one, go on with a recent one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from annotator.settings import Settings
from ui.actions import ActionSet
from ui.icons import Icons
from ui.panels.empty import EmptyState
from ui.theme import Themes


class StartPage(QWidget):
    """``opened`` passes on the path of a recent project that was chosen."""

    opened = Signal(str)

    def __init__(
        self,
        themes: Themes,
        icons: Icons,
        actions: ActionSet,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self._settings = settings
        self._message = EmptyState(themes, icons, self)
        self._heading = QLabel(self.tr("RECENT PROJECTS"), self)
        self._heading.setObjectName("heading")
        self.recent = QListWidget(self)
        self.recent.setAccessibleName(self.tr("Recent projects"))
        self.recent.setFixedWidth(480)
        self.recent.itemActivated.connect(self._on_chosen)
        self.recent.itemClicked.connect(self._on_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 24)
        column.addWidget(self._message, 3)
        column.addWidget(self._heading, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.recent, 2, Qt.AlignmentFlag.AlignHCenter)
        self.refresh()

    def refresh(self) -> None:
        """Show the projects opened last that are still there."""
        paths = [Path(path) for path in self._settings.items("recent")]
        there = [path for path in paths if path.is_file()]
        self.recent.clear()
        for path in there:
            item = QListWidgetItem(f"{path.stem}   ·   {path.parent}", self.recent)
            item.setData(Qt.ItemDataRole.UserRole, str(path))
        self._heading.setVisible(bool(there))
        self.recent.setVisible(bool(there))
        self._message.show_message(
            "project",
            self.tr("No project is open"),
            self.tr(
                "A project is one file with documents, labels and everybody's work. Nothing leaves this computer."
            ),
            (self._actions["project-new"], self._actions["project-open"]),
        )

    def show_opening(self, name: str) -> None:
        """Say that a project is being opened."""
        self._heading.hide()
        self.recent.hide()
        self._message.show_message(
            "project", self.tr("Opening {name}…").format(name=name), self.tr("One moment, please.")
        )

    def _on_chosen(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(Qt.ItemDataRole.UserRole))
