"""The scroll bar with small coloured ticks where suggestions and search hits are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget


class MarkedScrollBar(QScrollBar):
    """A vertical scroll bar; ticks are given as shares (0 to 1) of the document's height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ticks: dict[float, str] = {}
        self._picture = QPixmap()

    @property
    def ticks(self) -> Mapping[float, str]:
        """The ticks shown, colour by share."""
        return self._ticks

    def set_ticks(self, ticks: Mapping[float, str]) -> None:
        """Show these ticks, colour (``#rrggbb``) by share."""
        if ticks != self._ticks:
            self._ticks = dict(ticks)
            self._picture = QPixmap()
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the ticks anew for another height."""
        super().resizeEvent(event)
        self._picture = QPixmap()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ticks over the bar, from a picture: there may be a thousand, and every scroll repaints the bar."""
        super().paintEvent(event)
        if not self._ticks:
            return
        if self._picture.isNull() or self._picture.devicePixelRatio() != self.devicePixelRatio():
            self._picture = self._draw()
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)

    def _draw(self) -> QPixmap:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        groove = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarGroove, self
        )
        picture = QPixmap(self.size() * self.devicePixelRatio())
        picture.setDevicePixelRatio(self.devicePixelRatio())
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            rows = {
                groove.top() + round(share * max(0, groove.height() - 3)): c
                for share, c in self._ticks.items()
            }
            for y, color in rows.items():
                painter.fillRect(QRect(self.width() - 5, y, 4, 2), QColor(color))
        return picture
