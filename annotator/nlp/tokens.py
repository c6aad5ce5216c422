"""The tokens of the pipeline are the tokens that selections snap to, so every suggestion fits the window's grid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from annotator.domain.sentences import sentences
from annotator.domain.text import tokenize


class DomainTokenizer:
    """Makes spaCy documents of the domain's tokens; blanks and invisible characters become tokens of their own.

    spaCy keeps one blank with the token before it; whatever else stands between two tokens is a token.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the document of a text with its sentence starts set; ``doc.text == text``."""
        words: list[str] = []
        spaces: list[bool] = []
        firsts: list[int] = []
        begins = iter([start for start, _ in sentences(text)])
        following = next(begins, None)
        position = 0
        for start, end in tokenize(text):
            self._gap(text[position:start], words, spaces)
            if following is not None and end > following:
                firsts.append(len(words))
                while following is not None and following < end:
                    following = next(begins, None)
            words.append(text[start:end])
            spaces.append(False)
            position = end
        self._gap(text[position:], words, spaces)
        # Setting them one by one on the document would take time in the square of its length.
        starts = [False] * len(words)
        for first in firsts:
            starts[first] = True
        return Doc(self.vocab, words=words, spaces=spaces, sent_starts=starts)

    @staticmethod
    def _gap(gap: str, words: list[str], spaces: list[bool]) -> None:
        if gap[:1] == " " and words:
            spaces[-1] = True
            gap = gap[1:]
        if gap:
            words.append(gap)
            spaces.append(False)

    def pipe(self, texts: Iterable[str], batch_size: int = 50) -> Iterator[Doc]:
        """Yield the documents of many texts; ``batch_size`` is there for spaCy and means nothing here."""
        yield from map(self, texts)

    # spaCy writes and reads every part of a pipeline; the tokenizer has no state to keep.
    def to_disk(self, path: Path, **_: Any) -> None:
        """Write nothing."""

    def from_disk(self, path: Path, **_: Any) -> DomainTokenizer:
        """Read nothing."""
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> DomainTokenizer:
        """Read nothing."""
        return self


@spacy.registry.tokenizers("annotator.Tokenizer.v1")
def make_tokenizer() -> Callable[[Language], DomainTokenizer]:
    """Return what a pipeline's config names to get the tokenizer."""

    def build(nlp: Language) -> DomainTokenizer:
        return DomainTokenizer(nlp.vocab)

    return build
