"""What a file format could not carry: counted by kind, with examples, never dropped in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum

EXAMPLES = 20


class LossKind(StrEnum):
    """Why something of a document is not in the file that was written."""

    BOUNDARY = "not on a token boundary"
    BLANK = "blanks at the ends of a span"
    OVERLAP = "overlapping spans of a flat layer"
    BOILERPLATE = "spans in boilerplate"
    UNDECIDED = "spans that nobody confirmed"
    LAYER = "layers"
    LABEL = "labels written otherwise"
    RELATION = "relations"
    DETAIL = "attributes and comments"
    READING = "further readings"
    WHITESPACE = "whitespace"
    EMPTY = "documents without text"
    UNREAD = "documents without a reading"


@dataclass(frozen=True, slots=True)
class Loss:
    """One example: which document, where in it (offsets, or a name), and what was left out."""

    document: str
    place: str
    sentence: str


class LossReport:
    """Counts losses by kind and keeps the first examples of each; one report goes through a whole export."""

    def __init__(self) -> None:
        self._counts: Counter[LossKind] = Counter()
        self._examples: dict[LossKind, list[Loss]] = {}

    def add(self, kind: LossKind, document: str, place: str, sentence: str, *, count: int = 1) -> None:
        """Count a loss (``count`` of its kind) and keep it as an example while there is room."""
        self._counts[kind] += count
        examples = self._examples.setdefault(kind, [])
        if len(examples) < EXAMPLES:
            examples.append(Loss(document, place, sentence))

    def __bool__(self) -> bool:
        return bool(self._counts)

    @property
    def counts(self) -> dict[LossKind, int]:
        """How much was lost of each kind, in the order of the kinds."""
        return {kind: self._counts[kind] for kind in LossKind if self._counts[kind]}

    def examples(self, kind: LossKind) -> tuple[Loss, ...]:
        """Return the first losses of a kind, at most 20."""
        return tuple(self._examples.get(kind, ()))

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values: for each kind its count and examples."""
        return {
            kind.value: {"count": count, "examples": [asdict(loss) for loss in self._examples[kind]]}
            for kind, count in self.counts.items()
        }

    def to_text(self) -> str:
        """Return the report for people: a line for each kind, its examples indented below."""
        if not self:
            return "Nothing was lost.\n"
        lines: list[str] = []
        for kind, count in self.counts.items():
            lines.append(f"{kind.value}: {count}")
            examples = self._examples[kind]
            lines += [f"  {loss.document}, {loss.place}: {loss.sentence}" for loss in examples]
            if count > len(examples):
                lines.append(f"  (the first {len(examples)} are shown)")
        return "\n".join(lines) + "\n"
