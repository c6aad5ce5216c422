"""The menu bar and the tools in its corner, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QToolButton, QWidget

from ui.actions import ACTIONS, MENUS, ActionSet, translated

TOOLS = ("undo", "redo", "find", "zoom-out", "zoom-in", "labels-below", "panel-documents", "panel-details")


def make_menus(window: QMainWindow, actions: ActionSet) -> dict[str, QMenu]:
    """Fill the window's menu bar; groups of a menu are divided by lines. Returns the menus by their names."""
    menus: dict[str, QMenu] = {}
    for name, title in MENUS:
        menu = window.menuBar().addMenu(translated(title))
        menu.setToolTipsVisible(True)
        infos = sorted((info for info in ACTIONS if info.menu == name), key=lambda info: info.group)
        for before, info in zip([None, *infos], infos, strict=False):
            if before is not None and before.group != info.group:
                menu.addSeparator()
            menu.addAction(_shown(actions[info.id]))
        menus[name] = menu
    return menus


def make_tools(window: QMainWindow, actions: ActionSet) -> QWidget:
    """Put the tools at the right end of the menu bar, where they take no room from the labels."""
    tools = QWidget(window)
    row = QHBoxLayout(tools)
    row.setContentsMargins(0, 2, 8, 2)
    row.setSpacing(3)
    for id in TOOLS:
        button = QToolButton(tools)
        button.setObjectName("tool")
        button.setDefaultAction(actions[id])
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        row.addWidget(button)
    window.menuBar().setCornerWidget(tools, Qt.Corner.TopRightCorner)
    return tools


def _shown(action: QAction) -> QAction:
    # Some platforms hide shortcuts in menus of actions whose keys count in one widget only.
    action.setShortcutVisibleInContextMenu(True)
    return action
