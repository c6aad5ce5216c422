"""What follows the trained ``ner``: ends are cleaned, amounts completed, names made to agree over the document.

The order is the policy of who wins: what has a grammar (amounts) replaces what it covers; then a name that the
document has elsewhere is split off, given one label, and marked where it was missed. Each rule is named in the
pipeline's config and stands there because it raised F1 on the development articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotator.nlp.amounts import amounts
from annotator.nlp.consistency import Beliefs, Found, acronyms, agree, part, repeat, surnames
from annotator.nlp.known import firms, known
from annotator.nlp.labels import TAGS
from annotator.nlp.tagger import PROBABILITIES

_OUTER = frozenset("\"'“”‘’«»()[]{},;:.…!?-–—•*&|")
# A name may end in a full stop ("Inc."), begin with a bracket never.
_KEPT_END = frozenset((".", ")", "!", "?"))
_SCRAPS = frozenset(("nbsp", "amp", "quot"))
_PAIRS = {")": "("}

Rule = Callable[[Doc, list[Found], Beliefs], list[Found]]


def clean(doc: Doc, found: list[Found], beliefs: Beliefs) -> list[Found]:
    """Take the article, possessive 's, quotes, brackets and markup scraps off the ends."""
    result = []
    for entity in found:
        first, end = entity.first, entity.end
        while first < end and _outside(doc, first, entity.label):
            first += 1
        while first < end and _trailing(doc, first, end):
            end -= 2 if _possessive(doc, first, end) else 1
        if first < end:
            kept = (first, end) == (entity.first, entity.end)
            result.append(entity if kept else replace(entity, first=first, end=end, rule="clean"))
    return result


def _outside(doc: Doc, number: int, label: str) -> bool:
    text = doc[number].text
    if text in ("the", "a", "an"):
        return label not in ("DATE", "CARDINAL", "TIME", "QUANTITY") or (text == "the" and label != "DATE")
    return text in _OUTER or text in _SCRAPS or doc[number].is_space


def _trailing(doc: Doc, first: int, end: int) -> bool:
    text = doc[end - 1].text
    if text in _KEPT_END:
        opening = _PAIRS.get(text)
        return opening is not None and opening not in [token.text for token in doc[first:end]]
    return _possessive(doc, first, end) or text in _OUTER or text in _SCRAPS or doc[end - 1].is_space


def _possessive(doc: Doc, first: int, end: int) -> bool:
    return end - first > 2 and doc[end - 1].text in ("s", "S") and doc[end - 2].text in ("'", "’", "‘")


def measure(doc: Doc, found: list[Found], beliefs: Beliefs) -> list[Found]:
    """Complete amounts of money and shares, and mark those that were missed."""
    starts = np.array([token.idx for token in doc])
    ends = np.array([token.idx + len(token) for token in doc])
    result = list(found)
    for amount in amounts(doc.text):
        first = int(np.searchsorted(starts, amount.start))
        last = int(np.searchsorted(ends, amount.end))
        if first > last or last >= len(doc) or starts[first] != amount.start or ends[last] != amount.end:
            continue
        new = Found(first, last + 1, amount.label, "amount")
        inside = [e for e in result if e.first < new.end and new.first < e.end]
        # A longer entity of the same kind ("between 5 and 10 per cent") or a name with a number in it stays.
        if any(
            e.first <= new.first and e.end >= new.end
            for e in inside
            if (e.first, e.end) != (new.first, new.end)
        ):
            continue
        result = sorted([*(e for e in result if e not in inside), new], key=lambda e: e.first)
    return result


RULES: dict[str, Rule] = {
    "clean": clean,
    "amount": measure,
    "firm": firms,
    "part": lambda doc, found, beliefs: part(doc, found),
    "surname": lambda doc, found, beliefs: surnames(doc, found),
    "agree": agree,
    "repeat": lambda doc, found, beliefs: repeat(doc, found, beliefs, 0.5),
    "acronym": lambda doc, found, beliefs: acronyms(doc, found),
    "known": known,
}


class Rules:
    """Applies the named rules to ``doc.ents``, in order."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)

    def __call__(self, doc: Doc) -> Doc:
        """Correct the entities of one document; ``ent.id_`` says which rule made or changed it."""
        found = [Found(ent.start, ent.end, ent.label_, ent.id_) for ent in doc.ents]
        beliefs = beliefs_of(doc)
        for name in self.names:
            found = RULES[name](doc, found, beliefs)
        doc.ents = [
            Span(doc, entity.first, entity.end, label=entity.label, span_id=entity.rule) for entity in found
        ]
        return doc


def beliefs_of(doc: Doc) -> Beliefs:
    """Return what ``ner`` believes about a document's tokens."""
    return Beliefs(doc.user_data.get(PROBABILITIES, np.zeros((len(doc), len(TAGS)), np.float32)))


@Language.factory(
    "annotator_rules",
    default_config={"names": list(RULES)},
    requires=["doc.tensor", "doc.ents"],
    assigns=["doc.ents"],
)
def make_rules(nlp: Language, name: str, names: list[str]) -> Rules:
    """Return the component."""
    return Rules(names)
