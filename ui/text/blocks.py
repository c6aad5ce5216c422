"""A text cut into blocks: one per paragraph, long paragraphs in several.

Laying out 1 MB without a space takes Qt 51 s, 4,000 characters 2 ms: hence the cap.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.domain.text import paragraphs
from ui.text.graphemes import Graphemes
from ui.text.offsets import Utf16Map, displayed

if TYPE_CHECKING:
    from ui.text.geometry import Frame
    from ui.text.model import ViewSpan
    from ui.text.shaping import Shaped

LIMIT = 4_000


class Block:
    """A stretch of text laid out as one; ``follow`` is where the next block begins (after a line break, if any)."""

    __slots__ = ("end", "first", "follow", "frame", "height", "last", "number", "shaped", "spans", "start")

    def __init__(self, start: int, end: int, number: int, first: bool, last: bool) -> None:
        self.start = start
        self.end = end
        self.follow = end
        self.number = number
        self.first = first
        self.last = last
        self.height = 0
        self.spans: list[ViewSpan] = []
        self.shaped: Shaped | None = None
        self.frame: Frame | None = None


class TextBlocks:
    """A document's text and its blocks: finds blocks, paragraphs and grapheme boundaries by code point offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        number = 0
        for start, end in paragraphs(text):
            number += start < end
            if end - start <= LIMIT:
                self.blocks.append(Block(start, end, number, True, True))
            else:
                self.blocks.extend(_cut(text, start, end, number))
        self.starts = [block.start for block in self.blocks]
        for block, follow in zip(self.blocks, self.starts[1:], strict=False):
            block.follow = follow
        self._graphemes: tuple[int, Graphemes, Utf16Map] | None = None

    @property
    def paragraph_count(self) -> int:
        """How many paragraphs the text has; empty ones separate them and are not counted."""
        return self.blocks[-1].number

    def index_at(self, offset: int) -> int:
        """Return the block an offset belongs to; a line break belongs to the block before it."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def touched(self, start: int, end: int) -> range:
        """Return the indices of the blocks that a stretch touches (at least one)."""
        first = self.index_at(start)
        return range(first, max(first + 1, bisect_left(self.starts, end, first)))

    def text_of(self, index: int) -> str:
        """Return a block's text."""
        block = self.blocks[index]
        return self.text[block.start : block.end]

    def paragraph_at(self, offset: int) -> tuple[int, int]:
        """Return the whole paragraph that holds an offset, without its line break."""
        first = last = self.index_at(offset)
        while not self.blocks[first].first:
            first -= 1
        while not self.blocks[last].last:
            last += 1
        return self.blocks[first].start, self.blocks[last].end

    def runs_right_to_left(self, index: int) -> bool:
        """Tell whether a block's paragraph runs from right to left, by its first character with a direction."""
        while not self.blocks[index].first:
            index -= 1
        for char in self.text_of(index):
            direction = unicodedata.bidirectional(char)
            if direction in ("L", "R", "AL"):
                return direction != "L"
        return False

    def snapped(self, offset: int) -> int:
        """Return the nearest place at or before an offset where a caret may stand."""
        offset = min(max(0, offset), len(self.text))
        block = self.blocks[self.index_at(offset)]
        if offset >= block.end or offset == block.start:
            return min(offset, block.end)
        graphemes, offsets = self._boundaries(self.index_at(offset))
        unit = offsets.to_utf16(offset - block.start)
        if not graphemes.is_at(unit):
            unit = graphemes.before(unit)
        return block.start + offsets.to_code_point(unit)

    def next_place(self, offset: int) -> int:
        """Return the next place for a caret after an offset, the text's end at the end."""
        index = self.index_at(offset)
        block = self.blocks[index]
        if offset >= block.end:
            return block.follow
        graphemes, offsets = self._boundaries(index)
        unit = graphemes.after(offsets.to_utf16(offset - block.start))
        return block.start + offsets.to_code_point(unit) if unit >= 0 else block.end

    def previous_place(self, offset: int) -> int:
        """Return the last place for a caret before an offset, 0 at the start."""
        index = self.index_at(offset)
        if offset <= self.blocks[index].start:
            if index == 0:
                return 0
            index -= 1
            if self.blocks[index].last:
                return self.blocks[index].end
        block = self.blocks[index]
        graphemes, offsets = self._boundaries(index)
        unit = graphemes.before(offsets.to_utf16(min(offset, block.end) - block.start))
        return block.start + offsets.to_code_point(unit)

    def _boundaries(self, index: int) -> tuple[Graphemes, Utf16Map]:
        if self._graphemes is None or self._graphemes[0] != index:
            text = displayed(self.text_of(index))
            self._graphemes = index, Graphemes(text), Utf16Map(text)
        return self._graphemes[1], self._graphemes[2]


def _cut(text: str, start: int, end: int, number: int) -> Iterator[Block]:
    first = True
    while end - start > LIMIT:
        middle = _cut_place(text, start)
        yield Block(start, middle, number, first, False)
        start, first = middle, False
    yield Block(start, end, number, first, True)


def _cut_place(text: str, start: int) -> int:
    """Return where to cut a long stretch: after a space if there is one late enough, else between graphemes."""
    limit = start + LIMIT
    space = text.rfind(" ", start + LIMIT // 2, limit)
    place = limit if space < 0 else space + 1
    # A little context on both sides is enough to see whether a cluster spans the place.
    left, right = max(start, place - 64), min(len(text), place + 64)
    window = displayed(text[left:right])
    offsets = Utf16Map(window)
    graphemes = Graphemes(window)
    unit = offsets.to_utf16(place - left)
    if graphemes.is_at(unit):
        return place
    found = left + offsets.to_code_point(graphemes.before(unit))
    return found if found > max(start, left) else place
