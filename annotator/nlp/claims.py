"""The component that marks whole sentences as CLAIM, PREDICTION or OPINION, on the encoder's vectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from thinc.api import Config, Linear, Model, chain
from thinc.types import Floats2d

from annotator.domain.sentences import sentences
from annotator.nlp.encoder import CHUNKS
from annotator.nlp.labels import CLAIM_LABELS, NONE
from annotator.nlp.tagger import softmax
from annotator.nlp.vector_pipe import VectorPipe

KEY = "claims"
LABELS = (NONE, *CLAIM_LABELS)


def stretches(doc: Doc) -> list[tuple[int, int]]:
    """Return the sentences of a document as token numbers ``[first, end)``, blanks at the ends left out."""
    starts = np.array([token.idx for token in doc])
    found = []
    for start, end in sentences(doc.text):
        first, last = np.searchsorted(starts, [start, end])
        if last > first and starts[first] == start:
            found.append((int(first), int(last)))
    return found


def features(doc: Doc, width: int) -> Floats2d:
    """Return a row for each sentence: its mean vector, and that of all words the encoder read with it."""
    runs = stretches(doc)
    if not runs:
        return np.zeros((0, 2 * width), np.float32)
    words = np.array([not token.is_space for token in doc])
    means = np.stack([doc.tensor[first:last][words[first:last]].mean(0) for first, last in runs])
    chunks = doc.user_data.get(CHUNKS) or [(0, len(doc))]
    contexts = np.stack([doc.tensor[first:last][words[first:last]].mean(0) for first, last in chunks])
    places = np.searchsorted([first for first, _ in chunks], [first for first, _ in runs], side="right") - 1
    return np.concatenate([means, contexts[np.maximum(places, 0)]], 1).astype(np.float32)


@spacy.registry.architectures("annotator.Claims.v1")
def make_model(width: int) -> Model[list[Doc], Floats2d]:
    """Return the layer from documents to scores, one row for each sentence of all documents in order."""

    def forward(model: Model, docs: list[Doc], is_train: bool) -> tuple[Floats2d, Any]:
        rows = [features(doc, width) for doc in docs]
        found = np.concatenate(rows) if rows else np.zeros((0, 2 * width), np.float32)
        return model.ops.asarray2f(found), lambda _: []

    reader: Model = Model("sentence_vectors", forward, dims={"nO": 2 * width})
    return chain(reader, Linear(len(LABELS), 2 * width))


class Claims(VectorPipe):
    """Writes ``doc.spans["claims"]``; the scores stand in the group's ``attrs["scores"]``.

    ``temperature`` divides the network's scores before they become probabilities; the recipe fits it on
    sentences that were held back.
    """

    def __init__(self, vocab: Any, model: Model, name: str, *, temperature: float = 1.0) -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self.cfg = {"temperature": temperature, "bias": [0.0] * len(LABELS)}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that are written."""
        return LABELS[1:]

    def predict(self, docs: Iterable[Doc]) -> list[Floats2d]:
        """Return the probabilities of each document's sentences."""
        docs = list(docs)
        sizes = [len(stretches(doc)) for doc in docs]
        rows = np.asarray(self.model.predict(docs)).reshape(-1, len(LABELS))
        rows = (rows + np.array(self.cfg["bias"], np.float32)) / float(self.cfg["temperature"])
        return np.split(softmax(rows), np.cumsum(sizes)[:-1]) if docs else []

    def set_annotations(self, docs: Iterable[Doc], scores: list[Floats2d]) -> None:
        """Write the sentences whose best label is one."""
        for doc, rows in zip(docs, scores, strict=True):
            spans, kept = [], []
            for (first, last), row in zip(stretches(doc), rows, strict=True):
                best = int(row.argmax())
                if best:
                    spans.append(Span(doc, first, last, label=LABELS[best]))
                    kept.append(float(row[best]))
            doc.spans[KEY] = SpanGroup(doc, name=KEY, spans=spans, attrs={"scores": kept})

    def get_loss(self, examples: Iterable[Example], scores: Floats2d) -> tuple[float, Floats2d]:
        """Return the cross-entropy and its gradient."""
        truth = np.concatenate([gold(example) for example in examples]) if len(scores) else np.zeros(0, int)
        gradient = softmax(np.asarray(scores)) - np.eye(len(LABELS), dtype=np.float32)[truth]
        gradient /= max(len(truth), 1)
        return float((gradient**2).sum()), gradient

    def add_label(self, label: str) -> int:
        """Return 0 for a label that is known; the labels are fixed."""
        if label not in LABELS:
            raise ValueError(f"the claims component knows {', '.join(LABELS[1:])}, not {label}")
        return 0

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, float]:
        """Return strict precision, recall and F1 of the spans."""
        right = proposed = there = 0
        for example in examples:
            found, true = _keys(example.predicted), _keys(example.reference)
            right, proposed, there = right + len(found & true), proposed + len(found), there + len(true)
        return {
            "claims_p": right / max(proposed, 1),
            "claims_r": right / max(there, 1),
            "claims_f": 2 * right / max(proposed + there, 1),
        }


def gold(example: Example) -> np.ndarray:
    """Return the number of the right label for each sentence of an example; the longest shared stretch decides."""
    doc = example.predicted
    spans = [(span.start_char, span.end_char, span.label_) for span in example.reference.spans.get(KEY, ())]
    truth = []
    for first, last in stretches(doc):
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        label = next((name for a, b, name in spans if 2 * (min(end, b) - max(start, a)) > end - start), NONE)
        truth.append(LABELS.index(label) if label in LABELS else 0)
    return np.array(truth, int)


def _keys(doc: Doc) -> set[tuple[int, int, str]]:
    return {(span.start_char, span.end_char, span.label_) for span in doc.spans.get(KEY, ())}


DEFAULT_MODEL = Config().from_str(
    """
[model]
@architectures = "annotator.Claims.v1"
width = 384
"""
)["model"]


@Language.factory("annotator_claims", default_config={"model": DEFAULT_MODEL}, assigns=["doc.spans"])
def make_claims(nlp: Language, name: str, model: Model) -> Claims:
    """Return the component."""
    return Claims(nlp.vocab, model, name)
