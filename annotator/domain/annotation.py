"""Who says what about a text: authors, their sets, spans and relations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.ids import AuthorId, DocumentId, RelationId, SetId, SpanId
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document, overlaps
from annotator.errors import RuleError


class AuthorKind(StrEnum):
    """What kind of author wrote a set."""

    PERSON = "person"
    PIPELINE = "pipeline"
    IMPORT = "import"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Author:
    """A person, a pipeline (named ``pipeline:NAME@VERSION``), an import, or ``gold``."""

    id: AuthorId
    name: str
    kind: AuthorKind = AuthorKind.PERSON


GOLD = "gold"


def kind_of(name: str) -> AuthorKind:
    """Return the kind that an author's name stands for."""
    if name == GOLD:
        return AuthorKind.GOLD
    if name.startswith("pipeline:"):
        return AuthorKind.PIPELINE
    if name.startswith("import:"):
        return AuthorKind.IMPORT
    return AuthorKind.PERSON


class SetStatus(StrEnum):
    """How far one author is with one document."""

    NEW = "new"
    IN_PROGRESS = "in progress"
    DONE = "done"
    RETURNED = "returned"


class SpanStatus(StrEnum):
    """What has been decided about a span. Only confirmed spans are training data."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class OriginKind(StrEnum):
    """How a span came to be."""

    HAND = "hand"
    PIPELINE = "pipeline"
    ACCEPTED = "accepted"
    PROPAGATED = "propagated"
    ADJUDICATED = "adjudicated"
    IMPORTED = "imported"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Origin:
    """How a span came to be: the kind, a name (pipeline, file, policy) and the spans it was made from."""

    kind: OriginKind = OriginKind.HAND
    name: str = ""
    sources: tuple[SpanId, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values."""
        data: dict[str, object] = {"kind": self.kind.value}
        if self.name:
            data["name"] = self.name
        if self.sources:
            data["sources"] = list(self.sources)
        return data


def origin_from_dict(data: dict[str, object]) -> Origin:
    """Build an origin from plain JSON values."""
    return Origin(
        OriginKind(data.get("kind", "hand")),
        str(data.get("name", "")),
        tuple(SpanId(str(source)) for source in data.get("sources", ())),  # type: ignore[attr-defined]
    )


@dataclass(frozen=True, slots=True)
class AnnotationSet:
    """One author's reading of one document."""

    id: SetId
    document_id: DocumentId
    author: str
    status: SetStatus = SetStatus.NEW
    seconds: float = 0.0
    scheme_version: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch ``[start, end)`` of a document, in one set.

    ``score`` is a calibrated probability in [0, 1], or None where nobody computed one.
    """

    id: SpanId
    set_id: SetId
    start: int
    end: int
    label: str
    layer: str
    status: SpanStatus = SpanStatus.CONFIRMED
    origin: Origin = Origin()
    score: float | None = None
    attributes: dict[str, object] = field(default_factory=dict, hash=False)
    comment: str = ""
    scheme_version: int = 1

    @property
    def key(self) -> tuple[str, int, int, str]:
        """What makes two spans the same reading: layer, start, end and label."""
        return self.layer, self.start, self.end, self.label

    @property
    def place(self) -> tuple[str, int, int]:
        """Layer, start and end."""
        return self.layer, self.start, self.end


@dataclass(frozen=True, slots=True)
class Relation:
    """A labelled, directed link between two spans of one set."""

    id: RelationId
    set_id: SetId
    source: SpanId
    target: SpanId
    label: str
    status: SpanStatus = SpanStatus.CONFIRMED
    origin: Origin = Origin()
    score: float | None = None


def check_span(span: Span, *, length: int, scheme: Scheme) -> None:
    """Raise RuleError unless the span lies in a text of ``length`` code points and its label in its layer."""
    if not 0 <= span.start < span.end <= length:
        raise RuleError(
            f"The span {span.start}–{span.end} ({span.label}) does not lie in the text of {length} characters."
        )
    if scheme.layer(span.layer).label(span.label) is None:
        raise RuleError(
            f"The layer “{span.layer}” has no label “{span.label}”; add it to the scheme or map it."
        )
    if span.score is not None and not 0.0 <= span.score <= 1.0:
        raise RuleError(f"The score {span.score} of the span {span.start}–{span.end} is not between 0 and 1.")


def clashing(span: Span, others: Iterable[Span]) -> list[Span]:
    """Return the confirmed spans of the same layer that a span of a flat layer may not stand beside."""
    return [
        other
        for other in others
        if other.id != span.id
        and other.layer == span.layer
        and other.status is SpanStatus.CONFIRMED
        and overlaps(span.start, span.end, other.start, other.end)
    ]


@dataclass(frozen=True, slots=True)
class Reading:
    """A set with everything in it; spans are in the order of the text."""

    set: AnnotationSet
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A document with the readings that travel with it: what a codec writes and reads."""

    document: Document
    readings: tuple[Reading, ...] = ()
