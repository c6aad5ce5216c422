"""From words to what the encoder reads: word pieces and a small number that says how each word is written.

The encoder's vocabulary knows no capitals and no line breaks, so each word carries a *form*: its shape (3 bits),
whether it is glued to the word before it, and whether a line break stands before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FORMS = 32
_GLUED, _BROKEN = 8, 16
_LONGEST = 8  # pieces of one word; what is longer is a hash or a link, and its beginning is enough
_CACHED = 100_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some words of one text as the encoder reads them; ``first`` is the place of each word's first piece."""

    ids: np.ndarray
    forms: np.ndarray
    first: np.ndarray

    @property
    def words(self) -> int:
        """How many words the chunk holds."""
        return len(self.first)


def shape(word: str) -> int:
    """Return a number below 8 for how a word is written: digits, capitals, title case, mixed, lower case, other."""
    if word.isdigit():
        return 1
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if word[:1].isupper():
        return 4
    if any(char.isupper() for char in word):
        return 5
    if any(char.isdigit() for char in word):
        return 6
    return 7 if word.isalpha() else 0


def forms(text: str, words: Sequence[tuple[int, int]]) -> list[int]:
    """Return the form of each word, a number below ``FORMS``; words are stretches of the text, in order."""
    found = []
    previous = 0
    for start, end in words:
        value = shape(text[start:end])
        if start == previous and start:
            value += _GLUED
        elif start == 0 or "\n" in text[previous:start]:
            value += _BROKEN
        found.append(value)
        previous = end
    return found


class WordPieces:
    """Cuts single words into the pieces of the encoder's vocabulary, remembering those it has seen."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.opening = self._id("[CLS]")
        self.closing = self._id("[SEP]")
        self._unknown = self._id("[UNK]")
        self._seen: dict[str, tuple[int, ...]] = {}

    def _id(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise ValueError(f"the vocabulary has no {token}")
        return int(found)

    def ids(self, word: str) -> tuple[int, ...]:
        """Return the pieces of a word, at least one."""
        found = self._seen.get(word)
        if found is None:
            ids = self._tokenizer.encode(word[:200], add_special_tokens=False).ids[:_LONGEST]
            found = tuple(ids) or (self._unknown,)
            if len(self._seen) >= _CACHED:
                self._seen.clear()
            self._seen[word] = found
        return found

    def chunk(self, words: Sequence[str], word_forms: Sequence[int]) -> Chunk:
        """Return words as one input of the encoder, with its opening and closing piece."""
        ids, piece_forms, first = [self.opening], [0], []
        for word, form in zip(words, word_forms, strict=True):
            pieces = self.ids(word)
            first.append(len(ids))
            ids.extend(pieces)
            piece_forms.extend([form] * len(pieces))
        ids.append(self.closing)
        piece_forms.append(0)
        return Chunk(np.array(ids, np.int64), np.array(piece_forms, np.int64), np.array(first, np.int64))
