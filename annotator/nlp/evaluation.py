"""How good suggestions are: strict precision, recall and F1 per label, with bootstrap intervals over documents."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Key = tuple[int, int, str]
Pair = tuple[frozenset[Key], frozenset[Key]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one label (or of all), and what follows from them."""

    right: int
    proposed: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of proposals that are right; 0 when there are none."""
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """The share of gold spans that were proposed; 0 when there are none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.proposed + self.gold
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of all labels together, of each label, and the interval of F1 (95 of 100 resamples)."""

    total: Figures
    labels: Mapping[str, Figures]
    low: float
    high: float
    documents: int


def evaluate(
    documents: Iterable[tuple[Iterable[Key], Iterable[Key]]], *, resamples: int = 1000
) -> Evaluation:
    """Compare proposed with gold spans of documents; a span counts when start, end and label are the same.

    Each document is ``(proposed, gold)`` of ``(start, end, label)``. The bootstrap draws documents, with a fixed
    seed; with fewer than two documents the interval is the figure itself.
    """
    pairs = [(frozenset(proposed), frozenset(gold)) for proposed, gold in documents]
    names = sorted({key[2] for pair in pairs for side in pair for key in side})
    labels = {name: _count(pairs, name) for name in names}
    total = _count(pairs, None)
    low, high = _interval(pairs, resamples) if len(pairs) > 1 else (total.f1, total.f1)
    return Evaluation(total, labels, low, high, len(pairs))


def _count(pairs: Sequence[Pair], label: str | None) -> Figures:
    right = proposed = gold = 0
    for found, true in pairs:
        for key in found:
            if label is None or key[2] == label:
                proposed += 1
                right += key in true
        gold += sum(1 for key in true if label is None or key[2] == label)
    return Figures(right, proposed, gold)


def _interval(pairs: Sequence[Pair], resamples: int) -> tuple[float, float]:
    rng = random.Random(20)
    counts = [(len(found & true), len(found) + len(true)) for found, true in pairs]
    values = []
    for _ in range(resamples):
        drawn = rng.choices(counts, k=len(counts))
        total = sum(size for _, size in drawn)
        values.append(2 * sum(right for right, _ in drawn) / total if total else 0.0)
    values.sort()
    return values[int(0.025 * len(values))], values[min(int(0.975 * len(values)), len(values) - 1)]
