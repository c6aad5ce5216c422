"""Shaping: a block's text broken into lines by QTextLayout, with room left for the chips inside the lines.

A chip stands behind its span: the span's last grapheme gets letter spacing as wide as the chip. Lines that may mix
directions get none (Qt would put the room on the wrong side); their labels stand below the line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from annotator.domain.layout import outermost
from ui.text.blocks import Block, TextBlocks
from ui.text.fonts import TextFonts
from ui.text.graphemes import Graphemes
from ui.text.model import ViewSpan, caption
from ui.text.offsets import Utf16Map, displayed, has_bidi


class Place(Enum):
    """How a span is drawn in its block."""

    CHIP = "box with its label on the line"
    BOX = "box with its label under the line"
    OPEN = "box whose chip stands in a later block"
    LANE = "bracket and label under the line"
    BAR = "bar in the margin"


@dataclass(frozen=True, slots=True)
class Style:
    """What the look of all blocks depends on; a change of it lays everything out anew."""

    fonts: TextFonts
    width: int
    labels_below: bool = False


# One run of letter spacing or of dimmed colour: UTF-16 start, length, pixels of spacing, colour or "".
Run = tuple[int, int, float, str]


@dataclass(slots=True)
class Shaped:
    """A block's lines; positions in it are UTF-16 units, from the block's start."""

    layout: QTextLayout
    offsets: Utf16Map
    lines: list[QTextLine]
    starts: list[int]
    ends: list[int]
    bidi: bool
    rtl: bool
    plain: bool  # ASCII only
    runs: tuple[Run, ...]
    chips: dict[int, float]  # first unit of the grapheme before a chip -> the chip's room in pixels

    def line_at(self, unit: int) -> int:
        """Return the line that holds a UTF-16 position; the later one where a line is broken."""
        return max(0, bisect_right(self.starts, unit) - 1)


def places(text: TextBlocks, block: Block, *, bidi: bool, labels_below: bool) -> list[Place]:
    """Decide for each of a block's spans (in text order) how it is drawn."""
    boxes = [span for span in block.spans if span.shape == "box" and not span.lane]
    on_line = iter(outermost([(span.start, span.end) for span in boxes]))
    found = []
    for span in block.spans:
        if span.lane:
            found.append(Place.LANE)
        elif span.shape == "bar":
            found.append(Place.BAR)
        elif not next(on_line):
            found.append(Place.LANE)
        # Blanks at a line's end hang over the margin, and a chip behind them would too.
        elif labels_below or bidi or text.text[span.end - 1].isspace():
            found.append(Place.BOX)
        else:
            found.append(Place.CHIP if span.end <= block.follow else Place.OPEN)
    return found


def chip_room(span: ViewSpan, fonts: TextFonts) -> float:
    """Return the pixels a chip takes behind its span, with the room around it."""
    return fonts.chip_before + fonts.chip_width(caption(span)) + fonts.chip_after + fonts.box_after


def shape(
    text: TextBlocks,
    index: int,
    style: Style,
    placed: Sequence[Place],
    dims: Sequence[tuple[int, int]],
    dim: str,
) -> Shaped:
    """Lay out a block's lines, or keep the ones it has when nothing in them has changed."""
    block = text.blocks[index]
    shown = displayed(text.text_of(index))
    old = block.shaped
    offsets = old.offsets if old else Utf16Map(shown)
    bidi = old.bidi if old else has_bidi(shown)
    # Letter spacing would land on the wrong side where directions are mixed, and tear Arabic letters apart.
    runs, chips = ([], {}) if bidi else _runs(block, shown, offsets, style.fonts, placed)
    if dims:
        runs += [(*_units(block, offsets, start, end), 0.0, dim) for start, end in dims]
    if old is not None and old.runs == tuple(runs):
        return old
    rtl = bidi and text.runs_right_to_left(index)
    layout = QTextLayout(shown, style.fonts.text)
    layout.setCacheEnabled(True)
    layout.setTextOption(_option(rtl, style.fonts))
    if runs:
        layout.setFormats([_format(run) for run in runs])
    lines = _break(layout, style.width)
    starts = [line.textStart() for line in lines]
    ends = [line.textStart() + line.textLength() for line in lines]
    return Shaped(layout, offsets, lines, starts, ends, bidi, rtl, shown.isascii(), tuple(runs), chips)


def _units(block: Block, offsets: Utf16Map, start: int, end: int) -> tuple[int, int]:
    first = offsets.to_utf16(max(start, block.start) - block.start)
    return first, offsets.to_utf16(min(end, block.end) - block.start) - first


def _runs(
    block: Block, shown: str, offsets: Utf16Map, fonts: TextFonts, placed: Sequence[Place]
) -> tuple[list[Run], dict[int, float]]:
    """Return the letter spacing that makes room for boxes and their chips, as runs and as chips' room by unit."""
    chips: dict[int, float] = {}
    room: dict[int, tuple[int, float]] = {}
    graphemes = Graphemes(shown)

    def widen(unit: int, by: float) -> int:
        first = graphemes.before(unit)
        if unit > first:
            room[first] = unit - first, max(by, room.get(first, (0, 0.0))[1])
        return first

    for span, place in zip(block.spans, placed, strict=True):
        if place not in (Place.CHIP, Place.BOX, Place.OPEN):
            continue
        end = offsets.to_utf16(min(span.end, block.end) - block.start)
        if place is Place.CHIP:
            wide = chip_room(span, fonts)
            chips[widen(end, wide)] = wide
        elif span.end <= block.follow:
            widen(end, fonts.lead + fonts.box_after)
        start = offsets.to_utf16(max(span.start, block.start) - block.start)
        if start:
            widen(start, fonts.lead)
    return [(first, length, wide, "") for first, (length, wide) in sorted(room.items())], chips


def _format(run: Run) -> QTextLayout.FormatRange:
    start, length, spacing, color = run
    looks = QTextCharFormat()
    if spacing:
        looks.setFontLetterSpacingType(looks.font().SpacingType.AbsoluteSpacing)
        looks.setFontLetterSpacing(spacing)
    if color:
        looks.setForeground(QColor(color))
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, looks
    return made


def _option(rtl: bool, fonts: TextFonts) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(fonts.metrics.horizontalAdvance("    "))
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    if rtl:
        option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    return option


def _break(layout: QTextLayout, width: int) -> list[QTextLine]:
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(line)
    layout.endLayout()
    return lines
