"""Documents and the offsets into them.

An offset counts Unicode code points of the frozen text, half-open: ``text[start:end]``. UTF-16 exists only in
``ui/text`` (Qt) and in formats that demand it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from annotator.domain.ids import DocumentId


class RegionKind(StrEnum):
    """Why a part of a text is boilerplate: dimmed, not suggested on, left out of what models learn from."""

    SEPARATOR = "separator"
    SOURCE = "source"
    COUNTER = "counter"
    FORM = "form"
    CREDIT = "credit"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A stretch ``[start, end)`` of a document's text that is boilerplate."""

    start: int
    end: int
    kind: RegionKind = RegionKind.SOURCE


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was imported, frozen, and where it came from.

    ``source_start`` and ``source_end`` are code points into the decoded source file (a byte order mark is not
    counted), so ``decoded[source_start:source_end] == text``. ``source_sha256`` is of the source file's bytes,
    ``sha256`` of the text in UTF-8.
    """

    id: DocumentId
    name: str
    text: str
    source: str = ""
    source_start: int = 0
    source_end: int = 0
    source_sha256: str = ""
    encoding: str = "utf-8"
    regions: tuple[Region, ...] = ()
    meta: dict[str, object] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, hexadecimal."""
        return text_hash(self.text)


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, hexadecimal; raises UnicodeEncodeError on a lone surrogate."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def overlaps(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Tell whether two half-open stretches share at least one code point."""
    return start < other_end and other_start < end


def in_regions(start: int, end: int, regions: Iterable[Region]) -> bool:
    """Tell whether a stretch touches any boilerplate region."""
    return any(overlaps(start, end, region.start, region.end) for region in regions)


_BREAK = re.compile("\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches between line breaks, empty ones included, without the breaks themselves."""
    position = 0
    for match in _BREAK.finditer(text):
        yield position, match.start()
        position = match.end()
    yield position, len(text)


def _is_word(char: str) -> bool:
    return char == "_" or unicodedata.category(char)[0] in "LNM"


def _is_single(char: str) -> bool:
    # Scripts written without spaces: every character is a place where a name may begin or end.
    point = ord(char)
    return 0x3040 <= point <= 0x30FF or 0x3400 <= point <= 0x9FFF or 0x20000 <= point <= 0x3FFFF


_ASCII_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d]+|[^\w\s\x00-\x1f\x7f]", re.ASCII)


def tokenize(text: str, *, offset: int = 0) -> list[tuple[int, int]]:
    """Split a text into the stretches that selections snap to.

    Words and numbers are one token each ("1,402.5" too), every other visible character is its own; an
    apostrophe, hyphen or currency sign therefore never keeps a name from beginning or ending beside it.
    Returned offsets are shifted by ``offset``.
    """
    if text.isascii():
        return [(match.start() + offset, match.end() + offset) for match in _ASCII_TOKEN.finditer(text)]
    return [(start + offset, end + offset) for start, end in _unicode_tokens(text)]


def _unicode_tokens(text: str) -> Iterator[tuple[int, int]]:
    position, length = 0, len(text)
    while position < length:
        char = text[position]
        # Format characters (zero-width joiners, direction marks) end no token and begin none.
        if char.isspace() or unicodedata.category(char) in ("Cf", "Cc"):
            position += 1
            continue
        end = position + 1
        if char.isdigit():
            while end < length and (text[end].isdigit() or _joins_digits(text, end)):
                end += 1
        elif _is_word(char) and not _is_single(char):
            while end < length and _continues_word(text[end]):
                end += 1
        end = _with_marks(text, end)
        yield position, end
        position = end


def _joins_digits(text: str, position: int) -> bool:
    return text[position] in ".," and position + 1 < len(text) and text[position + 1].isdigit()


def _continues_word(char: str) -> bool:
    return _is_word(char) and not char.isdigit() and not _is_single(char)


def _with_marks(text: str, end: int) -> int:
    """Extend over combining marks, variation selectors and joined emoji, so that no grapheme is cut."""
    while end < len(text):
        char = text[end]
        if unicodedata.category(char) in ("Mn", "Me", "Mc") or 0x1F3FB <= ord(char) <= 0x1F3FF:
            end += 1
        elif char == "\u200d" and end + 1 < len(text) and not text[end + 1].isspace():
            end += 2
        else:
            break
    return end


class TokenIndex:
    """Answers what token, paragraph neighbour or snapped stretch belongs to an offset of one text.

    Tokens are computed per paragraph when first asked for, so a text of 5 MB costs nothing to open.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._paragraphs = list(paragraphs(text))
        self._starts = [start for start, _ in self._paragraphs]
        self._tokens = lru_cache(maxsize=256)(self._tokenize)

    def paragraph_at(self, offset: int) -> tuple[int, int]:
        """Return the paragraph that holds the offset (its line break counts as belonging to it)."""
        return self._paragraphs[max(0, bisect_right(self._starts, offset) - 1)]

    def tokens_at(self, offset: int) -> Sequence[tuple[int, int]]:
        """Return all tokens of the paragraph that holds the offset."""
        return self._tokens(max(0, bisect_right(self._starts, offset) - 1))

    def snap(self, start: int, end: int) -> tuple[int, int]:
        """Widen a stretch to whole tokens and drop blanks at its ends; empty when no token is touched."""
        start, end = min(start, end), max(start, end)
        first = next((t for t in self._from(start) if t[1] > start), None)
        if first is None or (first[0] >= end and end > start):
            return start, start
        if end == start:
            return first if first[0] <= start < first[1] else (start, start)
        last = first
        for token in self._from(first[0]):
            if token[0] >= end:
                break
            last = token
        return first[0], last[1]

    def next_token(self, offset: int) -> tuple[int, int] | None:
        """Return the first token that starts at or after the offset."""
        return next((token for token in self._from(offset) if token[0] >= offset), None)

    def previous_token(self, offset: int) -> tuple[int, int] | None:
        """Return the last token that ends at or before the offset."""
        index = max(0, bisect_right(self._starts, offset) - 1)
        while index >= 0:
            tokens = self._tokens(index)
            place = bisect_right(tokens, offset, key=lambda token: token[1])
            if place:
                return tokens[place - 1]
            index -= 1
        return None

    def _from(self, offset: int) -> Iterator[tuple[int, int]]:
        index = max(0, bisect_right(self._starts, offset) - 1)
        tokens = self._tokens(index)
        yield from tokens[bisect_left(tokens, offset, key=lambda token: token[1]) :]
        for later in range(index + 1, len(self._paragraphs)):
            yield from self._tokens(later)

    def _tokenize(self, index: int) -> list[tuple[int, int]]:
        start, end = self._paragraphs[index]
        return tokenize(self.text[start:end], offset=start)
