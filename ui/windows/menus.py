"""The menu bar, made from the table of actions."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.actions import ACTIONS, MENUS, ActionSet, translated


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


def _shown(action: QAction) -> QAction:
    # Some platforms hide shortcuts in menus of actions whose keys count in one widget only.
    action.setShortcutVisibleInContextMenu(True)
    return action
