"""The text view: shows a document with its spans, lets people move, select and click; changes nothing itself.

Everything is drawn by hand: measured on 5 MB with 20,000 spans, every view on QTextDocument is slower to open or to
change, fails on 1 MB in one line, and none can draw chips, lanes and dashed boxes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.text import hit
from ui.text.canvas import Canvas
from ui.text.caret import CaretMover
from ui.text.colors import LIGHT, TextColors
from ui.text.fonts import LARGEST, SMALLEST, USUAL, TextFonts
from ui.text.keys import copies, move_of, selects_all
from ui.text.marks import MarkedScrollBar
from ui.text.mirror import Mirror
from ui.text.model import ViewSpan
from ui.text.narration import describe_paragraph, what_changed
from ui.text.offsets import displayed
from ui.text.page import Page
from ui.text.pointer import Pointer
from ui.text.rolling import Rolling
from ui.text.scroller import Scroller
from ui.text.shaping import Style

Snap = Callable[[int, int], tuple[int, int]]
_RIGHT = 30  # free pixels right of the column at least


class TextView(QAbstractScrollArea):
    """The widget. Offsets are code points of the text given to ``set_document``; points are viewport pixels."""

    caret_moved = Signal(int)
    selection_changed = Signal(int, int)
    span_clicked = Signal(str)
    span_double_clicked = Signal(str)
    context_requested = Signal(int, QPoint)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points, self._spacing, self._labels_below = USUAL, 1.0, False
        self._caret = self._anchor = 0
        self._snap: Snap | None = None
        self.page = Page(TextFonts(USUAL))
        self._scroller = Scroller(self.page)
        self._mover = CaretMover(self.page)
        bar = MarkedScrollBar(self)
        self.setVerticalScrollBar(bar)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        viewport = self.viewport()
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.setMouseTracking(True)
        viewport.setCursor(Qt.CursorShape.IBeamCursor)
        self._canvas = Canvas(self, self.page, self._scroller)
        self._rolling = Rolling(self, self.page, self._scroller, self._canvas, bar)
        self._pointer = Pointer(self)
        self._mirror = Mirror(viewport)
        self._mirror.asked.connect(self.on_mirror_asked)
        self._mirror.woken.connect(self.on_woken)
        self._mirror.slept.connect(self.on_slept)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._mirror)
        self.set_colors(LIGHT)

    @property
    def caret(self) -> int:
        """The caret's offset."""
        return self._caret

    @property
    def anchor(self) -> int:
        """The offset where the selection began; the caret's when nothing is selected."""
        return self._anchor

    @property
    def text(self) -> str:
        """The text shown."""
        return self.page.text.text

    def set_document(self, text: str, dimmed: Sequence[tuple[int, int]] = ()) -> None:
        """Show a text without spans from its start; ``dimmed`` stretches are drawn in a muted colour."""
        self._pointer.stop()
        self.page.set_document(text, dimmed)
        self._scroller.reset()
        self._mover.forget_goal()
        self._canvas.reset()
        had_selection = self._anchor != self._caret
        self._caret = self._anchor = 0
        if had_selection:
            self.selection_changed.emit(0, 0)
        self.caret_moved.emit(0)
        self._changed()

    def set_spans(self, spans: Sequence[ViewSpan]) -> None:
        """Show exactly these spans. Passing the same objects again is cheap; raises ValueError for wrong offsets."""
        self._scroller.hold()
        self._tell(*self.page.set_spans(spans))

    def change_spans(self, added: Iterable[ViewSpan], removed: Iterable[str] = ()) -> None:
        """Add or replace some spans and remove others by id: quicker than ``set_spans`` when there are thousands."""
        self._scroller.hold()
        self._tell(*self.page.change_spans(added, removed))

    def set_current(self, span_id: str | None) -> None:
        """Outline one span strongly, or none."""
        self._canvas.set_current(span_id)

    def set_hits(self, hits: Sequence[tuple[int, int]]) -> None:
        """Mark these stretches as search hits."""
        self._canvas.set_hits(hits)
        self._rolling.mark_later()

    def set_colors(self, colors: TextColors) -> None:
        """Draw in other colours."""
        self._canvas.set_colors(colors)
        self._scroller.hold()
        self.page.set_dim_color(colors.dim)
        self._changed()

    def set_zoom(self, points: float) -> None:
        """Set the size of the text in points, within sensible bounds."""
        points = min(LARGEST, max(SMALLEST, points))
        if points != self._points:
            self._points = points
            self._restyle()
            self.zoom_changed.emit(points)

    def zoom(self) -> float:
        """Return the size of the text in points."""
        return self._points

    def set_labels_below(self, below: bool) -> None:
        """Write labels under the lines instead of in them, which leaves the lines as the author broke them."""
        if below != self._labels_below:
            self._labels_below = below
            self._restyle()

    def set_line_spacing(self, factor: float) -> None:
        """Set the distance of lines, 1.0 being the usual one."""
        factor = min(3.0, max(0.7, factor))
        if factor != self._spacing:
            self._spacing = factor
            self._restyle()

    def set_snap(self, snap: Snap | None) -> None:
        """Widen mouse selections with this function when the button is released (Alt held: leave them)."""
        self._snap = snap

    def set_caret(self, offset: int, *, keep_anchor: bool = False) -> None:
        """Put the caret at an offset (at or before it, between graphemes) without scrolling."""
        offset = self.page.text.snapped(offset)
        self._put(self._anchor if keep_anchor else offset, offset)
        self._mover.forget_goal()

    def select(self, start: int, end: int) -> None:
        """Select from one offset to another; the caret stands at ``end``, which may be before ``start``."""
        self._put(self.page.text.snapped(start), self.page.text.snapped(end))
        self._mover.forget_goal()

    def selection(self) -> tuple[int, int]:
        """Return the selected stretch, empty at the caret when nothing is selected."""
        return min(self._anchor, self._caret), max(self._anchor, self._caret)

    def selected_text(self) -> str:
        """Return exactly the characters selected."""
        start, end = self.selection()
        return self.text[start:end]

    def snap_selection(self) -> None:
        """Widen the selection with the function given to ``set_snap``."""
        start, end = self.selection()
        if self._snap is None or start == end:
            return
        start, end = self._snap(start, end)
        self._put(*((start, end) if self._anchor <= self._caret else (end, start)))

    def move(self, kind: str, *, keep_anchor: bool) -> None:
        """Move the caret ("char-left", "token-right", "line-down", "page-up", …) and keep it on the screen."""
        height = self.viewport().height() - self.page.style.fonts.pitch * 2
        target = self._mover.target(
            kind,
            self._caret,
            self._anchor,
            keep_anchor=keep_anchor,
            screen=max(height, self.page.style.fonts.pitch),
        )
        self._put(self._anchor if keep_anchor else target, target)
        self.ensure_visible(target, target)

    def ensure_visible(self, start: int, end: int, *, margin: int = 40) -> None:
        """Scroll as little as needed to show a stretch with some pixels around it; far away, to the upper third."""
        self._rolling.to(start, end, margin)

    def span_at(self, offset: int) -> list[str]:
        """Return the ids of the spans stacked at an offset, the smallest first; at a span's end, if none, that one."""
        block = self.page.blocks[self.page.text.index_at(offset)]
        found = [span for span in block.spans if span.start <= offset < span.end]
        found = found or [span for span in block.spans if span.end == offset]
        return [span.id for span in sorted(found, key=lambda span: (span.end - span.start, span.order))]

    def spans_under(self, point: QPoint) -> list[str]:
        """Return the ids of the spans drawn at a point, the one a click means first."""
        index, top = hit.block_at(self.page, self._scroller, self.viewport().height(), point.y())
        spans = self.page.frame(index).spans_at(point.x() - self.column_left(), point.y() - top)
        return [span.id for span in spans]

    def offset_at(self, point: QPoint) -> int:
        """Return the offset nearest to a point."""
        height = self.viewport().height()
        return hit.offset_at(self.page, self._scroller, height, point.x() - self.column_left(), point.y())

    def rect_of(self, start: int, end: int) -> QRect:
        """Return the rectangle around a stretch; a caret's for an empty one. It may lie outside the viewport."""
        self._scroller.visible(self.viewport().height())
        return hit.rect_of(self.page, self._scroller, start, end).translated(self.column_left(), 0)

    def column_left(self) -> int:
        """Return where the lines begin, in viewport pixels."""
        fonts = self.page.style.fonts
        return max(fonts.gutter, (self.viewport().width() - self.page.style.width) // 2)

    def scroll_by(self, delta: int) -> None:
        """Scroll down by pixels, up when negative."""
        self._rolling.by(delta)

    def announce(self, text: str) -> None:
        """Have a screen reader say a sentence."""
        self._mirror.announce(text)

    def set_hover(self, span_id: str | None) -> None:
        """Show which span a click would mean."""
        if self._canvas.set_hover(span_id):
            shape = Qt.CursorShape.PointingHandCursor if span_id else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is on the screen."""
        self._canvas.paint(event.rect(), (self._anchor, self._caret))
        self._rolling.sync()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew when the width has changed."""
        super().resizeEvent(event)
        self._restyle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Follow the scroll bar."""
        self._rolling.follow_bar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the plain keys, copy the exact text; everything else is the window's."""
        move = move_of(event)
        if move is not None:
            self.move(move, keep_anchor=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif copies(event):
            if self._anchor != self._caret:
                QGuiApplication.clipboard().setText(self.selected_text())
        elif selects_all(event):
            self.select(0, len(self.text))
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a selection."""
        self._pointer.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a token."""
        self._pointer.double_press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select on, or show what is under the mouse."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a selection."""
        self._pointer.release(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Notice that the mouse has left."""
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu: at the mouse, or at the caret when a key asked."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.context_requested.emit(
                self._caret, self.viewport().mapToGlobal(self.rect_of(self._caret, self._caret).bottomLeft())
            )
        else:
            point = self.viewport().mapFromGlobal(event.globalPos())
            self.context_requested.emit(self.offset_at(point), event.globalPos())
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom with Ctrl."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y() / 120
            self.set_zoom(round((self._points + steps) * 2) / 2)
            event.accept()
        else:
            super().wheelEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._rolling.mark_later()
        self._mirror.ask_later()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no timer running."""
        self._pointer.stop()
        self._canvas.sleep()
        self._mirror.rest()
        self._rolling.rest()
        super().hideEvent(event)

    def on_woken(self) -> None:
        """The view has the keyboard."""
        self._canvas.wake()
        self._mirror.ask_later()

    def on_slept(self) -> None:
        """The view has lost the keyboard."""
        self._canvas.sleep()

    def on_mirror_asked(self) -> None:
        """Show the caret's paragraph to screen readers."""
        index = self.page.text.index_at(self._caret)
        start = self.page.blocks[index].start
        text = displayed(self.page.text.text_of(index))
        name = describe_paragraph(self.page, index)
        self._mirror.show_paragraph(name, text, max(0, self._anchor - start), self._caret - start)

    def _put(self, anchor: int, caret: int) -> None:
        if (anchor, caret) == (self._anchor, self._caret):
            self._canvas.wake_caret()
            return
        before, moved = self.selection(), caret != self._caret
        self._anchor, self._caret = anchor, caret
        self._canvas.wake_caret()
        self.viewport().update()
        self._mirror.ask_later()
        if self.selection() != before and (before[0] != before[1] or anchor != caret):
            self.selection_changed.emit(*self.selection())
        if moved:
            self.caret_moved.emit(caret)

    def _restyle(self) -> None:
        fonts = self.page.style.fonts
        if (fonts.points, fonts.spacing) != (self._points, self._spacing):
            fonts = TextFonts(self._points, self._spacing)
        room = self.viewport().width() - fonts.gutter - _RIGHT
        style = Style(fonts, max(120, min(fonts.column, room)), self._labels_below)
        if style != self.page.style:
            self._scroller.hold()
            self.page.set_style(style)
        self._changed()

    def _tell(self, added: Sequence[ViewSpan], gone: Sequence[ViewSpan]) -> None:
        if added or gone:
            self._changed()
            sentence = what_changed(self.text, added, gone)
            if sentence:
                self.announce(sentence)

    def _changed(self) -> None:
        self.viewport().update()
        self._mirror.ask_later()
        self._rolling.mark_later()
