"""The scroll bar with small coloured ticks where suggestions and search hits are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget


class MarkedScrollBar(QScrollBar):
    """A vertical scroll bar; ticks are given as shares (0 to 1) of the document's height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._ticks: dict[float, str] = {}

    @property
    def ticks(self) -> Mapping[float, str]:
        """The ticks shown, colour by share."""
        return self._ticks

    def set_ticks(self, ticks: Mapping[float, str]) -> None:
        """Show these ticks, colour (``#rrggbb``) by share."""
        if ticks != self._ticks:
            self._ticks = dict(ticks)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ticks over the bar."""
        super().paintEvent(event)
        if not self._ticks:
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        groove = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarGroove, self
        )
        drawn: set[int] = set()
        with QPainter(self) as painter:
            for share, color in self._ticks.items():
                y = groove.top() + round(share * max(0, groove.height() - 3))
                if y not in drawn:
                    drawn.add(y)
                    painter.fillRect(QRect(self.width() - 5, y, 4, 2), QColor(color))
