"""From a place in the text to a place on the page and back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect

from ui.text.geometry import stretches
from ui.text.page import Page
from ui.text.scroller import Scroller


@dataclass(frozen=True, slots=True)
class CaretPlace:
    """Where the caret stands: block, line in it, and pixels from the column's left edge."""

    block: int
    line: int
    x: float


def caret_place(page: Page, offset: int) -> CaretPlace:
    """Return where the caret stands at an offset; at a broken line's end that is the next line's start."""
    index = page.text.index_at(offset)
    block, shaped = page.blocks[index], page.shaped(index)
    unit = shaped.offsets.to_utf16(min(offset, block.end) - block.start)
    line = shaped.line_at(unit)
    return CaretPlace(index, line, shaped.lines[line].cursorToX(unit)[0])


def offset_on_line(page: Page, index: int, line: int, x: float) -> int:
    """Return the offset nearest to a place on a line, always between graphemes."""
    block, shaped = page.blocks[index], page.shaped(index)
    beside = _beside_chip(page, index, line, x)
    unit = shaped.lines[line].xToCursor(x) if beside is None else beside
    offset = page.text.snapped(block.start + shaped.offsets.to_code_point(unit))
    if beside is None and not shaped.plain:
        offset = _nearest(page, index, line, offset, x)
        unit = shaped.offsets.to_utf16(offset - block.start)
    if unit >= shaped.ends[line] and line + 1 < len(shaped.lines):
        # The place behind a broken line is drawn at the start of the next one, so stay before its last blank.
        offset = page.text.previous_place(block.start + shaped.offsets.to_code_point(shaped.ends[line]))
    return offset


def _nearest(page: Page, index: int, line: int, offset: int, x: float) -> int:
    """Return the offset of the line that is drawn nearest: Qt errs at ligatures, joiners and invisible characters."""
    block, shaped = page.blocks[index], page.shaped(index)

    def distance(place: int) -> float:
        return abs(shaped.lines[line].cursorToX(shaped.offsets.to_utf16(place - block.start))[0] - x)

    begin = block.start + shaped.offsets.to_code_point(shaped.starts[line])
    end = block.start + shaped.offsets.to_code_point(shaped.ends[line])
    places = [page.text.snapped(begin)]
    while places[-1] < end and (after := page.text.next_place(places[-1])) <= end:
        places.append(after)
    best = min(places, key=distance)
    # Several offsets can be drawn in one place; then Qt's own answer counts.
    return offset if distance(offset) <= distance(best) + 0.5 else best


def _beside_chip(page: Page, index: int, line: int, x: float) -> int | None:
    """Return the unit meant by a place on a chip or the letter before it: for Qt the chip's room is that letter's."""
    shaped = page.shaped(index)
    for first, room in shaped.chips.items():
        if not shaped.starts[line] <= first < shaped.ends[line]:
            continue
        left = shaped.lines[line].cursorToX(first)[0]
        behind = shaped.layout.nextCursorPosition(first)
        right = shaped.lines[line].cursorToX(behind)[0]
        if left <= x <= right:
            return behind if x > (left + right - room) / 2 else first
    return None


def offset_at(page: Page, scroller: Scroller, height: int, x: float, y: float) -> int:
    """Return the offset nearest to a point; ``x`` from the column's edge, ``y`` from the screen's."""
    found = block_at(page, scroller, height, y)
    frame = page.frame(found[0])
    return offset_on_line(page, found[0], frame.line_at(y - found[1]), x)


def block_at(page: Page, scroller: Scroller, height: int, y: float) -> tuple[int, int]:
    """Return the block at a height of the screen, and its top there; the nearest one outside."""
    shown = scroller.visible(height)
    for index, top in shown:
        if y < top + page.frame(index).height:
            return index, top
    return shown[-1]


def rect_of(page: Page, scroller: Scroller, start: int, end: int) -> QRect:
    """Return the rectangle around a stretch, in pixels from the column's left and the screen's upper edge."""
    fonts = page.style.fonts
    place = caret_place(page, start)
    high = fonts.box_above + fonts.box_below
    top = scroller.top_of(place.block) + page.frame(place.block).lines[place.line].baseline - fonts.box_above
    found = QRect(round(place.x), top, 1, high)
    if end <= start:
        return found
    last = page.text.index_at(end - 1)
    for index in {place.block, last}:
        block, shaped, frame = page.blocks[index], page.shaped(index), page.frame(index)
        first_unit = shaped.offsets.to_utf16(min(max(start, block.start), block.end) - block.start)
        last_unit = shaped.offsets.to_utf16(min(end, block.end) - block.start)
        for line, left, right in stretches(shaped, first_unit, last_unit):
            top = scroller.top_of(index) + frame.lines[line].baseline - fonts.box_above
            found = found.united(QRect(round(left), top, max(1, round(right - left)), high))
    return found
