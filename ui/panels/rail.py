"""The rail at the far left: which page is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.icons import Icons


class Rail(QWidget):
    """One button for each page; the buttons are the pages' actions."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Pages"))
        self._icons = icons
        self._buttons: list[tuple[QToolButton, str]] = []
        self._group = QActionGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(5, 8, 5, 8)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self.setFixedWidth(66)
        icons.changed.connect(self._on_icons_changed)

    def add_page(self, action: QAction, icon: str) -> None:
        """Add a page's button; the pages' actions exclude each other."""
        self._group.addAction(action)
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(22, 22))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._column.insertWidget(len(self._buttons), button)
        self._buttons.append((button, icon))
        action.toggled.connect(self._on_icons_changed)
        self._on_icons_changed()

    def _on_icons_changed(self) -> None:
        for button, icon in self._buttons:
            action = button.defaultAction()
            action.setIcon(self._icons.icon(icon, "accent" if action.isChecked() else "muted"))
