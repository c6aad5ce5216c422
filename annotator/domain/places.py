"""Where the words of a query stand in a text, in code points, by the same rules as the full-text index.

The index takes words as runs of letters and digits, without case and without most accents. ``Folding`` says of each
character what the index makes of it, one character for one, so a place in the folded text is the place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotator.domain.query import Query, Word

GAP = " "
"""What a character between words is folded to."""
MARK = "\u0300"
"""What a character is folded to that belongs to the word before it and counts for nothing, as accents do."""

CONTEXT = 48

Place = tuple[int, int]
Folding = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A place with what stands around it, on one line; ``label`` and ``author`` where it is a span."""

    start: int
    end: int
    left: str
    match: str
    right: str
    label: str = ""
    author: str = ""
    score: float | None = None


def fold(text: str, folding: Folding) -> str:
    """Return the text as the index sees it, as long as the text is."""
    folded = text.translate(folding)
    if MARK not in folded:
        return folded
    # A mark that follows no letter belongs to no word.
    return re.sub(f"(?<![^{GAP}]){MARK}+", lambda found: GAP * len(found.group()), folded)


def tokens(folded: str) -> list[str]:
    """Return the words of a folded text as the index knows them."""
    return [word for word in folded.replace(MARK, "").split(GAP) if word]


class Finder:
    """Finds the places that a query wants in one text after the other."""

    def __init__(self, query: Query, folding: Folding) -> None:
        self._folding = folding
        self._words: list[re.Pattern[str]] = []
        self._unsure: list[re.Pattern[str]] = []
        self._exact = [*map(phrase_pattern, query.phrases), *query.patterns]
        for word in query.words:
            pattern = word_pattern(word, folding)
            if pattern is None:
                self._exact.append(phrase_pattern(word.text))
            else:
                self._words.append(pattern)
                if is_unspaced(word.text):
                    self._unsure.append(pattern)

    @property
    def decides(self) -> bool:
        """Whether the index alone cannot tell that a document fits."""
        return bool(self._exact or self._unsure)

    def places(self, text: str, most: int | None = None) -> list[Place]:
        """Return the places in the order of the text, no two of them alike; ``most`` for each part of the query."""
        found: set[Place] = set()
        if self._words:
            folded = fold(text, self._folding)
            for pattern in self._words:
                found.update(_spans(pattern, folded, most))
        for pattern in self._exact:
            found.update(_spans(pattern, text, most))
        return sorted(found)

    def fits(self, text: str, name: str) -> bool:
        """Tell whether all that the index cannot decide is in the text or the name."""
        if self._unsure and not _all_in(self._unsure, *(fold(part, self._folding) for part in (text, name))):
            return False
        return _all_in(self._exact, text, name)


def index_words(query: Query, folding: Folding) -> list[str]:
    """Return what the index can be asked for, in its own language; all of it holds wherever the query does."""
    wanted = [(word.text, "*" if word.beginning else "") for word in query.words]
    wanted += [(phrase, "") for phrase in query.phrases]
    found = []
    for text, star in wanted:
        parts = tokens(fold(text, folding))
        if parts and not is_unspaced(text):
            found.append(f'"{" ".join(parts)}"{star}')
    return found


def is_unspaced(text: str) -> bool:
    """Tell whether a text has letters of a script without spaces, whose words the index does not know."""
    return any(low <= ord(char) <= high for char in text if char > "\u0dff" for low, high in _UNSPACED)


# Thai and Lao, Myanmar, Khmer, kana, Chinese characters.
_UNSPACED = (
    (0xE00, 0xEFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0x20000, 0x3FFFF),
)


def word_pattern(word: Word, folding: Folding) -> re.Pattern[str] | None:
    """Return what finds a word in folded texts; None when there is nothing in it that the index knows."""
    parts = tokens(fold(word.text, folding))
    if not parts:
        return None
    written = f"{GAP}+".join("".join(re.escape(char) + f"{MARK}*" for char in part) for part in parts)
    if is_unspaced(word.text):
        return re.compile(written)
    end = f"[^{GAP}]*" if word.beginning else f"(?![^{GAP}])"
    return re.compile(f"(?<![^{GAP}]){written}{end}")


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase exactly as written, but not inside of words."""
    # Combining marks belong to words too, which Python's \w does not know.
    inside = r"[\w\u0300-\u036f]"
    before = f"(?<!{inside})" if _is_edge(phrase[0]) else ""
    after = f"(?!{inside})" if _is_edge(phrase[-1]) else ""
    return re.compile(before + re.escape(phrase) + after)


def _is_edge(char: str) -> bool:
    return bool(re.match(r"\w", char)) and not is_unspaced(char)


def _all_in(patterns: list[re.Pattern[str]], *texts: str) -> bool:
    return all(any(next(_spans(pattern, text, 1), None) for text in texts) for pattern in patterns)


def line_at(text: str, start: int, end: int, *, width: int = CONTEXT) -> tuple[str, str, str]:
    """Return what stands left, at and right of a place, each on one line; cut words are left out."""
    left, right = text[max(0, start - width) : start], text[end : end + width]
    if start > width and not text[start - width - 1].isspace():
        left = left[_first_blank(left) :]
    if end + width < len(text) and not text[end + width].isspace():
        right = right[: len(right) - _first_blank(right[::-1])]
    return _flat(left).lstrip(), _flat(text[start:end]), _flat(right).rstrip()


def _first_blank(text: str) -> int:
    found = re.search(r"\s", text)
    return found.start() if found else 0


_BLANK = re.compile(r"[\s\x00-\x1f\u2028\u2029]")


def _flat(text: str) -> str:
    return _BLANK.sub(" ", text)


def _spans(pattern: re.Pattern[str], text: str, most: int | None) -> Iterator[Place]:
    count = 0
    for found in pattern.finditer(text):
        if found.end() > found.start():
            yield found.span()
            count += 1
            if count == most:
                return
