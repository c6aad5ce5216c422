"""Draws a file of the import dialog: its name and, smaller, what it holds or that it cannot be read."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.dialogs.import_models import FILE, FileModel
from ui.icons import Icons
from ui.panels.document_delegate import draw_row_ground
from ui.panels.review_drawing import draw_words, smaller
from ui.theme import Themes

Index = QModelIndex | QPersistentModelIndex

ICON = 18


class FileDelegate(QStyledItemDelegate):
    """Paints from the `PlannedFile`."""

    def __init__(self, model: FileModel, themes: Themes, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._themes = themes
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one height for all rows."""
        return QSize(80, option.fontMetrics.height() * 2 + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        file = index.data(FILE)
        colors = self._themes.current
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = draw_row_ground(painter, option, self._themes)
        upper, lower = inside.top() + inside.height() * 0.3, inside.top() + inside.height() * 0.72
        role = "danger" if file.problem else "warning" if file.guessed else "muted"
        ratio = painter.device().devicePixelRatioF()
        picture = self._icons.pixmap(
            "error" if file.problem or file.guessed else "file", colors.color(role), ICON, ratio
        )
        if not picture.isNull():
            painter.drawPixmap(int(inside.left() - 2), round(upper - ICON / 2), picture)
        left = inside.left() + ICON + 7
        text = "selected_text" if option.state & QStyle.StateFlag.State_Selected else "text"
        draw_words(painter, left, inside.right(), upper, file.path.name, colors.color(text), option.font)
        words = self._model.holds(file)
        draw_words(
            painter, left, inside.right(), lower, words, colors.color(role), smaller(option.font, 0.84)
        )
        painter.restore()
