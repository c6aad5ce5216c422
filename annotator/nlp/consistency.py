"""One name, one label: what a document says about a name in one place helps in all others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from spacy.tokens import Doc

from annotator.nlp.labels import ENTITY_LABELS, NAMES


@dataclass(frozen=True, slots=True)
class Found:
    """An entity as token numbers ``[first, end)``; ``rule`` names the rule that made or changed it."""

    first: int
    end: int
    label: str
    rule: str = ""


class Beliefs:
    """What ``ner`` believes about the tokens of one document."""

    def __init__(self, tags: np.ndarray) -> None:
        self.tags = tags
        # [token, label], whatever the prefix.
        self.labels = tags[:, 1:].reshape(len(tags), len(ENTITY_LABELS), 2).sum(2)

    def of(self, first: int, end: int) -> np.ndarray:
        """Return the mean log-probability of each label over some tokens."""
        return np.log(self.labels[first:end] + 1e-4).mean(0)

    def begins(self, token: int, label: str) -> float:
        """Return the probability that an entity of the label begins at the token."""
        return float(self.tags[token, 1 + 2 * ENTITY_LABELS.index(label)])


def agree(doc: Doc, found: list[Found], beliefs: Beliefs) -> list[Found]:
    """Give all mentions of a name the label that is likeliest over all of them."""
    mentions: dict[str, list[int]] = defaultdict(list)
    for number, entity in enumerate(found):
        if entity.label in NAMES:
            mentions[_key(doc, entity)].append(number)
    changed = list(found)
    for numbers in mentions.values():
        if len({found[number].label for number in numbers}) < 2:
            continue
        total = sum(beliefs.of(found[number].first, found[number].end) for number in numbers)
        named = [index for index, label in enumerate(ENTITY_LABELS) if label in NAMES]
        best = ENTITY_LABELS[max(named, key=lambda index: total[index])]
        for number in numbers:
            if found[number].label != best:
                changed[number] = replace(found[number], label=best, rule="agree")
    return changed


def repeat(doc: Doc, found: list[Found], beliefs: Beliefs, least: float) -> list[Found]:
    """Mark further mentions of names that the document has elsewhere, where the head half believes in one.

    ``least`` is the lowest mean probability of not being outside that counts as half a belief.
    """
    known: dict[tuple[str, ...], str] = {}
    for entity in found:
        if entity.label in NAMES:
            known.setdefault(_words(doc, entity), entity.label)
    longest = sorted(known, key=len, reverse=True)
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in longest:
        by_first[words[0]].append(words)
    taken = np.zeros(len(doc), bool)
    for entity in found:
        taken[entity.first : entity.end] = True
    added = []
    for token in doc:
        for words in by_first.get(token.text, ()):
            first, end = token.i, token.i + len(words)
            if end > len(doc) or taken[first:end].any() or tuple(t.text for t in doc[first:end]) != words:
                continue
            if any(t.is_sent_start for t in doc[first + 1 : end]) or not words[0][:1].isupper():
                continue
            belief = 1 - float(beliefs.tags[first:end, 0].mean())
            if belief >= (least if len(words) == 1 else least / 2):
                added.append(Found(first, end, known[words], "repeat"))
                taken[first:end] = True
                break
    return sorted([*found, *added], key=lambda entity: entity.first)


def part(doc: Doc, found: list[Found]) -> list[Found]:
    """Split "Google and Meta" where the document has one of the two as a name of its own."""
    known = {_words(doc, entity): entity.label for entity in found if entity.label in NAMES}
    result = []
    for entity in found:
        joints = [
            i
            for i in range(entity.first + 1, entity.end - 1)
            if doc[i].text in ("and", "or", "&", ",", "-", "–", "/")
        ]
        split = None
        if entity.label in ("ORG", "PERSON", "GPE", "PRODUCT", "NORP") and len(joints) == 1:
            left = Found(entity.first, joints[0], entity.label, "part")
            right = Found(joints[0] + 1, entity.end, entity.label, "part")
            sides = [known.get(_words(doc, side)) for side in (left, right)]
            if doc[joints[0]].text in ("and", "or") and any(sides) and doc[right.first].text[:1].isupper():
                split = [
                    replace(side, label=label or entity.label)
                    for side, label in zip((left, right), sides, strict=True)
                ]
            elif all(sides) and doc[joints[0]].text != "&":
                split = [
                    replace(side, label=str(label)) for side, label in zip((left, right), sides, strict=True)
                ]
        result.extend(split or [entity])
    return result


def surnames(doc: Doc, found: list[Found]) -> list[Found]:
    """Make a single word a PERSON when the document has a full name that ends with it, unless it is a name itself."""
    last = {
        doc[entity.end - 1].text
        for entity in found
        if entity.label == "PERSON" and entity.end - entity.first >= 2
    }
    return [
        replace(entity, label="PERSON", rule="surname")
        if entity.end - entity.first == 1
        and entity.label in ("ORG", "GPE", "PRODUCT", "NORP", "LOC", "WORK_OF_ART", "FAC")
        and doc[entity.first].text in last
        else entity
        for entity in found
    ]


def acronyms(doc: Doc, found: list[Found]) -> list[Found]:
    """Mark an acronym in brackets behind the name it stands for, and give the two one label."""
    starts = {entity.first: entity for entity in found}
    ends = {entity.end: entity for entity in found}
    changed = {entity.first: entity for entity in found}
    for token in doc:
        if token.text != "(" or token.i + 2 >= len(doc) or doc[token.i + 2].text != ")":
            continue
        name, word = ends.get(token.i), doc[token.i + 1]
        if name is None or not word.text.isupper() or len(word) < 2 or name.end - name.first < 2:
            continue
        capitals = "".join(t.text[0] for t in doc[name.first : name.end] if t.text[0].isupper())
        loose = "".join(t.text[0] for t in doc[name.first : name.end] if t.text[0].isalpha()).upper()
        if word.text not in (capitals, loose) or name.label not in NAMES:
            continue
        if starts.get(word.i) is None or starts[word.i].end == word.i + 1:
            changed[word.i] = Found(word.i, word.i + 1, name.label, "acronym")
    return sorted(changed.values(), key=lambda entity: entity.first)


def _words(doc: Doc, entity: Found) -> tuple[str, ...]:
    return tuple(token.text for token in doc[entity.first : entity.end])


def _key(doc: Doc, entity: Found) -> str:
    return " ".join(_words(doc, entity))
