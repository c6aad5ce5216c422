"""Where everything of one block is: lines, boxes, chips, lanes and margin bars, in pixels from the block's corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from PySide6.QtCore import QRectF

from annotator.domain.layout import pack
from ui.text.blocks import Block
from ui.text.fonts import TextFonts
from ui.text.margin import MarginBar, crowded_bars, margin_bars
from ui.text.model import ViewSpan, caption
from ui.text.shaping import Place, Shaped, Style

Stretch = tuple[int, float, float]  # line, left, right


@dataclass(frozen=True, slots=True)
class LineBox:
    """One line's vertical place; ``bottom`` is past its lanes."""

    top: int
    baseline: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Part:
    """A span's part on one line; an edge is open where the span goes on in another line."""

    rect: QRectF
    left_closed: bool
    right_closed: bool


@dataclass(slots=True)
class Piece:
    """A span as it is drawn in one block."""

    span: ViewSpan
    place: Place
    text: str
    captioned: bool  # its label stands under the line
    parts: list[Part] = field(default_factory=list)
    label: QRectF | None = None  # of the chip or of the caption under the line
    top: float = 0.0
    bottom: float = 0.0

    def hit(self, x: float, y: float) -> bool:
        """Tell whether a point is on the span."""
        if self.label is not None and self.label.contains(x, y):
            return True
        return any(part.rect.adjusted(-2, -2, 2, 2).contains(x, y) for part in self.parts)


@dataclass(slots=True)
class Frame:
    """A block's drawing instructions; ``height`` includes the room to the next block."""

    lines: list[LineBox]
    pieces: list[Piece]
    bars: list[MarginBar]
    height: int

    def line_at(self, y: float) -> int:
        """Return the line at a height; the nearest one outside."""
        for index, line in enumerate(self.lines):
            if y < line.bottom:
                return index
        return len(self.lines) - 1

    def spans_at(self, x: float, y: float) -> list[ViewSpan]:
        """Return the spans under a point, lanes first, then the smaller before the larger, margin bars last."""
        found = [piece for piece in self.pieces if piece.hit(x, y)]
        found.sort(key=lambda piece: (_RANK[piece.place], piece.span.end - piece.span.start))
        spans = [piece.span for piece in found]
        for bar in self.bars:
            if bar.rect.adjusted(-10, 0, 5, 0).contains(x, y) and bar.span not in spans:
                spans.append(bar.span)
        return spans


_RANK = {Place.LANE: 0, Place.CHIP: 1, Place.BOX: 1, Place.OPEN: 1, Place.BAR: 2}


def stretches(shaped: Shaped, start: int, end: int) -> list[Stretch]:
    """Return the visual stretches of the UTF-16 positions ``start`` to ``end``, line by line, left to right."""
    found: list[Stretch] = []
    index = shaped.line_at(start)
    while index < len(shaped.lines) and shaped.starts[index] < end:
        line = shaped.lines[index]
        first, last = max(start, shaped.starts[index]), min(end, shaped.ends[index])
        if shaped.bidi:
            found += [(index, left, right) for left, right in _glyph_stretches(shaped, index, first, last)]
        else:
            left, right = line.cursorToX(first)[0], line.cursorToX(last)[0]
            if last == shaped.ends[index] and index + 1 < len(shaped.lines):
                right = max(left, min(right, line.naturalTextWidth()))  # blanks hang over the margin
            found.append((index, left, right))
        index += 1
    return found


def _glyph_stretches(shaped: Shaped, index: int, first: int, last: int) -> list[tuple[float, float]]:
    """Return where the glyphs of a part of a line are; cursor positions mislead where directions meet."""
    line = shaped.lines[index]
    if last == shaped.ends[index] and index + 1 < len(shaped.lines):
        shown = shaped.layout.text()
        while last > first + 1 and shown[shaped.offsets.to_code_point(last - 1)].isspace():
            last -= 1
    merged: list[tuple[float, float]] = []
    bounds = (run.boundingRect() for run in line.glyphRuns(first, last - first))
    for left, right in sorted((rect.left(), rect.right()) for rect in bounds):
        if merged and left <= merged[-1][1] + 1.0:
            merged[-1] = merged[-1][0], max(right, merged[-1][1])
        else:
            merged.append((left, right))
    return merged


def build(block: Block, shaped: Shaped, placed: Sequence[Place], style: Style) -> Frame:
    """Return the frame of a block whose lines have been shaped."""
    pieces, extents = [], []
    for span, place in zip(block.spans, placed, strict=True):
        start = shaped.offsets.to_utf16(min(max(span.start, block.start), block.end) - block.start)
        end = shaped.offsets.to_utf16(min(span.end, block.end) - block.start)
        found = stretches(shaped, start, end) if end > start else []
        if found:
            pieces.append(Piece(span, place, caption(span), place in (Place.LANE, Place.BOX)))
            extents.append(found)
    touched = [[line for line, _, _ in found] for found in extents]
    for number in crowded_bars(block, pieces, touched, len(shaped.lines), style.fonts):
        pieces[number].captioned = True
    if block.start == block.end:
        return _blank(shaped, style.fonts)
    rows = _rows(block, pieces, extents, shaped, style)
    lines = _lines(shaped, rows, style.fonts)
    for number, (piece, found) in enumerate(zip(pieces, extents, strict=True)):
        _place(piece, number, found, block, lines, rows, shaped, style)
    bars = margin_bars(block, pieces, touched, lines, style.fonts)
    return Frame(lines, pieces, bars, lines[-1].bottom + (style.fonts.gap if block.last else 0))


def _blank(shaped: Shaped, fonts: TextFonts) -> Frame:
    """Return the frame of an empty paragraph: as low as a caret in it allows, for it only separates others."""
    baseline = max(fonts.box_above, ceil(shaped.lines[0].ascent()))
    bottom = baseline + max(fonts.box_below, ceil(shaped.lines[0].descent()))
    return Frame([LineBox(0, baseline, bottom)], [], [], bottom)


Rows = list[dict[int, int]]  # per line: piece -> row under the line


def _rows(
    block: Block, pieces: Sequence[Piece], extents: Sequence[list[Stretch]], shaped: Shaped, style: Style
) -> Rows:
    """Give each bracket and each label under a line its row there: labels of boxes first, then outer before inner."""
    wanted: list[list[tuple[bool, int, tuple[float, float]]]] = [[] for _ in shaped.lines]
    for number, (piece, found) in enumerate(zip(pieces, extents, strict=True)):
        labelled = found[0][0] if piece.span.start >= block.start else -1
        for line in dict.fromkeys(line for line, _, _ in found):
            left = min(stretch[1] for stretch in found if stretch[0] == line)
            right = max(stretch[2] for stretch in found if stretch[0] == line)
            if line == labelled and piece.captioned:
                width = label_width(piece, style.fonts)
                start = label_left(right - width if shaped.rtl else left, width, style.width)
                if piece.place is Place.LANE:
                    wanted[line].append((True, number, (min(left, start), max(right, start + width) + 5)))
                else:
                    wanted[line].append((False, number, (start, start + width + 5)))
            elif piece.place is Place.LANE:
                wanted[line].append((True, number, (left, right + 3)))
    rows: Rows = []
    for entries in wanted:
        entries.sort(key=lambda entry: entry[0])
        lanes = pack([interval for _, _, interval in entries])
        rows.append({number: lane for (_, number, _), lane in zip(entries, lanes, strict=True)})
    return rows


def label_width(piece: Piece, fonts: TextFonts) -> float:
    """Return the width of a label under a line, with the author's badge and the mark of a difference."""
    text = piece.text + (" ≠" if piece.span.differs else "")
    return fonts.small_width(text) + (badge_size(fonts) + 3 if piece.span.badge else 0)


def badge_size(fonts: TextFonts) -> int:
    """Return the diameter of an author's badge."""
    return round(fonts.em * 0.62)


def label_left(left: float, width: float, column: int) -> float:
    """Return where a label under a line begins, moved so that it does not leave the column."""
    return max(0.0, min(left, column - width))


def _lines(shaped: Shaped, rows: Rows, fonts: TextFonts) -> list[LineBox]:
    room = (fonts.pitch - fonts.box_above - fonts.box_below) // 2
    lines, top = [], 0
    for line, taken in zip(shaped.lines, rows, strict=True):
        baseline = top + max(room + fonts.box_above, ceil(line.ascent()) + 1)
        bottom = max(baseline + fonts.box_below + room, baseline + ceil(line.descent()))
        bottom = max(bottom, top + fonts.pitch)
        if taken:
            bottom = max(
                bottom, baseline + fonts.box_below + 3 + (max(taken.values()) + 1) * fonts.row + room
            )
        lines.append(LineBox(top, baseline, bottom))
        top = bottom
    return lines


def _place(
    piece: Piece,
    number: int,
    found: Sequence[Stretch],
    block: Block,
    lines: Sequence[LineBox],
    rows: Rows,
    shaped: Shaped,
    style: Style,
) -> None:
    fonts = style.fonts
    begins, ends = piece.span.start >= block.start, piece.span.end <= block.follow
    for position, (line, left, right) in enumerate(found):
        box = lines[line]
        left_closed, right_closed = _edges(found, position, begins, ends, shaped.rtl)
        top, height = box.baseline - fonts.box_above, fonts.box_above + fonts.box_below
        if piece.place is Place.LANE:
            top, height = box.baseline + fonts.box_below + 3 + rows[line][number] * fonts.row, 4
        elif piece.place is not Place.BAR:
            left -= (1.0 if shaped.bidi else fonts.lead) if left_closed else 0.0
            right += (1.0 if shaped.bidi else -fonts.box_after) if right_closed else 0.0
        piece.parts.append(Part(QRectF(left, top, right - left, height), left_closed, right_closed))
    first, last = piece.parts[0], piece.parts[-1]
    if piece.place is Place.CHIP:
        width, high = fonts.chip_width(piece.text), fonts.chip_height
        middle = round(last.rect.center().y()) - high // 2
        piece.label = QRectF(last.rect.right() - width - fonts.chip_after, middle, width, high)
    elif piece.captioned and begins:
        line = found[0][0]
        anchor = found[0][1]
        top = lines[line].baseline + fonts.box_below + 3 + rows[line][number] * fonts.row
        under = 3 if piece.place is Place.LANE else 0  # a bracket comes first
        width = label_width(piece, fonts)
        if shaped.rtl:
            anchor = max(right for other, _, right in found if other == line) - width
        piece.label = QRectF(label_left(anchor, width, style.width), top + under, width, fonts.row - 4)
    piece.top = first.rect.top() - 4
    piece.bottom = max(last.rect.bottom(), piece.label.bottom() if piece.label else 0.0) + 6


def _edges(found: Sequence[Stretch], position: int, begins: bool, ends: bool, rtl: bool) -> tuple[bool, bool]:
    """Tell whether a stretch's left and right edges are closed: those are not that lead to another line or block."""
    line = found[position][0]
    comes = line != found[0][0] or not begins
    goes = line != found[-1][0] or not ends
    if rtl:
        comes, goes = goes, comes
    leftmost = position == 0 or found[position - 1][0] != line
    rightmost = position == len(found) - 1 or found[position + 1][0] != line
    return not (comes and leftmost), not (goes and rightmost)
