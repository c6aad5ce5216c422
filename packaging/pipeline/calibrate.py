"""Fits what turns beliefs into scores, on documents that nothing was trained on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from corpus import Text
from judge import document

from annotator.nlp.scores import calibration_error, features, fit

Logs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Calibration:
    """Weights of the entity scores, temperature of the claim scores, and the errors measured by cross-validation."""

    weights: list[float]
    temperature: float
    entity_error: float
    claim_error: float


def calibrate(held: Sequence[tuple[Text, Logs]]) -> Calibration:
    """Fit on all held-back texts; the errors are of five-fold cross-validation over the texts."""
    rows, right, owner = [], [], []
    claim_rows, claim_truth, claim_owner = [], [], []
    for number, (text, (tags, claims)) in enumerate(held):
        doc = document(text, tags)
        gold = set(text.entities)
        rows.append(features(doc, doc.ents))
        right.extend((ent.start_char, ent.end_char, ent.label_) in gold for ent in doc.ents)
        owner.extend([number] * len(doc.ents))
        claim_rows.append(claims)
        claim_truth.extend(claim for *_, claim in text.sents)
        claim_owner.extend([number] * len(text.sents))
    table, hits, owners = np.concatenate(rows), np.array(right, float), np.array(owner)
    logs, truth, claim_owners = np.concatenate(claim_rows), np.array(claim_truth), np.array(claim_owner)
    folds = np.array([random.Random(number).randrange(5) for number in range(len(held))])
    entity_scores, claim_scores = np.zeros(len(hits)), np.zeros(len(truth))
    for fold in range(5):
        out, out_claims = folds[owners] == fold, folds[claim_owners] == fold
        weights = fit(table[~out], hits[~out])
        entity_scores[out] = 1 / (1 + np.exp(-table[out] @ np.array(weights)))
        heat = temperature(logs[~out_claims], truth[~out_claims])
        claim_scores[out_claims] = _softened(logs[out_claims], heat).max(1)
    best = logs.argmax(1)
    said = best > 0
    return Calibration(
        fit(table, hits),
        temperature(logs, truth),
        calibration_error(entity_scores, hits > 0),
        calibration_error(claim_scores[said], (best == truth)[said]),
    )


def temperature(logs: np.ndarray, truth: np.ndarray) -> float:
    """Return the temperature under which the truth is likeliest."""
    choices = np.exp(np.linspace(-0.5, 1.6, 85))
    return float(
        min(
            choices,
            key=lambda heat: -np.log(_softened(logs, heat)[np.arange(len(truth)), truth] + 1e-9).mean(),
        )
    )


def _softened(logs: np.ndarray, heat: float) -> np.ndarray:
    powers = np.exp((logs - logs.max(1, keepdims=True)) / heat)
    return powers / powers.sum(1, keepdims=True)
