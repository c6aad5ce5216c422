"""Draw the rows of the review's two lists: documents with their readers, conflicts with who says what."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.domain.scheme import Scheme
from annotator.operations.reviewing import ReviewRow
from ui.icons import Icons
from ui.models.review_lists import ROW, ConflictRow, kind_text
from ui.models.review_verdict import Badge, badges_of
from ui.panels.document_delegate import draw_row_ground
from ui.panels.review_drawing import draw_badge, draw_words, smaller
from ui.panels.words import color_of, number
from ui.theme import Themes

Index = QModelIndex | QPersistentModelIndex

ICON = 18


class _TwoLines(QStyledItemDelegate):
    """A row with an icon, a line of its name and a smaller line below."""

    def __init__(self, themes: Themes, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one height for all rows."""
        return QSize(80, option.fontMetrics.height() * 2 + 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = draw_row_ground(painter, option, self._themes)
        upper = inside.top() + inside.height() * 0.3
        lower = inside.top() + inside.height() * 0.72
        self._draw(painter, option, index.data(ROW), inside, (upper, lower))
        painter.restore()

    def _draw(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: object,
        inside: QRectF,
        middles: tuple[float, float],
    ) -> None:
        """Draw what a row says; the subclass knows."""

    def _text_color(self, option: QStyleOptionViewItem) -> str:
        return "selected_text" if option.state & QStyle.StateFlag.State_Selected else "text"

    def _draw_icon(self, painter: QPainter, inside: QRectF, middle: float, name: str, role: str) -> None:
        ratio = painter.device().devicePixelRatioF()
        picture = self._icons.pixmap(name, self._themes.current.color(role), ICON, ratio)
        if not picture.isNull():
            painter.drawPixmap(int(inside.left() - 3), round(middle - ICON / 2), picture)


class ReviewDocumentDelegate(_TwoLines):
    """Paints a `ReviewRow`: is its gold done, its name, its readers, how many conflicts are open."""

    def _draw(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: ReviewRow,
        inside: QRectF,
        middles: tuple[float, float],
    ) -> None:
        colors = self._themes.current
        upper, lower = middles
        icon, role = ("new", "faint") if row.open == row.conflicts else ("in progress", "accent")
        if row.gold_done:
            icon, role = "done", "success"
        self._draw_icon(painter, inside, upper, icon, role)
        left = inside.left() + ICON + 6
        draw_words(
            painter,
            left,
            inside.right(),
            upper,
            row.name,
            colors.color(self._text_color(option)),
            option.font,
        )
        small = smaller(option.font, 0.84)
        words = self._words(row)
        width = QFontMetricsF(small).horizontalAdvance(words)
        draw_words(
            painter, inside.right() - width, inside.right() + 1, lower, words, colors.color("muted"), small
        )
        for badge in badges_of(row.authors).values():
            if left > inside.right() - width - 24:
                break
            left = draw_badge(painter, left, lower, badge, self._themes, option.font) + 3

    def _words(self, row: ReviewRow) -> str:
        if row.gold_done:
            return self.tr("gold done")
        if not row.conflicts:
            return self.tr("all agree")
        if not row.open:
            return self.tr("all settled")
        return self.tr("{open} of {all} open").format(open=number(row.open), all=number(row.conflicts))


class ConflictDelegate(_TwoLines):
    """Paints a `ConflictRow`: settled or open, the text, the kind, and each author's labels."""

    def __init__(self, themes: Themes, icons: Icons, parent: QWidget) -> None:
        super().__init__(themes, icons, parent)
        self.scheme: Scheme | None = None
        self.badges: Mapping[str, Badge] = {}

    def _draw(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: ConflictRow,
        inside: QRectF,
        middles: tuple[float, float],
    ) -> None:
        colors = self._themes.current
        upper, lower = middles
        icon, role = ("done", "success") if row.settled else ("new", "faint")
        self._draw_icon(painter, inside, upper, icon, role)
        left = inside.left() + ICON + 6
        small = smaller(option.font, 0.84)
        often = f"×{number(row.count)}" if row.count > 1 else ""
        width = QFontMetricsF(small).horizontalAdvance(often)
        draw_words(
            painter, inside.right() - width, inside.right() + 1, upper, often, colors.color("faint"), small
        )
        text = "muted" if row.settled else self._text_color(option)
        end = inside.right() - (width + 6 if often else 0)
        draw_words(painter, left, end, upper, row.words, colors.color(text), option.font)
        kind = kind_text(row.conflict.kind)
        width = QFontMetricsF(small).horizontalAdvance(kind)
        draw_words(
            painter, inside.right() - width, inside.right() + 1, lower, kind, colors.color("muted"), small
        )
        self._draw_readings(painter, option, row, left, inside.right() - width - 8, lower)

    def _draw_readings(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        row: ConflictRow,
        left: float,
        right: float,
        middle: float,
    ) -> None:
        small = smaller(option.font, 0.8, strong=True)
        for author, spans in row.conflict.readings:
            badge = self.badges.get(author)
            if badge is None or left + 20 > right:
                return
            left = draw_badge(painter, left, middle, badge, self._themes, option.font) + 4
            color = self._themes.current.color("faint")
            if spans and not row.settled:
                color = self._themes.label_color(color_of(self.scheme, spans[0].label))
            words = " ".join(dict.fromkeys(span.label for span in spans)) or "–"
            left = draw_words(painter, left, right, middle, words, color, small) + 10
