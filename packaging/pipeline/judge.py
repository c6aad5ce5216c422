"""What the whole pipeline would say, computed from the network in torch: to measure before anything is exported."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import spacy
from corpus import CLAIMS, Entity, Text
from spacy.tokens import Doc

import annotator.nlp.components  # noqa: F401 - registers the tokenizer
from annotator.nlp.rules import RULES, Rules
from annotator.nlp.tagger import Tagger

_NLP = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "annotator.Tokenizer.v1"}}})
_TAGGER = Tagger(_NLP.vocab, None, "ner")  # type: ignore[arg-type]


def document(text: Text, tag_logs: np.ndarray, rules: Iterable[str] = tuple(RULES)) -> Doc:
    """Return a text as the pipeline would leave it, without claims."""
    doc = _NLP.make_doc(text.text)
    places = {token.idx: token.i for token in doc}
    rows = np.zeros((len(doc), tag_logs.shape[1]), np.float32)
    rows[:, 0] = 1
    for (start, _), logs in zip(text.words, tag_logs, strict=True):
        powers = np.exp(logs - logs.max())
        rows[places[start]] = powers / powers.sum()
    _TAGGER.set_annotations([doc], [rows])
    return Rules(rules)(doc)


def entities(doc: Doc) -> list[Entity]:
    """Return a document's entities as code point spans."""
    return [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def claims(text: Text, claim_logs: np.ndarray) -> list[Entity]:
    """Return the claims as code point spans."""
    return [
        (text.words[first][0], text.words[last - 1][1], CLAIMS[int(row.argmax())])
        for (first, last, _), row in zip(text.sents, claim_logs, strict=True)
        if row.argmax() > 0
    ]
