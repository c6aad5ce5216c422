"""How far a span reaches: snapping to tokens and sentences, growing and shrinking. Pure functions of values."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum

from annotator.domain.scheme import Layer, Snap
from annotator.domain.text import TokenIndex

Stretch = tuple[int, int]


class Edge(StrEnum):
    """Which end of a span moves."""

    START = "start"
    END = "end"


class Unit(StrEnum):
    """By how much."""

    TOKEN = "token"
    CHARACTER = "character"


def snapped(
    start: int, end: int, layer: Layer, tokens: TokenIndex, sentences: Sequence[Stretch]
) -> Stretch | None:
    """Widen a stretch, or an empty one at the caret, to what a layer's spans are made of; None on blank."""
    if layer.snap is Snap.CHARACTER and start < end:
        return start, end
    inside = tokens.snap(start, end)
    if inside[0] == inside[1]:
        return None
    if layer.snap is not Snap.SENTENCE or not sentences:
        return inside
    first = sentences[max(0, bisect_right(sentences, inside[0], key=lambda each: each[0]) - 1)]
    last = sentences[max(0, bisect_right(sentences, inside[1] - 1, key=lambda each: each[0]) - 1)]
    low, high = min(first[0], inside[0]), max(last[1], inside[1])
    return low, high


def resized(start: int, end: int, edge: Edge, step: int, unit: Unit, tokens: TokenIndex) -> Stretch | None:
    """Return a stretch with one end moved left (-1) or right (+1); None where that is not possible."""
    place = start if edge is Edge.START else end
    target = place + step if unit is Unit.CHARACTER else _token_edge(place, edge, step, tokens)
    if target is None or not 0 <= target <= len(tokens.text):
        return None
    moved = (target, end) if edge is Edge.START else (start, target)
    return moved if moved[0] < moved[1] else None


def _token_edge(place: int, edge: Edge, step: int, tokens: TokenIndex) -> int | None:
    """Return the nearest start (for a start) or end (for an end) of a token on one side of a place."""
    if edge is Edge.START:
        token = tokens.next_token(place + 1) if step > 0 else tokens.previous_token(place)
        if step < 0:
            # A start inside a token goes to that token's own start first.
            around = tokens.snap(place, place)
            if around[0] < place < around[1]:
                token = around
        return token[0] if token else None
    token = tokens.previous_token(place - 1) if step < 0 else tokens.next_token(place)
    if step > 0:
        around = tokens.snap(place, place)
        if around[0] < place < around[1]:
            token = around
    return token[1] if token else None
