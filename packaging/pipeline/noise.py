"""What scraped news looks like, done to clean text: odd quotes, markup scraps, other currencies, other names."""

from __future__ import annotations

import random
from collections import defaultdict

from corpus import Entity, Text
from names import NAMES

_QUOTES = str.maketrans({"“": '"', "”": '"'})
_CURRENCIES = [
    "S$",
    "US$",
    "HK$",
    "A$",
    "NT$",
    "C$",
    "RM",
    "Rp",
    "¥",
    "€",
    "£",
    "₹",
    "RMB",
    "$",
    "S$ ",
    "US$ ",
    "RM ",
    "$ ",
]
_SWAPPED = ("PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW")


class Noise:
    """Makes a noisy copy of a text; offsets and labels move along."""

    def __init__(self, texts: list[Text]) -> None:
        pools: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            for start, end, label in text.entities:
                pools[label].add(text.text[start:end])
        self._pools = {label: sorted(names) for label, names in pools.items()}
        self._known = NAMES

    def copy(self, text: Text, rng: random.Random) -> Text:
        """Return a noisy copy."""
        edits: list[tuple[int, int, str]] = []
        if rng.random() < 0.5:
            edits.extend(self._names(text, rng))
        edits.extend(_amounts(text, rng))
        taken = [(start, end) for start, end, _ in edits]
        if rng.random() < 0.5:
            edits.extend(edit for edit in _quotes(text, rng) if not any(a <= edit[0] < b for a, b in taken))
        if rng.random() < 0.4:
            edits.extend(
                (
                    text.words[last - 1][1],
                    text.words[last - 1][1],
                    rng.choice([" &nbsp,", "&nbsp,", " .&nbsp,"]),
                )
                for _, last, _ in text.sents
                if rng.random() < 0.2
            )
        return _edited(text, edits)

    def _names(self, text: Text, rng: random.Random) -> list[tuple[int, int, str]]:
        chosen: dict[tuple[str, str], str | None] = {}
        edits = []
        for start, end, label in text.entities:
            if label not in _SWAPPED:
                continue
            name = text.text[start:end]
            if (name, label) not in chosen:
                pool = self._known.get(label) if rng.random() < 0.6 else None
                chosen[name, label] = rng.choice(pool or self._pools[label]) if rng.random() < 0.35 else None
            other = chosen[name, label]
            if other is not None:
                edits.append((start, end, other))
        return edits


def _quotes(text: Text, rng: random.Random) -> list[tuple[int, int, str]]:
    style = rng.choice(["odd", "straight", "late"])
    edits = []
    for place, char in enumerate(text.text):
        if char in '"“”':
            edits.append(
                (
                    place,
                    place + 1,
                    {"odd": "”", "straight": '"', "late": rng.choice(["” ", " “", "”"])}[style],
                )
            )
        elif char in "'’" and rng.random() < 0.5:
            edits.append((place, place + 1, rng.choice(["’", "'", " ‘ "])))
    return edits


def _amounts(text: Text, rng: random.Random) -> list[tuple[int, int, str]]:
    edits = []
    for start, end, label in text.entities:
        amount = text.text[start:end]
        if label == "MONEY" and "$" in amount and rng.random() < 0.6:
            place = start + amount.index("$")
            # "US$" and the like stand before the sign as letters of their own.
            begin = start if amount[: place - start].isalpha() else place
            edits.append((begin, place + 1, rng.choice(_CURRENCIES)))
        if label in ("MONEY", "CARDINAL") and rng.random() < 0.3:
            for word, short in (("million", ["m", "mn", "million"]), ("billion", ["b", "bn", "billion"])):
                at = amount.find(" " + word)
                if at > 0:
                    edits.append((start + at, start + at + 1 + len(word), rng.choice(short)))
        if label == "PERCENT" and "percent" in amount and rng.random() < 0.6:
            at = start + amount.index("percent")
            edits.append((at, at + 7, rng.choice(["per cent", "%", " %"])))
    return [edit for edit in edits if edit[0] < edit[1]]


def _edited(text: Text, edits: list[tuple[int, int, str]]) -> Text:
    """Return the text with the edits done; they may not overlap, and spans keep to what they stand on."""
    parts, moves, position = [], [], 0
    for start, end, new in sorted(edits):
        if start < position:
            continue
        parts.extend((text.text[position:start], new))
        moves.append((start, end, len(new)))
        position = end
    parts.append(text.text[position:])
    entities = _moved(text.entities, moves)
    claims = _moved(text.claims, moves)
    return Text(text.id, text.source, text.split, "".join(parts), entities, claims)


def _moved(spans: list[Entity], moves: list[tuple[int, int, int]]) -> list[Entity]:
    def at(offset: int, closing: bool) -> int:
        shift = 0
        for start, end, size in moves:
            if end < offset or (end == offset and ((closing and end > start) or not closing)):
                shift += size - (end - start)
            elif start < offset < end:
                return start + shift + (size if closing else 0)
            else:
                break
        return offset + shift

    return [(at(start, False), at(end, True), label) for start, end, label in spans]
