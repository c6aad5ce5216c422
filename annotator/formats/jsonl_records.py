"""One line of JSONL as a record: every field checked, whatever program wrote it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from annotator.domain.annotation import (
    AnnotationSet,
    Origin,
    OriginKind,
    Reading,
    Record,
    Relation,
    SetStatus,
    Span,
    SpanStatus,
    origin_from_dict,
)
from annotator.domain.ids import DocumentId, RelationId, SetId, SpanId, new_id, text_id
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document, Region, RegionKind, text_hash
from annotator.formats.layers import layer_for
from annotator.formats.splitting import first_line

# The fields of a document that stand in "meta", and the mark of other meta keys of the same name.
FIELDS = ("source", "source_start", "source_end", "source_sha256", "encoding")
META_FIELDS = frozenset((*FIELDS, "sha256"))
ESCAPE = "meta:"

_KNOWN = frozenset(("id", "name", "text", "meta", "regions", "sets"))
_PLAIN = frozenset(
    ("id", "name", "text", "meta", "regions", "entities", "claims", "spans", "source", "source_start")
)
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)

T = TypeVar("T", str, int, float, bool, list, dict)  # type: ignore[type-arg]


class Invalid(Exception):
    """Why a record cannot be read: half a sentence without its full stop."""


def read_record(data: Mapping[str, object], *, path: Path, author: str, scheme: Scheme | None) -> Record:
    """Build a record from the values of one line; raises Invalid.

    Ids that are UUIDs are kept; any other program's id is kept in the document's meta beside a new one.
    """
    text = _get(data, "text", str)
    if not text.strip():
        raise Invalid("its text is empty")
    native = "sets" in data
    document = _document(data, text, path, native)
    ids: dict[str, str] = {}
    if native:
        sets = [_object(entry, "a set") for entry in _get(data, "sets", list)]
        # All ids first: an origin may name a span of a later set.
        _take_ids(sets, ids)
        readings = tuple(_reading(entry, document, author, ids) for entry in sets)
        if len({reading.set.author for reading in readings}) < len(readings):
            raise Invalid("it has two sets of one author")
    else:
        readings = _plain_reading(data, document, path, author, scheme)
    return Record(document, readings)


def _document(data: Mapping[str, object], text: str, path: Path, native: bool) -> Document:
    meta = dict(_get(data, "meta", dict, {}))
    if not native and "source" in data and "source" not in meta:
        meta["source"] = _get(data, "source", str)
        start = _get(data, "source_start", int, 0)
        meta |= {"source_start": start, "source_end": start + len(text)}
    start = _get(meta, "source_start", int, 0)
    end = _get(meta, "source_end", int, 0)
    if not 0 <= start <= end:
        raise Invalid(f"its source offsets {start}–{end} are no stretch of a file")
    if native and _get(meta, "sha256", str, text_hash(text)) != text_hash(text):
        raise Invalid(
            "its text is not the one that its SHA-256 was taken of, so its offsets cannot be trusted"
        )
    given = data.get("id")
    identity = uuid_of(given) or text_id(text, "" if given is None else str(given))
    return Document(
        DocumentId(identity),
        _get(data, "name", str, first_line(text)),
        text,
        _get(meta, "source", str, path.name),
        start,
        end,
        _get(meta, "source_sha256", str, ""),
        _get(meta, "encoding", str, "utf-8"),
        _regions(_get(data, "regions", list, []), len(text)),
        _kept(meta, data, given, native),
    )


def _kept(
    meta: dict[str, object], data: Mapping[str, object], given: object, native: bool
) -> dict[str, object]:
    """Return what the document's meta keeps: foreign meta and every field that has no other place."""
    kept = {key.removeprefix(ESCAPE): value for key, value in meta.items() if key not in META_FIELDS}
    for key, value in data.items():
        if key not in (_KNOWN if native else _PLAIN):
            kept[key if key not in kept else f"{key} (field)"] = value
    if given is not None and not uuid_of(given):
        kept.setdefault("id", given)
    return kept


def _regions(entries: list[object], length: int) -> tuple[Region, ...]:
    regions: list[Region] = []
    for entry in entries:
        start, end, kind = _triple(entry, "a region")
        _check_place(start, end, length, "a region")
        if regions and start < regions[-1].end:
            raise Invalid(f"its region {start}–{end} is out of order or overlaps the one before")
        regions.append(Region(start, end, _one_of(RegionKind, kind, "the kind of a region")))
    return tuple(regions)


def _reading(data: Mapping[str, object], document: Document, author: str, ids: dict[str, str]) -> Reading:
    own = AnnotationSet(
        SetId(_identity(data, ids)),
        document.id,
        _get(data, "author", str, author),
        _one_of(SetStatus, _get(data, "status", str, "new"), "the status of a set"),
        _number(data, "seconds", 0.0),
        _get(data, "scheme_version", int, 1),
    )
    if not own.author.strip():
        raise Invalid("one of its sets has an empty author")
    if own.seconds < 0:
        raise Invalid(f"the set of {own.author} was worked on for less than no time")
    spans = [_span(entry, own, document, ids) for entry in _entries(data, "spans")]
    known = {span.id for span in spans}
    relations = [_relation(entry, own, known, ids) for entry in _entries(data, "relations")]
    return Reading(own, tuple(spans), tuple(relations))


def _span(data: Mapping[str, object], own: AnnotationSet, document: Document, ids: dict[str, str]) -> Span:
    start, end = _get(data, "start", int), _get(data, "end", int)
    label = _get(data, "label", str)
    _check_place(start, end, len(document.text), f"the span {label}")
    return Span(
        SpanId(_identity(data, ids)),
        own.id,
        start,
        end,
        label,
        _get(data, "layer", str, "entities"),
        _one_of(SpanStatus, _get(data, "status", str, "confirmed"), "the status of a span"),
        _origin(data, ids),
        _score(data),
        dict(_get(data, "attributes", dict, {})),
        _get(data, "comment", str, ""),
        _get(data, "scheme_version", int, own.scheme_version),
    )


def _relation(
    data: Mapping[str, object], own: AnnotationSet, known: set[SpanId], ids: dict[str, str]
) -> Relation:
    ends: list[SpanId] = []
    for name in ("source", "target"):
        end = str(data.get(name, ""))
        span_id = SpanId(_known_as(end, ids))
        if span_id not in known:
            raise Invalid(f"a relation's {name} “{end}” is no span of its set")
        ends.append(span_id)
    return Relation(
        RelationId(_identity(data, ids)),
        own.id,
        ends[0],
        ends[1],
        _get(data, "label", str),
        _one_of(SpanStatus, _get(data, "status", str, "confirmed"), "the status of a relation"),
        _origin(data, ids),
        _score(data),
    )


def _plain_reading(
    data: Mapping[str, object], document: Document, path: Path, author: str, scheme: Scheme | None
) -> tuple[Reading, ...]:
    """Build the one finished reading of a record that names no sets; none where it has no annotations."""
    fields = [name for name in ("entities", "claims", "spans") if name in data]
    if not fields:
        return ()
    own = AnnotationSet(
        SetId(new_id()), document.id, author, SetStatus.DONE, scheme_version=scheme.version if scheme else 1
    )
    spans: list[Span] = []
    for name in fields:
        for entry in _get(data, name, list):
            start, end, label, layer = _plain_span(entry, name, scheme)
            _check_place(start, end, len(document.text), f"the span {label}")
            origin = Origin(OriginKind.IMPORTED, path.name)
            spans.append(
                Span(
                    SpanId(new_id()),
                    own.id,
                    start,
                    end,
                    label,
                    layer,
                    origin=origin,
                    scheme_version=own.scheme_version,
                )
            )
    spans.sort(key=lambda span: (span.start, -span.end, span.layer, span.label))
    return (Reading(own, tuple(spans)),)


def _plain_span(entry: object, field: str, scheme: Scheme | None) -> tuple[int, int, str, str]:
    if isinstance(entry, dict):
        start, end, label = _get(entry, "start", int), _get(entry, "end", int), _get(entry, "label", str)
        layer = _get(entry, "layer", str, "")
    else:
        start, end, label = _triple(entry, f"an entry of “{field}”")
        layer = ""
    return start, end, label, layer or layer_for(label, scheme, hint=field)


def _origin(data: Mapping[str, object], ids: dict[str, str]) -> Origin:
    entry = _get(data, "origin", dict, {})
    _one_of(OriginKind, _get(entry, "kind", str, "hand"), "the kind of an origin")
    sources = _get(entry, "sources", list, [])
    if not all(isinstance(source, str) for source in sources):
        raise Invalid("the sources of an origin are not ids")
    _get(entry, "name", str, "")
    return origin_from_dict(entry | {"sources": [_known_as(source, ids) for source in sources]})


def uuid_of(value: object) -> str:
    """Return a UUID as 32 lower-case digits, or an empty string where the value is none."""
    return value.replace("-", "").lower() if isinstance(value, str) and _ID.fullmatch(value) else ""


def _take_ids(sets: list[dict[str, object]], ids: dict[str, str]) -> None:
    """Note under which id each set, span and relation will stand; a foreign id gets a UUID."""
    for entry in sets:
        for item in (entry, *_entries(entry, "spans"), *_entries(entry, "relations")):
            given = item.get("id")
            if given is None:
                continue
            key = uuid_of(given) or str(given)
            if key in ids:
                raise Invalid(f"the id “{key}” stands in it twice")
            ids[key] = uuid_of(given) or new_id()


def _identity(data: Mapping[str, object], ids: dict[str, str]) -> str:
    given = data.get("id")
    return new_id() if given is None else _known_as(str(given), ids)


def _known_as(given: str, ids: dict[str, str]) -> str:
    key = uuid_of(given) or given
    return ids.get(key, key)


def _entries(data: Mapping[str, object], name: str) -> list[dict[str, object]]:
    return [_object(entry, f"an entry of “{name}”") for entry in _get(data, name, list, [])]


def _get(data: Mapping[str, object], name: str, kind: type[T], default: T | None = None) -> T:
    """Return a field of the given type; a missing or null one is the default, or Invalid where there is none."""
    value = data.get(name)
    if value is None:
        if default is None:
            raise Invalid(f"it has no “{name}”")
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise Invalid(f"its “{name}” is {_type(value)} where {_TYPES[kind]} is expected")
    if kind is int and not -(2**63) <= value < 2**63:  # type: ignore[operator]
        raise Invalid(f"its “{name}” is too large a number")
    return value  # type: ignore[return-value]


_TYPES: dict[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


def _type(value: object) -> str:
    return _TYPES.get(type(value), "something else")


def _object(entry: object, what: str) -> dict[str, object]:
    if not isinstance(entry, dict):
        raise Invalid(f"{what} is {_type(entry)} where an object is expected")
    return entry


def _triple(entry: object, what: str) -> tuple[int, int, str]:
    if not isinstance(entry, list) or len(entry) != 3:
        raise Invalid(f"{what} is not [start, end, label]")
    named = {"start": entry[0], "end": entry[1], "label": entry[2]}
    return _get(named, "start", int), _get(named, "end", int), _get(named, "label", str)


def _check_place(start: int, end: int, length: int, what: str) -> None:
    if not 0 <= start < end <= length:
        raise Invalid(f"{what} at {start}–{end} does not lie in its text of {length} characters")


def _number(data: Mapping[str, object], name: str, default: float | None) -> float:
    value = data.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Invalid(f"its “{name}” is {_type(value)} where a number is expected")
    return float(value)


def _score(data: Mapping[str, object]) -> float | None:
    if data.get("score") is None:
        return None
    score = _number(data, "score", None)
    if not 0.0 <= score <= 1.0:
        raise Invalid(f"the score {score} is not between 0 and 1")
    return score


_E = TypeVar("_E", RegionKind, SetStatus, SpanStatus, OriginKind)


def _one_of(kind: type[_E], value: str, what: str) -> _E:
    try:
        return kind(value)
    except ValueError:
        raise Invalid(f"{what} is “{value}”, not one of {', '.join(kind)}") from None
