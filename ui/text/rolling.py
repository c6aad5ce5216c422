"""Scrolling: keeps the scroll bar, the place on the page and the pixels on the screen in step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.text import hit
from ui.text.canvas import Canvas
from ui.text.marks import MarkedScrollBar
from ui.text.page import Page
from ui.text.scroller import Scroller
from ui.text.ticks import ticks_of

if TYPE_CHECKING:
    from ui.text.view import TextView

_TICKS_MS = 120


class Rolling(QObject):
    """Moves the screen over the page; owns the ticks' timer."""

    def __init__(
        self, view: TextView, page: Page, scroller: Scroller, canvas: Canvas, bar: MarkedScrollBar
    ) -> None:
        super().__init__(view)
        self._view, self._page, self._scroller, self._canvas, self._bar = view, page, scroller, canvas, bar
        self._syncing = False
        self._value = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TICKS_MS)
        self._timer.timeout.connect(self.on_ticks_due)

    @property
    def height(self) -> int:
        """The height of the screen in pixels."""
        return self._view.viewport().height()

    def by(self, delta: int) -> None:
        """Scroll down by pixels, up when negative."""
        before = list(self._scroller.visible(self.height))
        self._scroller.scroll_by(delta)
        self._arrive(before)

    def follow_bar(self) -> None:
        """Go where the scroll bar is: by pixels nearby, by estimated heights far away."""
        if self._syncing:
            return
        value = self._bar.value()
        delta, self._value = value - self._value, value
        if abs(delta) <= 3 * self.height:
            self.by(delta)
        else:
            self._scroller.jump(value)
            self._arrive(None)

    def to(self, start: int, end: int, margin: int) -> None:
        """Scroll as little as needed to show a stretch with some pixels around it; far away, to the upper third."""
        height = self.height
        index = self._page.text.index_at(start)
        shown = [block for block, _ in self._scroller.visible(height)]
        if not shown[0] - 2 <= index <= shown[-1] + 2:
            line = hit.caret_place(self._page, start).line
            self._scroller.show(index, self._page.frame(index).lines[line].top, height // 3)
            self._arrive(None)
            return
        rect = self._view.rect_of(start, end)
        margin = min(margin, max(0, (height - rect.height()) // 2))
        if rect.top() < margin or rect.height() + 2 * margin > height:
            self.by(rect.top() - margin)
        elif rect.bottom() > height - margin:
            self.by(rect.bottom() - height + margin)

    def sync(self) -> None:
        """Let the scroll bar show the place; never while it is held, it would fight with the hand."""
        if self._bar.isSliderDown():
            return
        height, pitch = self.height, self._page.style.fonts.pitch
        self._scroller.visible(height)
        self._syncing = True
        self._bar.setPageStep(max(1, height - pitch))
        self._bar.setSingleStep(pitch)
        self._bar.setRange(0, self._scroller.maximum(height))
        self._bar.setValue(self._scroller.value)
        self._value = self._bar.value()
        self._syncing = False

    def mark_later(self) -> None:
        """Put the ticks where they belong soon; a hidden view waits until it is shown."""
        if self._view.isVisible():
            self._timer.start()

    def rest(self) -> None:
        """Stop waiting, as when the view is hidden."""
        self._timer.stop()

    def on_ticks_due(self) -> None:
        """Put the ticks of suggestions and hits on the scroll bar."""
        self._bar.set_ticks(ticks_of(self._page, self._canvas.hits, self._canvas.colors))

    def _arrive(self, before: list[tuple[int, int]] | None) -> None:
        after = self._scroller.visible(self.height)
        self.sync()
        self._canvas.scrolled(before, after)
