"""Where the scroll bar has ticks: what waits for a decision (suggestions, differences), and search hits."""

from __future__ import annotations

from collections.abc import Sequence

from ui.text.colors import TextColors, readable
from ui.text.page import Page

_FINE = 1_000  # more ticks than a scroll bar has pixels would be wasted


def ticks_of(page: Page, hits: Sequence[tuple[int, int]], colors: TextColors) -> dict[float, str]:
    """Return the colour of each tick by its share (0 to 1) of the document's height, hits over suggestions."""
    tops = page.cumulated()
    total = max(1, tops[-1])
    found: dict[float, str] = {}

    def put(index: int, offset: int, color: str) -> None:
        block = page.blocks[index]
        inside = (offset - block.start) / max(1, block.end - block.start)
        share = (tops[index] + min(1.0, max(0.0, inside)) * block.height) / total
        found[round(share * _FINE) / _FINE] = color

    for index, block in enumerate(page.blocks):
        for span in block.spans:
            if (span.suggested or span.differs) and span.start >= block.start:
                put(index, span.start, span.color)
    marked = readable(colors.hit, colors.background, ratio=2.5)
    for start, _ in hits:
        put(page.text.index_at(start), start, marked)
    return found
