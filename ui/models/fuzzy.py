"""Ranking names by a few of their letters, in their order: “aat” finds “Accept all above the threshold”."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

START = 8.0
"""A letter at the start of a word says most about what is meant."""
NEXT = 5.0
"""A letter right after the one before says much."""
RECENT = 6.0
"""What was used last is meant again before others that fit about as well."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a name fits, and where its letters are (code points)."""

    score: float
    places: tuple[int, ...]


def match(letters: str, name: str) -> Match | None:
    """Return the best way to find the letters in a name in their order, None when they are not there."""
    wanted = [char for char in letters.lower() if not char.isspace()]
    # Lower case may be longer than the name; then places would be wrong.
    plain = "".join(low if len(low := char.lower()) == 1 else char for char in name)
    if not _is_inside(wanted, plain):
        return None
    ways: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for char in wanted:
        ways = _further(ways, char, plain)
    # Of equals the one whose letters stand first.
    score, places = max(ways.values(), key=lambda way: (way[0], [-place for place in way[1]]))
    return Match(score - 0.05 * len(name), places)


def ranked(
    letters: str, items: Iterable[T], name: Callable[[T], str], recent: Sequence[T]
) -> list[tuple[T, Match]]:
    """Return the items that fit, the best first; without letters all of them, those used last first."""
    bonus = {id(item): RECENT * (1 - place / (len(recent) + 1)) for place, item in enumerate(recent)}
    found = []
    for order, item in enumerate(items):
        fit = match(letters, name(item))
        if fit is not None:
            # Without letters the length of a name says nothing: the order given stays.
            score = (fit.score if letters.strip() else 0.0) + bonus.get(id(item), 0.0)
            found.append((-score, order, item, fit))
    found.sort(key=lambda entry: entry[:2])
    return [(item, fit) for _, _, item, fit in found]


def _is_inside(wanted: Sequence[str], plain: str) -> bool:
    rest = iter(plain)
    return all(char in rest for char in wanted)


def _further(
    ways: dict[int, tuple[float, tuple[int, ...]]], char: str, plain: str
) -> dict[int, tuple[float, tuple[int, ...]]]:
    """Return the best way to each place of the next letter."""
    found = {}
    best: tuple[float, tuple[int, ...]] | None = None
    for place, sign in enumerate(plain):
        # Ways that end right before this place are worth more; all earlier ones count as they are.
        if (earlier := ways.get(place - 2 if place > 1 else -1)) and (best is None or earlier > best):
            best = earlier
        if sign != char:
            continue
        options = [(best[0], best[1])] if best else []
        if place - 1 in ways and place:
            score, places = ways[place - 1]
            options.append((score + NEXT, places))
        if options:
            score, places = max(options)
            starts = place == 0 or not plain[place - 1].isalnum()
            found[place] = (score + (START if starts else 1.0), (*places, place))
    return found
