"""Where the caret goes: by character, token, line, sentence, paragraph, page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from annotator.domain.sentences import sentences
from annotator.domain.text import tokenize
from ui.text.hit import caret_place, offset_on_line
from ui.text.page import Page

Edge = Literal["start", "end"]


class CaretMover:
    """Answers where a move leads; remembers the column that moves up and down aim for."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._goal: float | None = None

    def forget_goal(self) -> None:
        """Aim anew with the next move up or down."""
        self._goal = None

    def target(self, kind: str, caret: int, anchor: int, *, keep_anchor: bool, screen: int) -> int:
        """Return the offset a move leads to; ``screen`` is the height of the window on the text in pixels.

        Raises ValueError for a kind that does not exist.
        """
        unit, _, direction = kind.rpartition("-")
        if unit in ("line", "page") and direction in ("up", "down"):
            return self._vertically(unit, direction == "down", caret, screen)
        self._goal = None
        if unit == "line" and direction in ("start", "end"):
            return self._line_edge(caret, at_end=direction == "end")
        if unit == "document" and direction in ("start", "end"):
            return len(self._page.text.text) if direction == "end" else 0
        forward = direction in ("right", "down")
        if not forward and direction not in ("left", "up"):
            raise ValueError(f"no such move of the caret: {kind}")
        if unit in ("char", "token") and self._page.text.runs_right_to_left(self._page.text.index_at(caret)):
            forward = not forward
        if unit == "char":
            return self._by_char(caret, anchor, forward=forward, keep_anchor=keep_anchor)
        if unit in ("token", "sentence", "paragraph"):
            return self._by_stretch(unit, caret, anchor, forward=forward, keep_anchor=keep_anchor)
        raise ValueError(f"no such move of the caret: {kind}")

    def _by_char(self, caret: int, anchor: int, *, forward: bool, keep_anchor: bool) -> int:
        if anchor != caret and not keep_anchor:
            return max(anchor, caret) if forward else min(anchor, caret)
        text = self._page.text
        return text.next_place(caret) if forward else text.previous_place(caret)

    def _by_stretch(self, unit: str, caret: int, anchor: int, *, forward: bool, keep_anchor: bool) -> int:
        """Move to the next edge. A growing selection takes whole tokens, a shrinking one gives whole tokens back."""
        if forward:
            edge: Edge = "end" if keep_anchor and caret >= anchor else "start"
            found = self._next_edge(unit, caret, edge)
            return min(found, anchor) if keep_anchor and caret < anchor else found
        edge = "end" if keep_anchor and caret > anchor else "start"
        found = self._previous_edge(unit, caret, edge)
        return max(found, anchor) if keep_anchor and caret > anchor else found

    def _next_edge(self, unit: str, caret: int, edge: Edge) -> int:
        text = self._page.text
        for index in range(text.index_at(caret), len(text.blocks)):
            for start, end in self._stretches(unit, index):
                place = end if edge == "end" else start
                if place > caret:
                    return place
        return len(text.text)

    def _previous_edge(self, unit: str, caret: int, edge: Edge) -> int:
        text = self._page.text
        for index in range(text.index_at(caret), -1, -1):
            for start, end in reversed(list(self._stretches(unit, index))):
                place = end if edge == "end" else start
                if place < caret:
                    return place
        return 0

    def _stretches(self, unit: str, index: int) -> Iterable[tuple[int, int]]:
        text = self._page.text
        block = text.blocks[index]
        if block.start == block.end:
            return []
        if unit == "token":
            return tokenize(text.text_of(index), offset=block.start)
        if unit == "paragraph":
            return [text.paragraph_at(block.start)] if block.first else []
        # A long paragraph is cut into blocks: look a little to both sides, keep the sentences that begin here.
        low = block.start if block.first else text.blocks[index - 1].start
        high = block.end if block.last else text.blocks[index + 1].end
        found = ((low + start, low + end) for start, end in sentences(text.text[low:high]))
        return [stretch for stretch in found if block.start <= stretch[0] < block.end]

    def _line_edge(self, caret: int, *, at_end: bool) -> int:
        place = caret_place(self._page, caret)
        shaped = self._page.shaped(place.block)
        block = self._page.blocks[place.block]
        if not at_end:
            return block.start + shaped.offsets.to_code_point(shaped.starts[place.line])
        end = block.start + shaped.offsets.to_code_point(shaped.ends[place.line])
        return self._page.text.previous_place(end) if place.line + 1 < len(shaped.lines) else end

    def _vertically(self, unit: str, down: bool, caret: int, screen: int) -> int:
        page = self._page
        place = caret_place(page, caret)
        if self._goal is None:
            self._goal = place.x
        if unit == "line":
            step = (place.block, place.line + (1 if down else -1))
        else:
            step = self._page_step(place.block, place.line, screen if down else -screen)
        index, line = step
        if line < 0:
            index -= 1
            line = len(page.frame(index).lines) - 1 if index >= 0 else 0
        elif line >= len(page.frame(index).lines):
            index, line = index + 1, 0
        if index < 0:
            return 0
        if index >= len(page.blocks):
            return len(page.text.text)
        return offset_on_line(page, index, line, self._goal)

    def _page_step(self, index: int, line: int, delta: int) -> tuple[int, int]:
        """Return the line a screen away; at the document's edges its last line, and from there what lies beyond."""
        page = self._page
        start = (index, line)
        box = page.frame(index).lines[line]
        y = (box.top + box.bottom) // 2 + delta
        while y < 0 and index > 0:
            index -= 1
            y += page.frame(index).height
        while index + 1 < len(page.blocks) and y >= page.frame(index).height:
            y -= page.frame(index).height
            index += 1
        found = (index, page.frame(index).line_at(y))
        if found != start:
            return found
        return (index, -1) if delta < 0 else (index, len(page.frame(index).lines))
