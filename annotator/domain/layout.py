"""Which lane a stretch is drawn in, so that none covers another.

Pure arithmetic on intervals: the text view uses it with pixels, and with code points.
"""

from __future__ import annotations

from collections.abc import Sequence

Interval = tuple[float, float]


def pack(intervals: Sequence[Interval]) -> list[int]:
    """Return the lane (from 0) of each half-open interval: the first one in which it touches no earlier interval.

    Earlier intervals keep the lower lanes, so give the ones that should be nearest to the text first.
    """
    lanes: list[list[Interval]] = []
    chosen = []
    for start, end in intervals:
        lane = next((lane for lane, taken in enumerate(lanes) if _is_free(taken, start, end)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append((start, end))
        chosen.append(lane)
    return chosen


def _is_free(taken: Sequence[Interval], start: float, end: float) -> bool:
    return all(end <= other_start or other_end <= start for other_start, other_end in reversed(taken))


def outermost(stretches: Sequence[tuple[int, int]]) -> list[bool]:
    """Tell which stretches can be drawn on the line itself; the rest is nested in them or overlaps them.

    The stretches are in text order, longer ones first where two begin together.
    """
    chosen, reached = [], -1
    for start, end in stretches:
        free = start >= reached
        chosen.append(free)
        if free:
            reached = max(end, start + 1)
    return chosen
