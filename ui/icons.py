"""The only file that names icons. Glyphs are Material Design Icons (mdi6) through qtawesome.

qtawesome takes about 0.3 s to import, so it is loaded after the first paint; until then icons are empty, and
`Icons.changed` tells everyone to ask again.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from ui.theme import Themes

ICONS: dict[str, str] = {
    "accept": "check",
    "accept-all": "check-all",
    "annotate": "marker",
    "author": "account-outline",
    "close": "close",
    "comment": "comment-text-outline",
    "delete": "delete-outline",
    "details": "dock-right",
    "documents": "dock-left",
    "done": "check-circle",
    "done-next": "check-circle-outline",
    "edit": "pencil-outline",
    "error": "alert-circle-outline",
    "export": "tray-arrow-up",
    "filter": "filter-variant",
    "file": "file-document-outline",
    "find": "magnify",
    "search": "text-search",
    "gold": "star",
    "history": "history",
    "import": "tray-arrow-down",
    "in progress": "circle-slice-4",
    "inbox": "inbox-outline",
    "label-all": "tag-multiple-outline",
    "labels-below": "format-text-wrapping-clip",
    "new": "circle-outline",
    "new-project": "plus-box-outline",
    "next": "chevron-right",
    "open": "folder-open-outline",
    "order": "sort-descending",
    "palette": "console-line",
    "party": "check-decagram-outline",
    "previous": "chevron-left",
    "project": "database-outline",
    "redo": "redo",
    "reject": "backspace-outline",
    "returned": "alert-circle-outline",
    "review": "scale-balance",
    "shortcuts": "keyboard-outline",
    "suggestions": "auto-fix",
    "theme": "theme-light-dark",
    "train": "school-outline",
    "undo": "undo",
    "zoom-in": "format-font-size-increase",
    "zoom-out": "format-font-size-decrease",
}

SIZES = (16, 18, 22)
"""Sizes of icons on buttons and in menus, in device-independent pixels."""


class Icons(QObject):
    """Makes icons by name, tinted by a role of the shown theme, and keeps them until the theme changes."""

    changed = Signal()

    def __init__(self, themes: Themes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._font: Any = None
        self._made: dict[tuple[str, str, str], QIcon] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        themes.changed.connect(self._on_theme_changed)

    def load(self) -> None:
        """Import qtawesome and load the one font used; about 0.2 s, so call it after the first paint."""
        if self._font is None:
            import qtawesome

            # `qtawesome.icon` would load all twelve fonts that it brings; one is enough and four times as fast.
            self._font = qtawesome.IconicFont(
                *(font for font in qtawesome._BUNDLED_FONTS if font[0] == "mdi6")
            )
            self._on_theme_changed()

    def icon(self, name: str, role: str = "muted", disabled: str = "faint") -> QIcon:
        """Return an icon of the table in a role's colour; empty before `load`."""
        if self._font is None:
            return QIcon()
        key = (name, role, disabled)
        if key not in self._made:
            self._made[key] = self._make(name, role, disabled)
        return self._made[key]

    def _make(self, name: str, role: str, disabled: str) -> QIcon:
        icon = QIcon()
        for mode, tint in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, disabled)):
            color = self._themes.current.color(tint)
            for size in SIZES:
                for ratio in (1.0, 2.0):
                    icon.addPixmap(self.pixmap(name, color, size, ratio), mode)
        return icon

    def pixmap(self, name: str, color: QColor, size: int, ratio: float = 1.0) -> QPixmap:
        """Return a square picture of ``size`` device-independent pixels in any colour; null before `load`."""
        if self._font is None:
            return QPixmap()
        key = (name, color.name(), size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(ICONS[name], color, size, ratio)
        return self._pixmaps[key]

    def _draw(self, glyph: str, color: QColor, size: int, ratio: float) -> QPixmap:
        # The glyph is drawn as text: qtawesome's own icons paint through an engine written in Python, and
        # collecting one that Qt holds too crashes when the window goes (PySide6 6.11.3, qtawesome 1.4).
        picture = QPixmap(round(size * ratio), round(size * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setPen(color)
            painter.setFont(self._font.font("mdi6", round(size * 0.95)))
            painter.drawText(
                QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, self._font.charmap["mdi6"][glyph]
            )
        return picture

    def _on_theme_changed(self) -> None:
        self._made.clear()
        self._pixmaps.clear()
        self.changed.emit()
