"""Draws a row of the command palette: icon or colour, name with the letters typed, what it is, its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.icons import Icons
from ui.panels.document_delegate import draw_row_ground
from ui.theme import Themes

if TYPE_CHECKING:
    from ui.panels.palette import Entry

ROW = Qt.ItemDataRole.UserRole + 1
HEIGHT = 34
ICON = 18


class PaletteDelegate(QStyledItemDelegate):
    """Paints from the entry only; asks nobody."""

    def __init__(self, themes: Themes, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return one height for all rows."""
        return QSize(80, max(HEIGHT, option.fontMetrics.height() + 14))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        entry, match = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The row that Enter takes is marked whether or not the list has the focus.
        inside = draw_row_ground(painter, option, self._themes)
        colors = self._themes.current
        self._draw_icon(painter, entry, inside)
        small = QFont(option.font)
        small.setPointSizeF(option.font.pointSizeF() * 0.85)
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        right = inside.right()
        for words, role in ((entry.keys, "text"), (entry.kind, "muted")):
            if words:
                painter.setPen(colors.color(role))
                place = QRectF(inside.left(), inside.top(), right - inside.left(), inside.height())
                shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, inside.width() * 0.4)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
                right -= metrics.horizontalAdvance(shown) + 16
        selected = option.state & QStyle.StateFlag.State_Selected
        name = QRectF(inside.left() + ICON + 10, inside.top(), 0, inside.height())
        name.setRight(right)
        color = colors.color("selected_text" if selected else "text")
        _draw_name(painter, option.font, name, entry.name, match.places, color)
        painter.restore()

    def _draw_icon(self, painter: QPainter, entry: Entry, inside: QRectF) -> None:
        top = inside.center().y() - ICON / 2
        if entry.color:
            color = self._themes.label_color(entry.color)
            painter.setPen(QPen(color, 1.8))
            painter.setBrush(self._themes.tint(color, 0.13, "panel"))
            painter.drawRoundedRect(QRectF(inside.left() + 2, top + 2.5, 13, 13), 3.5, 3.5)
        elif entry.icon:
            ratio = painter.device().devicePixelRatioF()
            picture = self._icons.pixmap(entry.icon, self._themes.current.color("muted"), ICON, ratio)
            if not picture.isNull():
                painter.drawPixmap(int(inside.left()), int(top), picture)


def _draw_name(
    painter: QPainter, font: QFont, place: QRectF, name: str, strong: tuple[int, ...], color: QColor
) -> None:
    """Draw a name with some of its letters (code points) bold and underlined, cut where the room ends."""
    bold = QFont(font)
    bold.setBold(True)
    bold.setUnderline(True)
    painter.setPen(color)
    painter.setClipRect(place)
    left = place.left()
    for part, is_strong in _runs(name, strong):
        painter.setFont(bold if is_strong else font)
        painter.drawText(QRectF(left, place.top(), 2000, place.height()), Qt.AlignmentFlag.AlignVCenter, part)
        left += QFontMetricsF(painter.font()).horizontalAdvance(part)


def _runs(name: str, strong: tuple[int, ...]) -> list[tuple[str, bool]]:
    """Divide a name into stretches that are drawn alike; joining letters of a script stay together."""
    marked = set(strong)
    runs: list[tuple[str, bool]] = []
    for place, char in enumerate(name):
        is_strong = place in marked
        if runs and runs[-1][1] == is_strong:
            runs[-1] = (runs[-1][0] + char, is_strong)
        else:
            runs.append((char, is_strong))
    return runs
