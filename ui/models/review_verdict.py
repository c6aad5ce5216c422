"""What was settled about a conflict, and how authors are told apart. Pure functions of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.domain.adjudication import Conflict
from annotator.domain.annotation import Reading, Span, SpanStatus
from annotator.domain.text import overlaps

PALETTE = (
    "#7c5cd6",
    "#12906b",
    "#d1552f",
    "#2b74d9",
    "#b8437f",
    "#8a7a12",
    "#0f8a96",
    "#a0522d",
    "#5f6b7a",
)
"""An author's colour by place in the list, for the light theme; far apart in hue and in lightness."""


@dataclass(frozen=True, slots=True)
class Badge:
    """How an author is marked: a letter in a circle of a colour, and the digit that takes their reading."""

    author: str
    letter: str
    color: str
    key: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What gold says about a conflict: whose reading it took, or with which spans of the reviewer's own."""

    authors: frozenset[str]
    spans: tuple[Span, ...]

    @property
    def is_edit(self) -> bool:
        """Whether gold has spans that no author's reading consists of."""
        return bool(self.spans) and not self.authors


def badges_of(authors: Sequence[str]) -> dict[str, Badge]:
    """Return a badge for each author: their initials where those differ, else A, B, C …"""
    initials = [author[:1].upper() for author in authors]
    distinct = len(set(initials)) == len(initials)
    return {
        author: Badge(
            author,
            initials[place] if distinct else chr(ord("A") + place % 26),
            PALETTE[place % len(PALETTE)],
            str(place + 1) if place < len(PALETTE) else "",
        )
        for place, author in enumerate(authors)
    }


def verdict_of(conflict: Conflict, gold: Reading | None) -> Verdict:
    """Return what gold says about a settled conflict."""
    ids = {span.id for span in conflict.spans}
    spans = tuple(
        span
        for span in (gold.spans if gold else ())
        if span.status is SpanStatus.CONFIRMED
        and span.layer == conflict.layer
        and (ids & set(span.origin.sources) or overlaps(span.start, span.end, conflict.start, conflict.end))
    )
    keys = {span.key for span in spans}
    authors = frozenset(author for author, own in conflict.readings if {span.key for span in own} == keys)
    return Verdict(authors, spans)
