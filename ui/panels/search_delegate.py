"""Draws the rows of a search: a document with its count, or a place with what stands left and right of it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.places import Line
from annotator.domain.scheme import Scheme
from ui.models.search import ROW
from ui.panels.document_delegate import draw_row_ground
from ui.panels.words import color_of, number, score_text
from ui.theme import Themes

HEIGHT = 28
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ONE_LINE = Qt.TextFlag.TextSingleLine


class SearchDelegate(QStyledItemDelegate):
    """Paints from the row; matches of all lines stand under each other."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.scheme: Scheme | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return one height for all rows."""
        return QSize(80, max(HEIGHT, option.fontMetrics.height() + 8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        document, line = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = draw_row_ground(painter, option, self._themes)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        text = self._themes.current.color("selected_text" if selected else "text")
        if line is None:
            self._draw_document(painter, option, inside, document.name, document.count, text)
        else:
            self._draw_line(painter, option.font, inside, line, text)
        painter.restore()

    def _draw_document(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        inside: QRectF,
        name: str,
        count: int,
        color: QColor,
    ) -> None:
        font = QFont(option.font)
        font.setBold(True)
        metrics = QFontMetricsF(font)
        counted = f"  {number(count)}" if count else ""
        room = inside.width() - metrics.horizontalAdvance(counted)
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(inside, _MIDDLE | Qt.AlignmentFlag.AlignLeft, shown)
        painter.setFont(option.font)
        painter.setPen(self._themes.current.color("muted"))
        after = inside.adjusted(metrics.horizontalAdvance(shown), 0, 0, 0)
        painter.drawText(after, _MIDDLE | Qt.AlignmentFlag.AlignLeft, counted)

    def _draw_line(self, painter: QPainter, font: QFont, inside: QRectF, line: Line, color: QColor) -> None:
        inside = self._draw_label(painter, font, inside, line)
        draw_context(painter, font, inside, (line.left, line.match, line.right), color, self._themes)

    def _draw_label(self, painter: QPainter, font: QFont, inside: QRectF, line: Line) -> QRectF:
        """Draw a span's label at the right and return the room that is left."""
        if not line.label:
            return inside
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.85)
        words = f"{line.label} {score_text(line.score)}".strip()
        painter.setFont(small)
        painter.setPen(self._themes.label_color(color_of(self.scheme, line.label)))
        painter.drawText(inside, _MIDDLE | Qt.AlignmentFlag.AlignRight, words)
        # The same room for every label, so that matches stay under each other.
        return inside.adjusted(0, 0, -QFontMetricsF(small).averageCharWidth() * 16, 0)


def draw_context(
    painter: QPainter, font: QFont, inside: QRectF, words: tuple[str, str, str], color: QColor, themes: Themes
) -> None:
    """Draw what stands left of a match, the match, and what stands right of it; matches begin at one place."""
    before, match, after = words
    bold = QFont(font)
    bold.setBold(True)
    plain, strong = QFontMetricsF(font), QFontMetricsF(bold)
    centre = inside.left() + inside.width() * 0.42
    match = strong.elidedText(match, Qt.TextElideMode.ElideMiddle, inside.right() - centre)
    width = strong.horizontalAdvance(match)
    left = QRectF(inside.left(), inside.top(), centre - inside.left(), inside.height())
    right = QRectF(centre + width, inside.top(), max(0.0, inside.right() - centre - width), inside.height())
    painter.setPen(themes.current.color("muted"))
    painter.setFont(font)
    before = plain.elidedText(before, Qt.TextElideMode.ElideLeft, left.width())
    painter.drawText(left, _MIDDLE | Qt.AlignmentFlag.AlignRight | _ONE_LINE, _kept(before))
    after = plain.elidedText(after, Qt.TextElideMode.ElideRight, right.width())
    painter.drawText(right, _MIDDLE | Qt.AlignmentFlag.AlignLeft | _ONE_LINE, after)
    painter.setPen(color)
    painter.setFont(bold)
    painter.drawText(QRectF(centre, inside.top(), width + 2, inside.height()), _MIDDLE | _ONE_LINE, match)


def _kept(words: str) -> str:
    # Text that is aligned right loses the blank at its end; a no-break space stays.
    return words[:-1] + "\u00a0" if words.endswith(" ") else words
