"""Files that hold several articles: find the line between them and cut there.

A separator is a whole line. It repeats, stands alone between blank lines, and what follows it begins like an
article: a headline, a blank line, running text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from annotator.domain.text import paragraphs
from annotator.errors import FormatError

NAME_LENGTH = 120

_LONGEST_LINE = 40
_HEADLINE_LENGTH = range(8, 201)
_ARTICLE_LENGTH = 400
_PARAGRAPH_LENGTH = 80
# Rules of this length separate articles; shorter ones are the rules and scene breaks of one text.
_RULE_LENGTH = 10
# These lines stand inside an article, above a link to another one or an advertisement.
_INSIDE = re.compile(
    r"(related|see also|also read|read also|read more|read next|advert|more on|more from|sponsored|watch|listen|share)"
    r"\b.*",
    re.IGNORECASE,
)
# Seen twice only, a line of plain words may as well be a signature; such a one must speak of reading on.
_BETWEEN = re.compile(
    r"\b(?:continue|reading|end|article|story|document|next|link|source|page|top)\b", re.IGNORECASE
)
_UNFINISHED = (".", ",", ";", ":", "。", "，")


@dataclass(frozen=True, slots=True)
class Separator:
    """A line between articles: the regular expression that finds it, the line itself, how often it stands there."""

    pattern: str
    line: str
    count: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of a file: ``text[start:end]`` without blanks at its ends, and its name."""

    start: int
    end: int
    name: str


def detect_separator(text: str) -> Separator | None:
    """Return the line that splits a text into plausible articles, or None where it reads as one document.

    Careful on purpose: a missed separator is one more line typed by the user, a wrong one tears a text apart.
    """
    lines = list(paragraphs(text))
    places: dict[str, list[int]] = {}
    for index, (start, end) in enumerate(lines):
        if end - start <= 2 * _LONGEST_LINE:
            line = text[start:end].strip()
            if _may_separate(line) and _stands_alone(text, lines, index):
                places.setdefault(line, []).append(index)
    found = [
        Separator(re.escape(line), line, len(indices))
        for line, indices in places.items()
        if _often_enough(line, len(indices)) and _splits_well(text, lines, indices)
    ]
    return max(found, key=lambda separator: separator.count, default=None)


def split(text: str, pattern: str | None, *, fallback: str = "") -> list[Piece]:
    """Cut a text at every line that the regular expression matches as a whole (blanks at its ends aside).

    Without a pattern the text is one piece. Pieces are trimmed and never empty; the separator lines belong to
    none. A piece is named by its headline; a single piece whose first line is no headline by ``fallback``.
    Raises FormatError when the pattern is no regular expression.
    """
    matches = _line_matcher(pattern)
    stretches: list[tuple[int, int]] = []
    begin = 0
    for start, end in paragraphs(text) if pattern else ():
        line = text[start:end].strip()
        if line and matches(line):
            stretches.append((begin, start))
            begin = end
    stretches.append((begin, len(text)))
    trimmed = [
        place for place in (_trim(text, start, end) for start, end in stretches) if place[0] < place[1]
    ]
    if len(trimmed) == 1:
        start, end = trimmed[0]
        return [Piece(start, end, headline(text[start:end]) or fallback or first_line(text[start:end]))]
    return [Piece(start, end, first_line(text[start:end])) for start, end in trimmed]


def headline(text: str) -> str:
    """Return the first line as a name when it looks like a headline, else an empty string."""
    lines = [text[start:end].strip() for start, end in paragraphs(text.lstrip()[: 4 * NAME_LENGTH])]
    alone = len(lines) == 1 or not lines[1]
    return first_line(text) if alone and _is_headline(lines[0]) else ""


def first_line(text: str) -> str:
    """Return the first line that is not blank, blanks collapsed, cut at a word to at most 120 characters."""
    stripped = text.lstrip()
    _, end = next(paragraphs(stripped))
    name = " ".join(stripped[:end].split())
    if len(name) <= NAME_LENGTH:
        return name
    cut = name[: NAME_LENGTH - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[NAME_LENGTH // 2 :] else cut) + "…"


def _line_matcher(pattern: str | None) -> Callable[[str], object]:
    try:
        return re.compile(pattern or "").fullmatch
    except (re.error, RecursionError, OverflowError) as error:
        raise FormatError(
            f"The separator “{pattern}” is no regular expression ({error}); correct it."
        ) from error


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def _may_separate(line: str) -> bool:
    if not 3 <= len(line) <= _LONGEST_LINE or _INSIDE.fullmatch(line):
        return False
    if any(char.isalpha() for char in line):
        return not line.endswith((",", ";"))
    return len(line) >= _RULE_LENGTH and not any(char.isdigit() for char in line)


def _often_enough(line: str, count: int) -> bool:
    decorated = line[0] == line[-1] and not line[0].isalnum()
    return count >= (2 if decorated or _BETWEEN.search(line) else 3)


def _stands_alone(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    near = lines[max(0, index - 1) : index] + lines[index + 1 : index + 2]
    return all(not text[start:end].strip() for start, end in near)


def _splits_well(text: str, lines: list[tuple[int, int]], indices: list[int]) -> bool:
    """Tell whether at least four of five stretches between these lines are articles; of few, all must be."""
    edges = [-1, *indices, len(lines)]
    stretches = [lines[before + 1 : after] for before, after in pairwise(edges)]
    pieces = [[text[start:end].strip() for start, end in stretch] for stretch in stretches]
    if not any(pieces[-1]):
        pieces.pop()
    if len(pieces) < 2:
        return False
    bad = sum(not _is_article(piece) for piece in pieces)
    return bad * 5 <= len(pieces) if len(pieces) >= 5 else bad == 0


def _is_article(lines: list[str]) -> bool:
    first = next((index for index, line in enumerate(lines) if line), None)
    if first is None or not _is_headline(lines[first]):
        return False
    body = lines[first + 1 :]
    if not body or body[0]:
        return False
    return sum(map(len, body)) >= _ARTICLE_LENGTH and max(map(len, body)) >= _PARAGRAPH_LENGTH


def _is_headline(line: str) -> bool:
    begins = line.lstrip("“”‘’\"'«»([ ")[:1]
    return (
        len(line) in _HEADLINE_LENGTH
        and not line.endswith(_UNFINISHED)
        and not begins.islower()
        and begins.isalnum()
    )
