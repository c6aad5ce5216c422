"""The bars that sentence-wide spans (claims) have in the margin, with their labels turned upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from annotator.domain.layout import pack
from ui.text.blocks import Block
from ui.text.fonts import TextFonts
from ui.text.model import ViewSpan

if TYPE_CHECKING:
    from ui.text.geometry import LineBox, Piece


@dataclass(frozen=True, slots=True)
class MarginBar:
    """One bar left of the column (negative x) and as much of its label as has room beside it."""

    span: ViewSpan
    rect: QRectF
    text: str
    text_length: float


# The bars of one column: index of the piece, and the lines it touches.
Column = Sequence[tuple[int, Sequence[int]]]


def margin_bars(
    block: Block,
    pieces: Sequence[Piece],
    touched: Sequence[Sequence[int]],
    lines: Sequence[LineBox],
    fonts: TextFonts,
) -> list[MarginBar]:
    """Return the bars of a block: claims that overlap stand side by side, claims that share a line share its height."""
    bars: list[MarginBar] = []
    for column, entries in enumerate(_columns(pieces, touched)):
        extents = [_extent(number, entries, lines, fonts) for number in range(len(entries))]
        for number, ((index, _), (top, bottom)) in enumerate(zip(entries, extents, strict=True)):
            piece = pieces[index]
            room = extents[number + 1][0] if number + 1 < len(entries) else lines[-1].bottom + fonts.gap
            text = _fitting(piece, room - top - 2, fonts) if piece.span.start >= block.start else ""
            left = -round(fonts.em) - column * fonts.bar_step
            rect = QRectF(left, top, 4, bottom - top)
            bars.append(MarginBar(piece.span, rect, text, fonts.small_width(text)))
    return bars


def _columns(pieces: Sequence[Piece], touched: Sequence[Sequence[int]]) -> list[Column]:
    chosen = [
        index for index, piece in enumerate(pieces) if piece.span.shape == "bar" and not piece.span.lane
    ]
    lanes = pack([(pieces[index].span.start, pieces[index].span.end) for index in chosen])
    return [
        [(index, touched[index]) for index, lane in zip(chosen, lanes, strict=True) if lane == column]
        for column in range(max(lanes, default=-1) + 1)
    ]


def _share(number: int, entries: Column, line: int, after: int) -> float:
    """Return where in a line's height (0 to 1) a bar begins (or, ``after`` 1, ends): its bars divide it equally."""
    sharing = [index for index, (_, lines) in enumerate(entries) if line in lines]
    return (sharing.index(number) + after) / len(sharing)


def _extent(number: int, entries: Column, lines: Sequence[LineBox], fonts: TextFonts) -> tuple[int, int]:
    """Return top and bottom of a bar."""
    _, found = entries[number]

    def edge(line: int, after: int) -> int:
        height = fonts.box_above + fonts.box_below
        return lines[line].baseline - fonts.box_above + round(height * _share(number, entries, line, after))

    top, bottom = edge(found[0], 0), edge(found[-1], 1)
    return top + (1 if number else 0), max(bottom - 1, top + 4)


def _fitting(piece: Piece, room: float, fonts: TextFonts) -> str:
    """Return a label as it has room upright: with its score, without, or not at all."""
    if not piece.captioned:
        for text in (piece.text, piece.span.label):
            if fonts.small_width(text) <= room:
                return text
    return ""


def crowded_bars(
    block: Block, pieces: Sequence[Piece], touched: Sequence[Sequence[int]], count: int, fonts: TextFonts
) -> list[int]:
    """Return the pieces whose label has no room upright beside their bar, so that it must stand under the line.

    Decided from whole lines, before lanes make lines higher: that only adds room.
    """
    crowded = []
    for entries in _columns(pieces, touched):
        begins = [
            found[0] + _share(number, entries, found[0], 0) for number, (_, found) in enumerate(entries)
        ]
        for number, (index, _) in enumerate(entries):
            end = begins[number + 1] if number + 1 < len(entries) else count
            gap = fonts.gap if end == count and block.last else 0
            # The first label begins at its box, not at the line's top.
            room = (
                (end - begins[number]) * fonts.pitch + gap - (fonts.pitch - fonts.box_above - fonts.box_below)
            )
            if pieces[index].span.start >= block.start and fonts.small_width(pieces[index].span.label) > room:
                crowded.append(index)
    return crowded
