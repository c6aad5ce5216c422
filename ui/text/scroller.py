"""Which part of the page is on the screen. The place is held by the text, not by pixels from the document's top.

Heights above the screen are mostly guesses; what is on the screen must not move when they become known, when a span
is added or when the zoom changes.
"""

from __future__ import annotations

from ui.text.page import Page

TOP, BOTTOM = 18, 48  # free pixels above the first and below the last line


class Scroller:
    """Owns the block at the upper edge and how many of its pixels are above the edge."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._block = 0
        self._above = -TOP
        self._pin: tuple[int, int] | None = None
        self._visible: list[tuple[int, int]] | None = None
        self._height = 0

    def reset(self) -> None:
        """Go to the start of the document."""
        self._block, self._above, self._pin, self._visible = 0, -TOP, None, None

    def hold(self) -> None:
        """Call before layouts are dropped: the line at the upper edge will be there again afterwards."""
        self._visible = None
        if self._pin is not None:
            return
        block = self._page.blocks[self._block]
        if block.frame is None or block.shaped is None or self._above <= 0:
            self._pin = block.start, self._above
            return
        line = block.frame.line_at(self._above)
        start = block.start + block.shaped.offsets.to_code_point(block.shaped.starts[line])
        self._pin = start, self._above - block.frame.lines[line].top

    def visible(self, height: int) -> list[tuple[int, int]]:
        """Return the blocks on a screen of a height in pixels, each with its top relative to the screen's."""
        if self._visible is None or height != self._height:
            self._height = height
            self._settle()
            found = self._walk()
            if not self._fill(found):
                found = self._walk()
            self._visible = found
        return self._visible

    def top_of(self, index: int) -> int:
        """Return a block's top relative to the screen's: exact on the screen, elsewhere from the heights known."""
        for other, top in self._visible or ():
            if other == index:
                return top
        heights = self._page.heights
        return heights.before(index) - heights.before(self._block) - self._above

    @property
    def value(self) -> int:
        """Pixels above the screen, guessed where nothing is laid out: what the scroll bar shows."""
        return self._page.heights.before(self._block) + self._above + TOP

    def maximum(self, height: int) -> int:
        """Return the largest value for a screen of a height in pixels."""
        return max(0, self._page.heights.total + TOP + BOTTOM - height)

    def scroll_by(self, delta: int) -> None:
        """Move the screen down (or up, when negative) by pixels."""
        self._settle()
        self._above += delta
        self._visible = None

    def jump(self, value: int) -> None:
        """Go to a value of the scroll bar."""
        self._pin = self._visible = None
        self._block, self._above = self._page.heights.find(value - TOP)
        if value < TOP:
            self._above = value - TOP

    def show(self, index: int, y: int, at: int) -> None:
        """Bring the height ``y`` of a block to the height ``at`` of the screen."""
        self._pin = self._visible = None
        self._block, self._above = index, y - at

    def _settle(self) -> None:
        """Put a held place back, then make the block at the upper edge the one that is there."""
        page = self._page
        if self._pin is not None:
            offset, above = self._pin
            self._pin = None
            self._block = page.text.index_at(offset)
            block, shaped = page.blocks[self._block], page.shaped(self._block)
            line = shaped.line_at(shaped.offsets.to_utf16(max(0, min(offset, block.end) - block.start)))
            self._above = above + page.frame(self._block).lines[line].top
        while self._above < 0 and self._block > 0:
            self._block -= 1
            self._above += page.frame(self._block).height
        while self._block + 1 < len(page.blocks) and self._above >= page.frame(self._block).height:
            self._above -= page.frame(self._block).height
            self._block += 1
        if self._block == 0:
            self._above = max(self._above, -TOP)

    def _walk(self) -> list[tuple[int, int]]:
        found, top = [], -self._above
        index = self._block
        while index < len(self._page.blocks) and top < self._height:
            found.append((index, top))
            top += self._page.frame(index).height
            index += 1
        return found

    def _fill(self, found: list[tuple[int, int]]) -> bool:
        """Do not scroll past the end: move up if there is room left below it. False when something moved."""
        last, top = found[-1] if found else (self._block, -self._above)
        if last + 1 < len(self._page.blocks):
            return True
        spare = self._height - (top + self._page.frame(last).height + BOTTOM)
        if spare <= 0 or (self._block == 0 and self._above <= -TOP):
            return True
        self._above -= spare
        self._settle()
        return False
