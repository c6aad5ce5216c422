"""How good proposed spans are against gold: strict figures, their uncertainty, and what scores are worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

# Layer, start, end, label: what makes two spans the same reading.
Key = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One document: the keys of its gold spans, and the proposed ones with their scores (None: unscored)."""

    gold: frozenset[Key]
    proposed: dict[Key, float | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of right, proposed and gold spans, and what follows from them. A figure of nothing is 0."""

    right: int = 0
    proposed: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """The share of the proposed spans that are right."""
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold spans that were proposed."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.proposed + self.gold) if self.proposed + self.gold else 0.0

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.right + other.right, self.proposed + other.proposed, self.gold + other.gold)


def figures(documents: Sequence[Judged], layer: str | None = None, label: str | None = None) -> Figures:
    """Return the figures over all documents, of one layer or label if given: same ends and same label count."""
    total = Figures()
    for document in documents:
        gold = {key for key in document.gold if layer in (None, key[0]) and label in (None, key[3])}
        said = {key for key in document.proposed if layer in (None, key[0]) and label in (None, key[3])}
        total += Figures(len(gold & said), len(said), len(gold))
    return total


def by_label(documents: Sequence[Judged]) -> dict[str, dict[str, Figures]]:
    """Return the figures of each label, by layer, labels in order of their names."""
    names: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for layer, _, _, label in (*document.gold, *document.proposed):
            names[layer].add(label)
    return {
        layer: {label: figures(documents, layer, label) for label in sorted(names[layer])}
        for layer in sorted(names)
    }


def interval(
    documents: Sequence[Judged], layer: str | None = None, *, rounds: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """Return the ends between which 95 of 100 F1s lie when the documents are drawn anew, with replacement."""
    if not documents:
        return 0.0, 0.0
    each = [figures([document], layer) for document in documents]
    random = Random(seed)
    drawn = sorted(sum(random.choices(each, k=len(each)), Figures()).f1 for _ in range(rounds))
    return drawn[int(rounds * 0.025)], drawn[min(rounds - 1, int(rounds * 0.975))]


@dataclass(frozen=True, slots=True)
class Bin:
    """Proposed spans with scores between ``low`` and ``high``: how many, their mean score, and the share right."""

    low: float
    high: float
    spans: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What scores are worth: the mean distance between score and share right, weighted by spans."""

    error: float | None
    scored: int
    unscored: int
    bins: tuple[Bin, ...] = ()


def calibration(documents: Sequence[Judged], layer: str | None = None, *, bins: int = 10) -> Calibration:
    """Return the expected calibration error over bins of equal width; ``error`` is None where nothing is scored."""
    scored: list[tuple[float, bool]] = []
    unscored = 0
    for document in documents:
        for key, score in document.proposed.items():
            if layer not in (None, key[0]):
                continue
            if score is None:
                unscored += 1
            else:
                scored.append((score, key in document.gold))
    found = []
    for place in range(bins):
        inside = [pair for pair in scored if min(bins - 1, int(pair[0] * bins)) == place]
        if inside:
            mean = sum(score for score, _ in inside) / len(inside)
            right = sum(is_right for _, is_right in inside) / len(inside)
            found.append(Bin(place / bins, (place + 1) / bins, len(inside), mean, right))
    if not scored:
        return Calibration(None, 0, unscored)
    error = sum(one.spans * abs(one.score - one.right) for one in found) / len(scored)
    return Calibration(error, len(scored), unscored, tuple(found))
