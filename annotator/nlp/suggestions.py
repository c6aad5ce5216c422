"""What a suggester answers: plain values that cross a process boundary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotator.domain.text import Region

ENTITIES = "entities"
CLAIMS = "claims"
SPEAKER = "ATTRIBUTED_TO"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed span in code points; ``score`` is a calibrated probability, None where the pipeline has none."""

    start: int
    end: int
    label: str
    layer: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class ProposedRelation:
    """A proposed link between two proposed spans, by their places in ``Suggestions.spans``."""

    source: int
    target: int
    label: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Everything a suggester says about one text; spans are in the order of the text."""

    spans: tuple[Proposal, ...] = ()
    relations: tuple[ProposedRelation, ...] = ()


@dataclass(frozen=True, slots=True)
class PipelineInfo:
    """What a pipeline's own description says."""

    name: str
    version: str
    path: Path
    labels: tuple[str, ...] = ()
    description: str = ""


class Suggester(Protocol):
    """A named function from texts to proposed spans with scores."""

    name: str

    def suggest(self, texts: Iterable[tuple[str, tuple[Region, ...]]]) -> Iterator[Suggestions]:
        """Yield the suggestions for each text, in order; nothing touches a text's boilerplate regions."""
