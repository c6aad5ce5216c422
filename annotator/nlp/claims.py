"""The component that marks whole sentences as CLAIM, PREDICTION or OPINION, on the encoder's vectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from thinc.api import Config, Linear, Model, Optimizer, Relu, chain, set_dropout_rate
from thinc.types import Floats2d

from annotator.domain.sentences import sentences

KEY = "claims"
NONE = "none"
LABELS = (NONE, "CLAIM", "PREDICTION", "OPINION")

# Words that tell the kinds apart more reliably than a mean of vectors keeps them.
_CUES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:will|won['’]t|shall|['’]ll|going to|gonna)\b",
        r"\b(?:expect|expects|expected|plan|plans|planned|set to|intend|intends|forecast|predict|predicts|upcoming)\b",
        r"\b(?:may|might|could)\b",
        r"\b(?:should|must|ought|need to|needs to)\b",
        r"\b(?:I|we|my|our|us|me)\b",
        r"\b(?:said|says|told|according to|added|noted|announced|reported)\b",
        r"\b(?:believe|believes|think|thinks|feel|argue|argues|seems?|appears?|likely|perhaps|probably|hope|hopes)\b",
        r"\b(?:important|crucial|critical|best|better|worse|worst|great|significant|powerful|remarkable|clear|clearly)\b",
        r"\d",
        r"[%$€£¥]|\bper ?cent\b|\b(?:million|billion|trillion)\b",
        r"[\"“”]",
        r"\?\W*$",
        r"[.!]\W*(?:&nbsp,)?$",
        r"^[^.!?]*$",
        r"\b(?:in|since|on) (?:19|20)\d\d\b",
        r"\b(?:was|were|had|did|has|have)\b",
        r"\bif\b",
        r"\b(?:not|no|never|n['’]t)\b",
    )
]
CUES = len(_CUES) + 2


def cues(text: str) -> list[float]:
    """Return small numbers for what stands on a sentence's surface."""
    words = text.count(" ") + 1
    return [*(1.0 if cue.search(text) else 0.0 for cue in _CUES), min(words / 30, 2.0), 1.0 if words < 6 else 0.0]


def stretches(doc: Doc) -> list[tuple[int, int]]:
    """Return the sentences of a document as token numbers ``[first, end)``, blanks at the ends left out."""
    starts = [token.idx for token in doc]
    found = []
    for start, end in sentences(doc.text):
        first, last = np.searchsorted(starts, [start, end])
        if last > first and starts[first] == start:
            found.append((int(first), int(last)))
    return found


def features(doc: Doc, width: int) -> Floats2d:
    """Return a row for each sentence: its mean vector, those around it, the document's, and the cues."""
    runs = stretches(doc)
    if not runs:
        return np.zeros((0, 4 * width + CUES), np.float32)
    means = np.stack([doc.tensor[first:last, :width].mean(0) for first, last in runs])
    edge = np.zeros((1, width), np.float32)
    before, after = np.concatenate([edge, means[:-1]]), np.concatenate([means[1:], edge])
    whole = np.broadcast_to(means.mean(0), means.shape)
    surface = np.array([cues(doc[first:last].text) for first, last in runs], np.float32)
    return np.concatenate([means, before, after, whole, surface], 1).astype(np.float32)


@spacy.registry.architectures("annotator.Claims.v1")
def make_model(width: int, hidden: int, dropout: float) -> Model[list[Doc], Floats2d]:
    """Return a small network from documents to scores, one row for each sentence of all documents in order."""

    def forward(model: Model, docs: list[Doc], is_train: bool) -> tuple[Floats2d, Any]:
        size = 4 * width + CUES
        rows = [features(doc, width) for doc in docs]
        found = np.concatenate(rows) if rows else np.zeros((0, size), np.float32)
        return model.ops.asarray2f(found), lambda _: []

    reader: Model = Model("sentence_features", forward, dims={"nO": 4 * width + CUES})
    return chain(
        reader, Relu(hidden, 4 * width + CUES, normalize=True, dropout=dropout), Linear(len(LABELS), hidden)
    )


class Claims(TrainablePipe):
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
        return np.split(_softmax(rows), np.cumsum(sizes)[:-1]) if docs else []

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

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from examples whose predicted documents carry the encoder's tensors."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = list(examples)
        set_dropout_rate(self.model, drop)
        scores, backprop = self.model.begin_update([example.predicted for example in examples])
        loss, gradient = self.get_loss(examples, scores)
        backprop(gradient)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(self, examples: Iterable[Example], scores: Floats2d) -> tuple[float, Floats2d]:
        """Return the cross-entropy and its gradient."""
        truth = np.concatenate([gold(example) for example in examples]) if len(scores) else np.zeros(0, int)
        gradient = _softmax(np.asarray(scores)) - np.eye(len(LABELS), dtype=np.float32)[truth]
        gradient /= max(len(truth), 1)
        return float((gradient**2).sum()), gradient

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: object = None,
    ) -> None:
        """Give the network its first weights."""
        self.model.initialize()

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


def gold(example: Example) -> Iterator[int] | np.ndarray:
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


def _softmax(rows: Floats2d) -> Floats2d:
    powers = np.exp(rows - rows.max(1, keepdims=True)) if len(rows) else rows
    return powers / powers.sum(1, keepdims=True) if len(rows) else rows


DEFAULT_MODEL = Config().from_str(
    """
[model]
@architectures = "annotator.Claims.v1"
width = 384
hidden = 64
dropout = 0.3
"""
)["model"]


@Language.factory("annotator_claims", default_config={"model": DEFAULT_MODEL}, assigns=["doc.spans"])
def make_claims(nlp: Language, name: str, model: Model) -> Claims:
    """Return the component."""
    return Claims(nlp.vocab, model, name)
