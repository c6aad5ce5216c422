"""Draws a place of the list "label all": its tick, the words with what stands around them, its document."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.icons import Icons
from ui.models.occurrences import ROW, OccurrenceModel
from ui.panels.document_delegate import draw_row_ground
from ui.panels.review_drawing import smaller
from ui.panels.search_delegate import HEIGHT, draw_context
from ui.theme import Themes

Index = QModelIndex | QPersistentModelIndex

BOX = 15
SIDE = 0.27
"""The share of a row that the document's name may take."""


class PlaceDelegate(QStyledItemDelegate):
    """Paints from the `Occurrence`; turns Space and a click on the box into a tick."""

    def __init__(self, model: OccurrenceModel, themes: Themes, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._themes = themes
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one height for all rows."""
        return QSize(80, max(HEIGHT, option.fontMetrics.height() + 8))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Tick or untick the row."""
        if isinstance(event, QKeyEvent):
            wanted = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space
        elif isinstance(event, QMouseEvent):
            released = event.type() == QEvent.Type.MouseButtonRelease
            near = event.position().x() - option.rect.left() < BOX * 3
            wanted = released and near and event.button() == Qt.MouseButton.LeftButton
        else:
            wanted = False
        if wanted:
            self._model.toggle(index)
        return wanted

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        one = index.data(ROW)
        colors = self._themes.current
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = draw_row_ground(painter, option, self._themes)
        can_tick = self._model.can_tick(one)
        if can_tick:
            self._draw_box(painter, inside, self._model.is_ticked(one))
        inside.setLeft(inside.left() + BOX + 10)
        inside = self._draw_note(painter, option, inside, self._model.note(one))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = "muted" if not can_tick else "selected_text" if selected else "text"
        words = tuple(part.replace("\n", " ") for part in (one.before, one.text, one.after))
        draw_context(painter, option.font, inside, words, colors.color(role), self._themes)
        painter.restore()

    def _draw_box(self, painter: QPainter, inside: QRectF, ticked: bool) -> None:
        colors = self._themes.current
        box = QRectF(inside.left() + 0.5, inside.center().y() - BOX / 2, BOX, BOX)
        painter.setPen(QPen(colors.color("accent" if ticked else "faint"), 1))
        painter.setBrush(colors.color("accent" if ticked else "field"))
        painter.drawRoundedRect(box, 4, 4)
        if ticked:
            white = QColor(colors.color("on_accent"))
            check = self._icons.pixmap("accept", white, BOX, painter.device().devicePixelRatioF())
            if not check.isNull():
                painter.drawPixmap(box.topLeft(), check)

    def _draw_note(
        self, painter: QPainter, option: QStyleOptionViewItem, inside: QRectF, note: str
    ) -> QRectF:
        """Draw what stands at the right and return the room that is left; as wide in every row."""
        font = smaller(option.font, 0.85)
        room = inside.width() * SIDE
        shown = QFontMetricsF(font).elidedText(note, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(self._themes.current.color("muted"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        return inside.adjusted(0, 0, -room - 14, 0)
