"""From domain values to table rows and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from annotator.domain.annotation import (
    AnnotationSet,
    Author,
    AuthorKind,
    Origin,
    OriginKind,
    Relation,
    SetStatus,
    Span,
    SpanStatus,
)
from annotator.domain.ids import AuthorId, DocumentId, RelationId, SetId, SpanId
from annotator.domain.text import Document, Region, RegionKind
from annotator.errors import RuleError
from annotator.storage.tables import Row
from annotator.storage.values import StepInfo

_HAND = Origin()
_KINDS = {kind.value: kind for kind in OriginKind}
_STATUSES = {status.value: status for status in SpanStatus}


def encode(value: object) -> str:
    """Return a value as compact JSON; raises RuleError when it is none."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise RuleError(f"The value {value!r} cannot be stored: {error}; use plain JSON values.") from error


def _or_empty(value: object) -> str:
    return encode(value) if value else ""


def document_row(document: Document, position: int) -> Row:
    """Return the documents row of a document that takes this place in the list."""
    return {
        "id": document.id,
        "position": position,
        "name": document.name,
        "length": len(document.text),
        "text_sha256": document.sha256,
        "source": document.source,
        "source_start": document.source_start,
        "source_end": document.source_end,
        "source_sha256": document.source_sha256,
        "encoding": document.encoding,
        "regions": _or_empty([[region.start, region.end, region.kind.value] for region in document.regions]),
        "meta": _or_empty(document.meta),
    }


def to_document(row: Any, text: str) -> Document:
    """Build a document from its row and its text."""
    regions = json.loads(row.regions) if row.regions else ()
    return Document(
        id=DocumentId(row.id),
        name=row.name,
        text=text,
        source=row.source,
        source_start=row.source_start,
        source_end=row.source_end,
        source_sha256=row.source_sha256,
        encoding=row.encoding,
        regions=tuple(Region(start, end, RegionKind(kind)) for start, end, kind in regions),
        meta=json.loads(row.meta) if row.meta else {},
    )


def set_row(annotation: AnnotationSet, author_id: str) -> Row:
    """Return the sets row of a set."""
    return {
        "id": annotation.id,
        "document_id": annotation.document_id,
        "author_id": author_id,
        "status": annotation.status.value,
        "seconds": float(annotation.seconds),
        "scheme_version": annotation.scheme_version,
    }


def to_set(row: Any) -> AnnotationSet:
    """Build a set from its row joined with its author's name."""
    return AnnotationSet(
        SetId(row.id),
        DocumentId(row.document_id),
        row.author,
        SetStatus(row.status),
        row.seconds,
        row.scheme_version,
    )


def span_row(span: Span) -> Row:
    """Return the spans row of a span."""
    origin = span.origin
    return {
        "id": span.id,
        "set_id": span.set_id,
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "layer": span.layer,
        "status": span.status.value,
        "origin_kind": origin.kind.value,
        "origin_name": origin.name,
        "sources": encode(origin.sources) if origin.sources else "",
        "score": None if span.score is None else float(span.score),
        "attributes": encode(span.attributes) if span.attributes else "",
        "comment": span.comment,
        "scheme_version": span.scheme_version,
    }


def to_origin(kind: str, name: str, sources: str) -> Origin:
    """Build an origin from its three columns."""
    if kind == "hand" and not name and not sources:
        return _HAND
    return Origin(_KINDS[kind], name, tuple(json.loads(sources)) if sources else ())


def to_span(row: Sequence[Any]) -> Span:
    """Build a span from the columns of its row in the order of the table."""
    (
        identity,
        set_id,
        start,
        end,
        label,
        layer,
        status,
        kind,
        name,
        sources,
        score,
        attributes,
        comment,
        version,
    ) = row
    return Span(
        SpanId(identity),
        SetId(set_id),
        start,
        end,
        label,
        layer,
        _STATUSES[status],
        to_origin(kind, name, sources),
        score,
        json.loads(attributes) if attributes else {},
        comment,
        version,
    )


def relation_row(relation: Relation) -> Row:
    """Return the relations row of a relation."""
    origin = relation.origin
    return {
        "id": relation.id,
        "set_id": relation.set_id,
        "source": relation.source,
        "target": relation.target,
        "label": relation.label,
        "status": relation.status.value,
        "origin_kind": origin.kind.value,
        "origin_name": origin.name,
        "sources": encode(origin.sources) if origin.sources else "",
        "score": None if relation.score is None else float(relation.score),
    }


def to_relation(row: Sequence[Any]) -> Relation:
    """Build a relation from the columns of its row in the order of the table."""
    identity, set_id, source, target, label, status, kind, name, sources, score = row
    return Relation(
        RelationId(identity),
        SetId(set_id),
        SpanId(source),
        SpanId(target),
        label,
        _STATUSES[status],
        to_origin(kind, name, sources),
        score,
    )


def to_author(row: Any) -> Author:
    """Build an author from its row."""
    return Author(AuthorId(row.id), row.name, AuthorKind(row.kind))


def to_step(row: Any) -> StepInfo:
    """Build the public part of a step from its row."""
    return StepInfo(
        row.seq, row.operation, row.title, row.author, row.at, row.kind, row.rows, row.state, row.hash.hex()
    )


def in_text_order(spans: Iterable[Span]) -> list[Span]:
    """Sort spans by start, the longer first, then by layer, label and id."""
    return sorted(spans, key=lambda span: (span.start, -span.end, span.layer, span.label, span.id))
