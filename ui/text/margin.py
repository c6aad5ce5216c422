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


def margin_bars(
    block: Block,
    pieces: Sequence[Piece],
    touched: Sequence[Sequence[int]],
    lines: Sequence[LineBox],
    fonts: TextFonts,
) -> list[MarginBar]:
    """Return the bars of a block: claims that overlap stand side by side, claims that share a line share its height."""
    chosen = [
        (piece, found) for piece, found in zip(pieces, touched, strict=True) if piece.span.shape == "bar"
    ]
    chosen = [(piece, found) for piece, found in chosen if not piece.span.lane]
    columns = pack([(piece.span.start, piece.span.end) for piece, _ in chosen])
    bars: list[MarginBar] = []
    for column in range(max(columns, default=-1) + 1):
        mine = [entry for entry, other in zip(chosen, columns, strict=True) if other == column]
        spans = [(piece, *_extent(number, mine, lines, fonts)) for number, (piece, _) in enumerate(mine)]
        for number, (piece, top, bottom) in enumerate(spans):
            room = spans[number + 1][1] if number + 1 < len(spans) else lines[-1].bottom + fonts.gap
            text = _fitting(piece, room - top - 2, fonts) if block.start <= piece.span.start else ""
            left = -round(fonts.em * 1.0) - column * fonts.bar_step
            rect = QRectF(left, top, 4, bottom - top)
            bars.append(MarginBar(piece.span, rect, text, fonts.small_width(text)))
    return bars


def _extent(
    number: int, entries: Sequence[tuple[Piece, Sequence[int]]], lines: Sequence[LineBox], fonts: TextFonts
) -> tuple[int, int]:
    """Return top and bottom of a bar; a line that several claims of a column touch is divided among them."""
    _, found = entries[number]

    def edge(line: int, after: int) -> int:
        sharing = [
            index for index, (_, lines_of) in enumerate(entries) if line in (lines_of[0], lines_of[-1])
        ]
        sharing = [index for index in sharing if line in entries[index][1]]
        top = lines[line].baseline - fonts.box_above
        height = fonts.box_above + fonts.box_below
        return top + round(height * (sharing.index(number) + after) / len(sharing))

    top, bottom = edge(found[0], 0), edge(found[-1], 1)
    return top + (1 if number else 0), max(bottom - 1, top + 4)


def _fitting(piece: Piece, room: float, fonts: TextFonts) -> str:
    """Return as much of a label as has room: with its score, without, or its first letters."""
    text = piece.text if fonts.small_width(piece.text) <= room else piece.span.label
    while text and fonts.small_width(text) > room:
        text = text[:-1].rstrip()
    return text
