"""The page: blocks with their spans, laid out when asked for, and the heights of all of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import attrgetter

from ui.text import geometry, shaping
from ui.text.blocks import Block, TextBlocks
from ui.text.fenwick import Fenwick
from ui.text.fonts import TextFonts
from ui.text.model import ViewSpan
from ui.text.offsets import has_bidi

# Shaped text costs Qt some 60 bytes a character; what was laid out longest ago is let go above this.
_KEPT = 300_000
_order = attrgetter("order")


class Page:
    """Owns the blocks of one document. Knows nothing of windows, scrolling or painting."""

    def __init__(self, fonts: TextFonts) -> None:
        self.style = shaping.Style(fonts, 600)
        self.dim_color = "#808080"
        self.spans: dict[str, ViewSpan] = {}
        self._dims: list[tuple[int, int]] = []
        self._laid: dict[int, None] = {}
        self._laid_size = 0
        self.set_document("")

    @property
    def blocks(self) -> Sequence[Block]:
        """All blocks in order; there is at least one."""
        return self.text.blocks

    def set_document(self, text: str, dimmed: Iterable[tuple[int, int]] = ()) -> None:
        """Show another text, without spans."""
        self.text = TextBlocks(text)
        self.spans = {}
        self._dims = sorted(dimmed)
        self._forget_layouts()
        self._estimate()

    def set_style(self, style: shaping.Style) -> None:
        """Lay everything out anew when fonts, column width or the place of labels have changed."""
        if style != self.style:
            self.style = style
            self._drop(shaped=True)
            self._estimate()

    def set_dim_color(self, color: str) -> None:
        """Draw boilerplate in another colour."""
        if color != self.dim_color:
            self.dim_color = color
            self._drop(shaped=False)

    def set_spans(self, spans: Iterable[ViewSpan]) -> tuple[list[ViewSpan], list[ViewSpan]]:
        """Show exactly these spans; returns what is new and what has gone (a changed span is in both)."""
        old = self.spans
        fresh = {span.id: span for span in spans}
        # Mostly the very same objects come again, and comparing identities is ten times faster than values.
        added = [span for key, span in fresh.items() if (was := old.get(key)) is not span and was != span]
        gone = [old[span.id] for span in added if span.id in old]
        if len(fresh) - len(added) + len(gone) != len(old):
            gone += [span for key, span in old.items() if key not in fresh]
        self.spans = fresh
        self._apply(added, gone)
        return added, gone

    def change_spans(
        self, added: Iterable[ViewSpan], removed: Iterable[str]
    ) -> tuple[list[ViewSpan], list[ViewSpan]]:
        """Add or replace some spans and remove others by id; returns like ``set_spans``."""
        added = list(added)
        keys = [span.id for span in added] + [key for key in removed if key in self.spans]
        gone = [self.spans.pop(key) for key in dict.fromkeys(keys) if key in self.spans]
        self.spans.update((span.id, span) for span in added)
        self._apply(added, gone)
        return added, gone

    def frame(self, index: int) -> geometry.Frame:
        """Return a block's frame, laying the block out if need be."""
        block = self.blocks[index]
        if block.frame is None:
            self._lay_out(index)
        made = block.frame
        if made is None:
            raise RuntimeError("laying a block out made no frame")
        return made

    def shaped(self, index: int) -> shaping.Shaped:
        """Return a block's lines, laying the block out if need be."""
        self.frame(index)
        found = self.blocks[index].shaped
        if found is None:
            raise RuntimeError("laying a block out made no lines")
        return found

    def cumulated(self) -> list[int]:
        """Return the top of every block, and the total at the end, as far as heights are known or estimated."""
        return list(accumulate((block.height for block in self.blocks), initial=0))

    def _apply(self, added: Sequence[ViewSpan], gone: Sequence[ViewSpan]) -> None:
        length = len(self.text.text)
        for span in added:
            if not 0 <= span.start < span.end <= length:
                raise ValueError(
                    f"span {span.id} ({span.start} to {span.end}) lies outside the text of {length}"
                )
        for span in gone:
            for index in self.text.touched(span.start, span.end):
                block = self.blocks[index]
                del block.spans[bisect_left(block.spans, span.order, key=_order)]
                block.frame = None
        dirty: set[int] = set()
        for span in added:
            for index in self.text.touched(span.start, span.end):
                self.blocks[index].spans.append(span)
                dirty.add(index)
        for index in dirty:
            self.blocks[index].spans.sort(key=_order)
            self.blocks[index].frame = None

    def _lay_out(self, index: int) -> None:
        block = self.blocks[index]
        bidi = has_bidi(self.text.text_of(index))
        placed = shaping.places(self.text, block, bidi=bidi, labels_below=self.style.labels_below)
        dims = [dim for dim in self._dims if dim[0] < block.end and dim[1] > block.start]
        block.shaped = shaping.shape(self.text, index, self.style, placed, dims, self.dim_color)
        block.frame = geometry.build(block, block.shaped, placed, self.style)
        if block.frame.height != block.height:
            self.heights.add(index, block.frame.height - block.height)
            block.height = block.frame.height
        if index not in self._laid:
            self._laid[index] = None
            self._laid_size += block.end - block.start
            self._let_go(index)

    def _let_go(self, keep: int) -> None:
        """Forget the layouts made longest ago, but never many of the newest: those are on the screen."""
        while self._laid_size > _KEPT and len(self._laid) > 100:
            oldest = next(iter(self._laid))
            del self._laid[oldest]
            block = self.blocks[oldest]
            self._laid_size -= block.end - block.start
            if oldest != keep:
                block.shaped = block.frame = None

    def _drop(self, *, shaped: bool) -> None:
        for index in self._laid:
            block = self.blocks[index]
            block.frame = None
            if shaped:
                block.shaped = None
        if shaped:
            self._forget_layouts()

    def _forget_layouts(self) -> None:
        self._laid.clear()
        self._laid_size = 0

    def _estimate(self) -> None:
        """Guess every height from the number of characters; laying out puts the true ones in their place."""
        fonts = self.style.fonts
        across = max(1.0, self.style.width / fonts.metrics.averageCharWidth())
        pitch, gap = fonts.pitch, fonts.gap
        for block in self.blocks:
            lines = 1 + int((block.end - block.start) / across)
            block.height = lines * pitch + (gap if block.last else 0)
        self.heights = Fenwick([block.height for block in self.blocks])
