"""Calibrated scores of entities: how likely a suggestion is right, from what ``ner`` believes and the rules did.

A logistic model over a handful of features, fitted by the recipe on documents that nothing was trained on. It is
kept as a small table of weights in the pipeline's folder.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotator.nlp.labels import ENTITY_LABELS, NAMES
from annotator.nlp.tagger import PROBABILITIES

FEATURES = (
    "one", "least", "mean", "begin", "end", "document", "mentions", "length", "agree", "part", "repeat", "amount",
    "changed", "number", "rare",
)  # fmt: skip
_RARE = frozenset(("PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "FAC"))
_FILE = "weights.json"


def features(doc: Doc, ents: Sequence[Span]) -> np.ndarray:
    """Return a row of ``FEATURES`` for each entity of a document."""
    tags = doc.user_data[PROBABILITIES]
    inside = tags[:, 1:].reshape(len(doc), len(ENTITY_LABELS), 2)
    own: dict[tuple[str, str], list[float]] = defaultdict(list)
    rows = []
    for ent in ents:
        if ent.label_ not in ENTITY_LABELS:
            own[ent.text, ent.label_].append(0.5)
            continue
        label = ENTITY_LABELS.index(ent.label_)
        own[ent.text, ent.label_].append(float(inside[ent.start : ent.end, label].sum(1).mean()))
    counts = Counter((ent.text, ent.label_) for ent in ents)
    for ent in ents:
        key = (ent.text, ent.label_)
        rows.append(_row(ent, inside, own[key], counts[key]))
    return np.array(rows, np.float64).reshape(len(rows), len(FEATURES))


def _row(ent: Span, inside: np.ndarray, own: list[float], count: int) -> list[float]:
    known = ent.label_ in ENTITY_LABELS
    label = ENTITY_LABELS.index(ent.label_) if known else 0
    tokens = inside[ent.start : ent.end, label].sum(1) if known else np.array([0.5])
    begins = float(inside[ent.start, label, 0]) if known else 0.5
    goes_on = float(inside[ent.end, :, 1].sum()) if ent.end < len(inside) else 0.0
    rule = ent.id_
    return [
        1.0,
        _logit(float(tokens.min())),
        _logit(float(tokens.mean())),
        _logit(begins),
        _logit(1.0 - goes_on),
        _logit(sum(own) / len(own)),
        math.log(count),
        math.log(ent.end - ent.start),
        *(1.0 if rule == name else 0.0 for name in ("agree", "part", "repeat", "amount")),
        1.0 if rule in ("clean", "surname", "acronym") else 0.0,
        0.0 if ent.label_ in NAMES else 1.0,
        1.0 if ent.label_ in _RARE else 0.0,
    ]


def _logit(value: float) -> float:
    bounded = min(max(value, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


class Scores:
    """Writes ``ent._.score``, between 0 and 1, for each entity."""

    def __init__(self, weights: Sequence[float] = ()) -> None:
        self.weights = list(weights) or [0.0] * len(FEATURES)

    def __call__(self, doc: Doc) -> Doc:
        """Score the entities of one document."""
        if doc.ents and PROBABILITIES in doc.user_data:
            values = features(doc, doc.ents) @ np.array(self.weights)
            for ent, value in zip(doc.ents, values, strict=True):
                ent._.score = float(1 / (1 + math.exp(-max(min(value, 30.0), -30.0))))
        return doc

    def to_disk(self, path: Path, **_: Any) -> None:
        """Write the weights."""
        Path(path).mkdir(parents=True, exist_ok=True)
        table = dict(zip(FEATURES, self.weights, strict=True))
        (Path(path) / _FILE).write_text(json.dumps(table, indent=1) + "\n", "utf-8")

    def from_disk(self, path: Path, **_: Any) -> Scores:
        """Read the weights; raises KeyError when one is missing."""
        table = json.loads((Path(path) / _FILE).read_text("utf-8"))
        self.weights = [float(table[name]) for name in FEATURES]
        return self


def fit(rows: np.ndarray, right: np.ndarray, *, ridge: float = 1.0, rounds: int = 30) -> list[float]:
    """Return the weights of the logistic model that best explains which suggestions were right (Newton's method)."""
    weights = np.zeros(rows.shape[1])
    penalty = ridge * np.eye(rows.shape[1])
    penalty[0, 0] = 1e-6
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (chance - right) + penalty @ weights
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + penalty
        weights = weights - np.linalg.solve(curvature, gradient)
    return [float(weight) for weight in weights]


def calibration_error(scores: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Return the expected calibration error: mean distance of score and share of right ones, over equal-width bins."""
    places = np.minimum((np.asarray(scores) * bins).astype(int), bins - 1)
    hits, values = np.asarray(right, float), np.asarray(scores, float)
    return float(
        sum(
            abs(values[places == b].mean() - hits[places == b].mean()) * (places == b).mean()
            for b in set(places)
        )
    )


if not Span.has_extension("score"):
    Span.set_extension("score", default=None)


@Language.factory("annotator_scores", requires=["doc.ents"])
def make_scores(nlp: Language, name: str) -> Scores:
    """Return the component; its weights come from the pipeline's folder."""
    return Scores()
