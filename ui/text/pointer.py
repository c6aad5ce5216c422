"""The mouse on the text: clicks, selections by character, token and paragraph, dragging past the edge, hover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent

from annotator.domain.text import tokenize

if TYPE_CHECKING:
    from ui.text.view import TextView

_AUTOSCROLL_MS = 30


class Pointer(QObject):
    """Turns mouse events of the viewport into selections of the view; owns the timer that scrolls while dragging."""

    def __init__(self, view: TextView) -> None:
        super().__init__(view)
        self._view = view
        self._down = False
        self._dragged = False
        self._extended = False
        self._clicks = 0
        self._pressed = QPoint()
        self._last = QPoint()
        self._origin = (0, 0)
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_AUTOSCROLL_MS)
        self._timer.timeout.connect(self.on_autoscroll)

    def press(self, event: QMouseEvent) -> None:
        """Begin a click or a selection."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        self._clicks = 3 if self._follows_double(point) else 1
        self._begin(point, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def double_press(self, event: QMouseEvent) -> None:
        """Begin a selection by tokens and tell which span was double-clicked."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._clicks = 2
        self._since.start()
        point = event.position().toPoint()
        self._begin(point, extend=False)
        spans = self._view.spans_under(point)
        if spans:
            self._view.span_double_clicked.emit(spans[0])

    def move(self, event: QMouseEvent) -> None:
        """Go on selecting, or show what is under the mouse."""
        point = event.position().toPoint()
        if not self._down:
            self._view.set_hover(next(iter(self._view.spans_under(point)), None))
            return
        if (point - self._pressed).manhattanLength() >= QGuiApplication.styleHints().startDragDistance() // 2:
            self._dragged = True
        if self._dragged or self._clicks > 1:
            self._last = point
            self._extend(point)
            inside = 0 <= point.y() < self._view.viewport().height()
            if inside:
                self._timer.stop()
            elif not self._timer.isActive():
                self._timer.start()

    def release(self, event: QMouseEvent) -> None:
        """End a selection, widened by the view's snap unless Alt is held; or report a clicked span."""
        if event.button() != Qt.MouseButton.LeftButton or not self._down:
            return
        self.stop()
        if self._dragged or self._extended or self._clicks > 1:
            if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._view.snap_selection()
        else:
            spans = self._view.spans_under(event.position().toPoint())
            if spans:
                self._view.span_clicked.emit(spans[0])

    def leave(self) -> None:
        """Nothing is under the mouse any more."""
        self._view.set_hover(None)

    def stop(self) -> None:
        """Forget a selection in progress, as when the view is hidden."""
        self._down = False
        self._timer.stop()

    def on_autoscroll(self) -> None:
        """Scroll towards the mouse, faster when it is further away, and select on."""
        y, height = self._last.y(), self._view.viewport().height()
        beyond = y if y < 0 else max(0, y - height)
        self._view.scroll_by(max(-120, min(120, beyond)))
        self._extend(QPoint(self._last.x(), max(0, min(height - 1, y))))

    def _follows_double(self, point: QPoint) -> bool:
        near = (point - self._pressed).manhattanLength() < QGuiApplication.styleHints().startDragDistance()
        quick = (
            self._since.isValid()
            and self._since.elapsed() < QGuiApplication.styleHints().mouseDoubleClickInterval()
        )
        return self._clicks == 2 and near and quick

    def _begin(self, point: QPoint, *, extend: bool) -> None:
        self._down, self._dragged, self._extended = True, False, extend
        self._pressed = self._last = point
        offset = self._view.offset_at(point)
        if extend:
            self._origin = (self._view.anchor, self._view.anchor)
            self._view.set_caret(offset, keep_anchor=True)
            return
        self._origin = self._unit_at(offset, point)
        self._view.select(*self._origin)

    def _extend(self, point: QPoint) -> None:
        start, end = self._unit_at(self._view.offset_at(point), point)
        if start < self._origin[0]:
            self._view.select(self._origin[1], start)
        else:
            self._view.select(self._origin[0], max(end, self._origin[1]))

    def _unit_at(self, offset: int, point: QPoint) -> tuple[int, int]:
        """Return what a click takes: nothing, the token or the paragraph, by the number of clicks."""
        text = self._view.page.text
        if self._clicks == 3:
            return text.paragraph_at(offset)
        if self._clicks == 2:
            index = text.index_at(offset)
            tokens = tokenize(text.text_of(index), offset=text.blocks[index].start)
            # The offset is the nearest edge, so at the edge of two tokens the mouse decides.
            touching = [token for token in tokens if token[0] <= offset <= token[1]]
            inside = [token for token in touching if self._view.rect_of(*token).contains(point)]
            return (inside or touching or [(offset, offset)])[0]
        return offset, offset
