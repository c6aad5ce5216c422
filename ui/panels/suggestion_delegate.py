"""Draws a row of the queue of suggestions: a square in the label's colour, the text, the label and its score."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.scheme import Scheme
from ui.models.suggestions import SPAN
from ui.panels.document_delegate import draw_row_ground
from ui.panels.words import color_of, score_text
from ui.theme import Themes

HEIGHT = 34
SQUARE = 13


class SuggestionDelegate(QStyledItemDelegate):
    """Paints from the span and the scheme's colours."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.scheme: Scheme | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return one height for all rows."""
        return QSize(80, max(HEIGHT, option.fontMetrics.height() + 14))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        span = index.data(SPAN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = draw_row_ground(painter, option, self._themes)
        colors = self._themes.current
        color = self._themes.label_color(color_of(self.scheme, span.label))
        square = QRectF(inside.left(), inside.center().y() - SQUARE / 2, SQUARE, SQUARE)
        painter.setPen(QPen(color, 1.8))
        painter.setBrush(self._themes.tint(color, 0.13, "panel"))
        painter.drawRoundedRect(square, 3.5, 3.5)
        small = QFont(option.font)
        small.setPointSizeF(option.font.pointSizeF() * 0.8)
        metrics = QFontMetricsF(small)
        score = score_text(span.score)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(small)
        painter.setPen(colors.color("muted"))
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, score)
        right = inside.right() - metrics.horizontalAdvance(".00") - 8
        label = metrics.elidedText(span.label, Qt.TextElideMode.ElideRight, inside.width() * 0.3)
        painter.setPen(color)
        painter.drawText(
            QRectF(inside.left(), inside.top(), right - inside.left(), inside.height()),
            middle | Qt.AlignmentFlag.AlignRight,
            label,
        )
        right -= metrics.horizontalAdvance(label) + 8
        painter.setFont(option.font)
        painter.setPen(
            colors.color("selected_text" if option.state & QStyle.StateFlag.State_Selected else "text")
        )
        place = QRectF(inside.left() + SQUARE + 10, inside.top(), 0, inside.height())
        place.setRight(right)
        words = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()
