"""Labels that a teacher gives to what a corpus leaves out; what a corpus labels exhaustively stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from corpus import UNKNOWN, Entity, Text, tags_of
from network import Network
from train import decode, predict

from annotator.nlp.pieces import WordPieces

_PLACES = frozenset(("GPE", "LOC", "FAC"))
_CORE = frozenset(("PERSON", "ORG", *_PLACES))
# What each corpus labels exhaustively (its manifest says so). The split of places is a guess there, ours is not.
EXHAUSTIVE: dict[str, frozenset[str]] = {
    "gum_open": _CORE,
    "uner_ewt": _CORE,
    "wikigold": _CORE | {"NORP"},
    "redocred": _CORE | {"NORP", "DATE"},
    "crossner": _CORE,
}


def read_plain(path: Path, together: int = 1) -> Iterator[Text]:
    """Yield the lines of a raw text file as texts without labels."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        if line.strip():
            yield Text(f"raw-{number}", path.stem, "train", line.strip(), [], [])


def read_partial(path: Path) -> Iterator[tuple[Text, list[Entity], list[tuple[int, int]]]]:
    """Yield texts of a partly labelled corpus, its entities, and the stretches it calls something we do not know."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            if record.get("split") == "test":
                continue
            text = Text(f"{path.stem}-{number}", path.stem, "train", record["text"], [], [])
            yield (
                text,
                [tuple(e) for e in record["entities"]],
                [(e[0], e[1]) for e in record.get("unmapped", ())],
            )


def teach(
    teachers: list[Network], texts: list[Text], cutter: WordPieces
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the mean of the teachers' log-probabilities for words and sentences."""
    said = [predict(teacher, texts, cutter) for teacher in teachers]
    return [
        (np.mean([part[0] for part in parts], 0), np.mean([part[1] for part in parts], 0))
        for parts in zip(*said, strict=True)
    ]


def complete(
    text: Text, said: tuple[np.ndarray, np.ndarray], known: list[Entity], exhaustive: frozenset[str]
) -> Text:
    """Give a text the corpus's own entities and, for the labels it leaves out, the teacher's.

    Where the two contradict each other, nothing is taught. Claims are the teacher's probabilities.
    """
    proposed, _ = decode(text, *said)
    if not exhaustive:
        text.entities = proposed
        text.tags = tags_of(text.words, proposed)
    else:
        _merge(text, proposed, [entity for entity in known if entity[2] in exhaustive], exhaustive)
    powers = np.exp(said[1] - said[1].max(1, keepdims=True)) if len(said[1]) else said[1]
    text.claim_probs = powers / powers.sum(1, keepdims=True) if len(said[1]) else powers
    text.sents = [(first, last, UNKNOWN) for first, last, _ in text.sents]
    return text


def _merge(text: Text, proposed: list[Entity], own: list[Entity], exhaustive: frozenset[str]) -> None:
    entities: list[Entity] = []
    doubtful: list[tuple[int, int]] = []
    for start, end, label in own:
        rivals = [p for p in proposed if p[0] < end and start < p[1]]
        same = [p for p in rivals if (p[0], p[1]) == (start, end)]
        if not rivals or any(p[2] == label for p in same):
            entities.append((start, end, label))
        elif same and {label, same[0][2]} <= _PLACES:
            entities.append(same[0])
        else:
            doubtful.append((min(start, *(p[0] for p in rivals)), max(end, *(p[1] for p in rivals))))
    for proposal in proposed:
        if any(proposal[0] < end and start < proposal[1] for start, end, _ in own):
            continue
        if proposal[2] in exhaustive:
            doubtful.append(proposal[:2])
        else:
            entities.append(proposal)
    text.entities = entities
    text.tags = tags_of(text.words, entities)
    for index, (start, end) in enumerate(text.words):
        if any(start < b and a < end for a, b in doubtful):
            text.tags[index] = UNKNOWN
