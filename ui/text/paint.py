"""Drawing one block from its frame, in two passes: what lies under the letters, then the labels over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter

from ui.text.blocks import Block
from ui.text.fonts import TextFonts
from ui.text.geometry import Frame, LineBox, Part, Piece, badge_size, stretches
from ui.text.ink import Ink, Inks
from ui.text.margin import MarginBar
from ui.text.shaping import Place, Shaped

_CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Marked:
    """What is marked at the moment, in code points of the document."""

    selection: tuple[int, int] = (0, 0)
    awake: bool = False  # the view has the keyboard
    current: str | None = None
    hover: str | None = None


class BlockPainter:
    """Draws blocks with one painter; the painter's origin is the block's corner."""

    def __init__(self, painter: QPainter, inks: Inks, fonts: TextFonts, marked: Marked) -> None:
        self._painter = painter
        self._inks = inks
        self._fonts = fonts
        self._marked = marked

    def draw(self, block: Block, hits: Iterable[tuple[int, int]], top: float, bottom: float) -> None:
        """Draw the part of a block between two heights; ``hits`` are the search hits that touch it."""
        frame, shaped = block.frame, block.shaped
        if frame is None or shaped is None:
            raise RuntimeError("a block is drawn before it is laid out")
        pieces = [piece for piece in frame.pieces if piece.bottom >= top and piece.top <= bottom]
        for piece in pieces:
            if piece.place is Place.BAR:
                self._tint(piece)
        for start, end in hits:
            self._ground(block, shaped, frame, (start, end), self._inks.hit, self._fonts.corner / 2)
        for piece in pieces:
            if piece.place in (Place.CHIP, Place.BOX, Place.OPEN):
                self._box(piece)
        asleep = self._inks.selection if self._marked.awake else self._inks.selection_asleep
        self._ground(block, shaped, frame, self._marked.selection, asleep, 0.0)
        self._text(shaped, frame.lines, top, bottom)
        for piece in pieces:
            if piece.place is Place.CHIP:
                self._chip(piece)
            elif piece.place is Place.LANE:
                self._lane(piece)
            elif piece.label is not None:
                self._caption(piece, self._inks(piece.span.color))
        for bar in frame.bars:
            self._bar(bar)
        if block.first and block.start < block.end and top < frame.lines[0].bottom:
            self._number(block.number, frame.lines[0])

    def _text(self, shaped: Shaped, lines: list[LineBox], top: float, bottom: float) -> None:
        painter = self._painter
        painter.setPen(self._inks.text)
        for line, box in zip(shaped.lines, lines, strict=True):
            if box.bottom >= top and box.top <= bottom:
                line.draw(painter, QPointF(0.0, box.baseline - line.ascent()))

    def _ground(
        self,
        block: Block,
        shaped: Shaped,
        frame: Frame,
        stretch: tuple[int, int],
        brush: QBrush,
        radius: float,
    ) -> None:
        """Fill behind a stretch of text, a sliver for a selected line break included."""
        start, end = max(stretch[0], block.start), min(stretch[1], block.end)
        if stretch[0] >= block.follow or stretch[1] <= block.start or stretch[0] >= stretch[1]:
            return
        painter, fonts = self._painter, self._fonts
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush)
        offsets = shaped.offsets
        first, last = offsets.to_utf16(start - block.start), offsets.to_utf16(max(start, end) - block.start)
        for line, left, right in stretches(shaped, first, last):
            top = frame.lines[line].baseline - fonts.box_above
            rect = QRectF(left, top, right - left, fonts.box_above + fonts.box_below)
            painter.drawRoundedRect(rect, radius, radius)
        if stretch[1] > block.end and block.follow > block.end:
            last_line, box = shaped.lines[-1], frame.lines[-1]
            edge = last_line.cursorToX(offsets.units)[0]
            top = box.baseline - fonts.box_above
            wide = fonts.em * 0.3
            painter.drawRect(
                QRectF(edge - (wide if shaped.rtl else 0), top, wide, fonts.box_above + fonts.box_below)
            )

    def _tint(self, piece: Piece) -> None:
        painter, ink = self._painter, self._inks(piece.span.color)
        strong = piece.span.id in (self._marked.current, self._marked.hover)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.faint_strong if strong else ink.faint)
        for part in piece.parts:
            painter.drawRoundedRect(part.rect.adjusted(-3, -1.5, 3, 1.5), 3, 3)
        painter.setPen(ink.lane if piece.span.id == self._marked.current else ink.dotted)
        for part in piece.parts:
            height = part.rect.bottom() + 1.5
            painter.drawLine(QPointF(part.rect.left(), height), QPointF(part.rect.right(), height))

    def _box(self, piece: Piece) -> None:
        painter, ink, span = self._painter, self._inks(piece.span.color), piece.span
        current, hover = span.id == self._marked.current, span.id == self._marked.hover
        if current:
            painter.setPen(ink.halo)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._outline(piece.parts, 1.5)
        if span.suggested:
            painter.setPen(ink.dashed_current if current else ink.dashed)
            painter.setBrush(ink.fill if hover or current else ink.faint)
        else:
            painter.setPen(ink.border_current if current else ink.border)
            painter.setBrush(ink.fill_hover if hover else ink.fill_current if current else ink.fill)
        self._outline(piece.parts, 0.0)

    def _outline(self, parts: Iterable[Part], grow: float) -> None:
        """Draw boxes around parts; where a span goes on in another line its box stays open."""
        painter, corner = self._painter, self._fonts.corner + grow
        for part in parts:
            # Half a pixel, so that a line one pixel wide is sharp.
            rect = QRectF(part.rect.toAlignedRect()).adjusted(0.5 - grow, 0.5 - grow, grow - 0.5, grow - 0.5)
            if part.left_closed and part.right_closed:
                painter.drawRoundedRect(rect, corner, corner)
                continue
            painter.save()
            painter.setClipRect(
                rect.adjusted(-4 if part.left_closed else -2, -4, 4 if part.right_closed else 2, 4),
                Qt.ClipOperation.IntersectClip,
            )
            painter.drawRoundedRect(
                rect.adjusted(0 if part.left_closed else -14, 0, 0 if part.right_closed else 14, 0),
                corner,
                corner,
            )
            painter.restore()

    def _chip(self, piece: Piece) -> None:
        painter, ink, rect = self._painter, self._inks(piece.span.color), piece.label
        if rect is None:
            return
        corner = self._fonts.corner * 0.8
        painter.setFont(self._fonts.chip)
        if piece.span.suggested:
            painter.setPen(ink.chip_border)
            painter.setBrush(self._inks.background)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner)
            painter.setPen(ink.text)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.chip)
            painter.drawRoundedRect(rect, corner, corner)
            painter.setPen(self._inks.chip_text)
        base = rect.center().y() + self._fonts.chip_metrics.capHeight() / 2
        painter.drawText(QPointF(rect.left() + self._fonts.chip_pad, round(base)), piece.text)

    def _lane(self, piece: Piece) -> None:
        painter, ink, span = self._painter, self._inks(piece.span.color), piece.span
        current, hover = span.id == self._marked.current, span.id == self._marked.hover
        if span.suggested:
            painter.setPen(ink.lane_dashed_current if current or hover else ink.lane_dashed)
        else:
            painter.setPen(ink.lane_current if current or hover else ink.lane)
        for part in piece.parts:
            left, right = part.rect.left() + 1, part.rect.right() - 1
            height = part.rect.top() + 2
            painter.drawLine(QPointF(left, height), QPointF(right, height))
        painter.setPen(ink.lane)
        for part in piece.parts:
            left, right, height = part.rect.left() + 1, part.rect.right() - 1, part.rect.top()
            if part.left_closed:
                painter.drawLine(QPointF(left, height - 1), QPointF(left, height + 3))
            if part.right_closed:
                painter.drawLine(QPointF(right, height - 1), QPointF(right, height + 3))
        if piece.label is not None:
            self._caption(piece, ink)

    def _caption(self, piece: Piece, ink: Ink) -> None:
        """Draw a label under the line: the author's badge, the label, a sign where authors differ."""
        painter, fonts, rect = self._painter, self._fonts, piece.label
        if rect is None:
            return
        if piece.span.id == self._marked.current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.fill_current)
            painter.drawRoundedRect(rect.adjusted(-3, 0, 3, 1), 3, 3)
        painter.setFont(fonts.small)
        left = rect.left()
        middle = rect.top() + rect.height() / 2
        base = middle + fonts.small_metrics.capHeight() / 2
        if piece.span.badge:
            size = badge_size(fonts)
            badge = QRectF(left, middle - size / 2, size, size)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._inks(piece.span.badge_color).chip if piece.span.badge_color else ink.chip)
            painter.drawEllipse(badge)
            painter.setPen(self._inks.chip_text)
            painter.drawText(badge, _CENTER, piece.span.badge[:1])
            left += size + 3
        painter.setPen(ink.text)
        painter.drawText(QPointF(left, base), piece.text + (" ≠" if piece.span.differs else ""))

    def _bar(self, bar: MarginBar) -> None:
        painter, ink = self._painter, self._inks(bar.span.color)
        current = bar.span.id == self._marked.current
        rect = bar.rect.adjusted(-1, 0, 1, 0) if current else bar.rect
        if bar.span.suggested and bar.rect.height() >= 12:
            painter.setPen(ink.border_current if current else ink.chip_border)
            painter.setBrush(ink.faint_strong)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 1.8, 1.8)
        else:
            # A hollow bar of a few pixels would look like a letter; a pale one still looks like a bar.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.pale if bar.span.suggested else ink.line)
            painter.drawRoundedRect(rect, 2, 2)
        if bar.text:
            painter.save()
            painter.setFont(self._fonts.small)
            painter.setPen(ink.text)
            painter.translate(bar.rect.left() - self._fonts.em * 0.26, bar.rect.top() + bar.text_length)
            painter.rotate(-90)
            painter.drawText(QPointF(0, 0), bar.text)
            painter.restore()

    def _number(self, number: int, line: LineBox) -> None:
        fonts = self._fonts
        self._painter.setFont(fonts.number)
        self._painter.setPen(self._inks.muted)
        text = str(number)
        right = -fonts.gutter + fonts.em * 1.5
        width = QFontMetricsF(fonts.number).horizontalAdvance(text)
        self._painter.drawText(QPointF(right - width, line.baseline), text)
