"""Draws a row of the list of documents: status, name, how many suggestions are left."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.annotation import SetStatus
from ui.icons import Icons
from ui.models.documents import ROW
from ui.theme import Themes

HEIGHT = 36
STATUS_ROLES = {
    SetStatus.NEW: "faint",
    SetStatus.IN_PROGRESS: "accent",
    SetStatus.DONE: "success",
    SetStatus.RETURNED: "danger",
}


def draw_row_ground(painter: QPainter, option: QStyleOptionViewItem, themes: Themes) -> QRectF:
    """Draw the rounded ground of a selected or hovered row and return the rectangle inside."""
    ground = QRectF(option.rect).adjusted(6, 1, -6, -1)
    state = option.state
    role = ""
    if state & QStyle.StateFlag.State_Selected:
        role = "selected"
    elif state & QStyle.StateFlag.State_MouseOver:
        role = "hover"
    if role:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(themes.current.color(role))
        painter.drawRoundedRect(ground, 6, 6)
    return ground.adjusted(10, 0, -10, 0)


class DocumentDelegate(QStyledItemDelegate):
    """Paints from the `DocumentRow` only; asks nobody."""

    def __init__(self, themes: Themes, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return one height for all rows, so that the list need not measure them."""
        return QSize(80, max(HEIGHT, option.fontMetrics.height() + 16))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = draw_row_ground(painter, option, self._themes)
        colors = self._themes.current
        icon = self._icons.pixmap(
            row.status.value, colors.color(STATUS_ROLES[row.status]), 20, painter.device().devicePixelRatioF()
        )
        if not icon.isNull():
            painter.drawPixmap(int(inside.left() - 2), int(inside.center().y() - 9.5), icon)
        right = inside.right()
        if row.pending and row.status is not SetStatus.DONE:
            right = self._draw_count(painter, option.font, inside, str(row.pending), colors.color("muted"))
        painter.setFont(option.font)
        painter.setPen(
            colors.color("selected_text" if option.state & QStyle.StateFlag.State_Selected else "text")
        )
        name = QRectF(inside.left() + 26, inside.top(), right - inside.left() - 30, inside.height())
        shown = option.fontMetrics.elidedText(row.name, Qt.TextElideMode.ElideRight, int(name.width()))
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()

    def _draw_count(self, painter: QPainter, font: QFont, inside: QRectF, text: str, color: QColor) -> float:
        """Draw a number at the right and return where the name has to end."""
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.82)
        width = QFontMetricsF(small).horizontalAdvance(text)
        painter.setFont(small)
        painter.setPen(color)
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        return inside.right() - width - 4
