"""What of the page is painted when: marks that change often, the blinking caret, and only the pixels that changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QPainter

from ui.text.colors import LIGHT, TextColors
from ui.text.ink import Inks
from ui.text.page import Page
from ui.text.paint import BlockPainter, Marked
from ui.text.scroller import Scroller

if TYPE_CHECKING:
    from ui.text.view import TextView


class Canvas(QObject):
    """Paints the viewport; owns the caret's timer, the hover, the current span and the search hits."""

    def __init__(self, view: TextView, page: Page, scroller: Scroller) -> None:
        super().__init__(view)
        self._view, self._page, self._scroller = view, page, scroller
        self._inks = Inks(LIGHT)
        self._current: str | None = None
        self._hover: str | None = None
        self._hits: list[tuple[int, int]] = []
        self._hit_ends: list[int] = []
        self._awake = False
        self._caret_on = False
        self._blink = QTimer(self)
        self._blink.timeout.connect(self.on_blink)

    @property
    def colors(self) -> TextColors:
        """The colours in use."""
        return self._inks.colors

    @property
    def hits(self) -> Sequence[tuple[int, int]]:
        """The search hits in text order."""
        return self._hits

    def reset(self) -> None:
        """Forget everything that belonged to the last document."""
        self._current = self._hover = None
        self._hits, self._hit_ends = [], []

    def set_colors(self, colors: TextColors) -> None:
        """Use other colours from the next painting on."""
        self._inks = Inks(colors)

    def set_current(self, span_id: str | None) -> None:
        """Mark a span as the current one."""
        if span_id != self._current:
            self._current, before = span_id, self._current
            self._update_span(before)
            self._update_span(span_id)

    def set_hover(self, span_id: str | None) -> bool:
        """Mark a span as the one under the mouse; False when it was already."""
        if span_id == self._hover:
            return False
        self._hover, before = span_id, self._hover
        self._update_span(before)
        self._update_span(span_id)
        return True

    def set_hits(self, hits: Sequence[tuple[int, int]]) -> None:
        """Mark search hits."""
        self._hits = sorted(hits)
        self._hit_ends = [end for _, end in self._hits]
        self._view.viewport().update()

    def wake(self) -> None:
        """Show a blinking caret."""
        self._awake = True
        self.wake_caret()
        self._view.viewport().update()

    def sleep(self) -> None:
        """Hide the caret and stop its timer."""
        self._awake = self._caret_on = False
        self._blink.stop()
        self._view.viewport().update()

    def wake_caret(self) -> None:
        """Show the caret now and let it blink from the beginning, as after every move."""
        if not self._awake:
            return
        self._caret_on = True
        flash = QGuiApplication.styleHints().cursorFlashTime()
        if flash > 0:
            self._blink.start(flash // 2)

    def on_blink(self) -> None:
        """Turn the caret on or off."""
        self._caret_on = not self._caret_on
        self._view.viewport().update(self._caret_rect().adjusted(-2, -2, 2, 2))

    def scrolled(self, before: Sequence[tuple[int, int]] | None, after: Sequence[tuple[int, int]]) -> None:
        """Repaint after scrolling; what only moved is moved on the screen."""
        viewport = self._view.viewport()
        tops = dict(before or ())
        moves = {top - tops[index] for index, top in after if index in tops}
        if len(moves) == 1 and (delta := moves.pop()) and abs(delta) < viewport.height():
            viewport.scroll(0, delta, viewport.rect())
        elif before is None or list(before) != list(after):
            viewport.update()

    def paint(self, area: QRect, selection: tuple[int, int]) -> None:
        """Draw an area of the viewport."""
        view, inks = self._view, self._inks
        left = view.column_left()
        marked = Marked((min(selection), max(selection)), self._awake, self._current, self._hover)
        with QPainter(view.viewport()) as painter:
            painter.fillRect(area, inks.background)
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            drawer = BlockPainter(painter, inks, self._page.style.fonts, marked)
            for index, top in self._scroller.visible(view.viewport().height()):
                height = self._page.frame(index).height
                if top > area.bottom() or top + height < area.top():
                    continue
                painter.save()
                painter.translate(left, top)
                block = self._page.blocks[index]
                drawer.draw(
                    block, self._hits_in(block.start, block.end), area.top() - top, area.bottom() - top
                )
                painter.restore()
            if self._caret_on:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.fillRect(self._caret_rect(), inks.caret)

    def _hits_in(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        if not self._hits:
            return ()
        first = bisect_right(self._hit_ends, start)
        return self._hits[first : bisect_left(self._hits, (end, -1), first)]

    def _caret_rect(self) -> QRect:
        rect = self._view.rect_of(self._view.caret, self._view.caret)
        return QRect(rect.left() - 1, rect.top() + 1, 2, rect.height() - 2)

    def _update_span(self, span_id: str | None) -> None:
        """Repaint the blocks of a span that are on the screen."""
        span = self._page.spans.get(span_id) if span_id else None
        if span is None:
            return
        touched = self._page.text.touched(span.start, span.end)
        viewport = self._view.viewport()
        for index, top in self._scroller.visible(viewport.height()):
            if index in touched:
                viewport.update(QRect(0, top - 4, viewport.width(), self._page.frame(index).height + 8))
