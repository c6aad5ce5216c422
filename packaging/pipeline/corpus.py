"""The corpora as words with tags: what the encoder is trained on."""

from __future__ import annotations

import json
import random
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.sentences import sentences
from annotator.domain.text import tokenize
from annotator.nlp.labels import CLAIM_LABELS, NONE, TAGS
from annotator.nlp.pieces import forms

CLAIMS = [NONE, *CLAIM_LABELS]
UNKNOWN = -100
Entity = tuple[int, int, str]


@dataclass
class Text:
    """One text, tokenized: word stretches, their forms and tags, and its sentences as ``[first word, end, claim]``."""

    id: str
    source: str
    split: str
    text: str
    entities: list[Entity]
    claims: list[Entity]
    words: list[tuple[int, int]] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    sents: list[tuple[int, int, int]] = field(default_factory=list)
    tag_probs: object = None
    claim_probs: object = None

    def __post_init__(self) -> None:
        self.words = tokenize(self.text)
        self.forms = forms(self.text, self.words)
        self.tags = tags_of(self.words, self.entities)
        self.sents = sents_of(self.text, self.words, self.claims)


def tags_of(words: list[tuple[int, int]], entities: Iterable[Entity]) -> list[int]:
    """Return a BIO tag number for each word; an entity covers every word that it touches."""
    tags = [0] * len(words)
    ends = [end for _, end in words]
    for start, end, label in entities:
        first = bisect_left(ends, start + 1)
        for index in range(first, len(words)):
            if words[index][0] >= end:
                break
            tags[index] = TAGS.index(("B-" if index == first else "I-") + label)
    return tags


def sents_of(
    text: str, words: list[tuple[int, int]], claims: Iterable[Entity] | None
) -> list[tuple[int, int, int]]:
    """Return each sentence as word numbers with its claim; a claim belongs to the sentence it shares most with."""
    starts = [start for start, _ in words]
    found = []
    for start, end in sentences(text):
        label = 0
        if claims is None:
            label = UNKNOWN
        else:
            for claim_start, claim_end, name in claims:
                shared = min(end, claim_end) - max(start, claim_start)
                if shared * 2 > end - start:
                    label = CLAIMS.index(name)
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if last > first:
            found.append((first, last, label))
    return found


def read_labelled(path: Path) -> Iterator[Text]:
    """Yield the records of a fully labelled corpus."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            yield Text(
                str(record.get("id", number)),
                record["source"],
                record.get("split", "gold"),
                record["text"],
                [tuple(entity) for entity in record["entities"]],
                [tuple(claim) for claim in record["claims"]],
            )


@dataclass
class Piece:
    """Whole sentences of one text, in a row: one input of the encoder."""

    text: Text
    first: int
    end: int
    sents: list[tuple[int, int, int]]
    sent_numbers: list[int]


def cut(text: Text, longest: int, rng: random.Random | None = None) -> list[Piece]:
    """Cut a text into runs of whole sentences of at most ``longest`` words (a longer sentence is cut inside)."""
    pieces: list[Piece] = []
    run: list[int] = []
    limit = longest if rng is None else rng.randint(longest // 4, longest)

    def close() -> None:
        nonlocal limit
        if run:
            sents = [text.sents[number] for number in run]
            pieces.append(Piece(text, sents[0][0], sents[-1][1], sents, list(run)))
            run.clear()
        if rng is not None:
            limit = rng.randint(longest // 4, longest)

    for number, (first, last, claim) in enumerate(text.sents):
        if run and last - text.sents[run[0]][0] > limit:
            close()
        if last - first > 2 * longest:
            close()
            for start in range(first, last, longest):
                stop = min(start + longest, last)
                pieces.append(Piece(text, start, stop, [(start, stop, claim)], [number]))
            continue
        run.append(number)
    close()
    return pieces


def spans_of(tags: list[int]) -> list[tuple[int, int, str]]:
    """Return the entities of BIO tag numbers as ``(first word, end word, label)``."""
    found: list[tuple[int, int, str]] = []
    begin, label = -1, ""
    for index, number in enumerate([*tags, 0]):
        tag = TAGS[number]
        if begin >= 0 and (tag == "O" or tag[0] == "B" or tag[2:] != label):
            found.append((begin, index, label))
            begin = -1
        if tag != "O" and begin < 0:
            begin, label = index, tag[2:]
    return found
