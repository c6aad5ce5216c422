"""The part of the check that looks at documents, sets, spans and relations as they are now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from enum import StrEnum

from annotator.domain.annotation import AuthorKind, OriginKind, SetStatus, SpanStatus
from annotator.domain.scheme import Scheme, scheme_from_dict
from annotator.errors import RuleError

_LENGTHS = """
    SELECT d.name, d.length, t.length FROM documents d JOIN texts t ON t.sha256 = d.text_sha256
    WHERE d.length <> t.length
"""
_OUTSIDE = """
    SELECT p.id, p.start, p."end", p.label, d.name, d.length
    FROM spans p JOIN sets s ON s.id = p.set_id JOIN documents d ON d.id = s.document_id
    WHERE NOT (0 <= p.start AND p.start < p."end" AND p."end" <= d.length)
"""
_SCORES = "SELECT id, score FROM {table} WHERE score IS NOT NULL AND NOT score BETWEEN 0 AND 1"
_ELSEWHERE = """
    SELECT r.id, r.label FROM relations r
    LEFT JOIN spans a ON a.id = r.source LEFT JOIN spans b ON b.id = r.target
    WHERE a.set_id IS NOT r.set_id OR b.set_id IS NOT r.set_id
"""
_CONFIRMED = """
    SELECT set_id, layer, start, "end", label FROM spans WHERE status = 'confirmed' ORDER BY set_id, layer, start
"""
_VALUES: tuple[tuple[str, str, type[StrEnum]], ...] = (
    ("authors", "kind", AuthorKind),
    ("sets", "status", SetStatus),
    ("spans", "status", SpanStatus),
    ("spans", "origin_kind", OriginKind),
    ("relations", "status", SpanStatus),
    ("relations", "origin_kind", OriginKind),
)


def content_findings(connection: sqlite3.Connection, figures: dict[str, int]) -> Iterator[str]:
    """Yield what does not fit its text, its scheme or the words that a column knows."""
    for table in ("documents", "sets", "spans", "relations"):
        figures[table] = int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    for name, length, real in connection.execute(_LENGTHS):
        yield f"The document “{name}” is said to have {length} characters and its text has {real}."
    yield from _regions(connection)
    for identity, start, end, label, name, length in connection.execute(_OUTSIDE):
        yield f"The span {identity} ({label}, {start}–{end}) does not lie in “{name}” ({length} characters)."
    for table in ("spans", "relations"):
        for identity, score in connection.execute(_SCORES.format(table=table)):
            yield f"The score {score} of {identity} in “{table}” is not between 0 and 1."
    for identity, label in connection.execute(_ELSEWHERE):
        yield f"The relation {identity} ({label}) links spans that are not in its set."
    for table, column, words in _VALUES:
        yield from _unknown(connection, table, column, words)
    yield from _against_scheme(connection)


def _regions(connection: sqlite3.Connection) -> Iterator[str]:
    for name, length, regions in connection.execute(
        "SELECT name, length, regions FROM documents WHERE regions <> ''"
    ):
        for start, end, _ in json.loads(regions):
            if not 0 <= start < end <= length:
                yield f"The boilerplate {start}–{end} does not lie in “{name}” ({length} characters)."


def _unknown(
    connection: sqlite3.Connection, table: str, column: str, words: Iterable[StrEnum]
) -> Iterator[str]:
    known = [word.value for word in words]
    places = ", ".join("?" * len(known))
    for identity, value in connection.execute(
        f"SELECT id, {column} FROM {table} WHERE {column} NOT IN ({places})", known
    ):
        yield f"The {column.replace('_', ' ')} “{value}” of {identity} in “{table}” is none that this program knows."


def _against_scheme(connection: sqlite3.Connection) -> Iterator[str]:
    newest = connection.execute("SELECT body FROM schemes ORDER BY version DESC LIMIT 1").fetchone()
    if newest is None:
        yield "The project has no scheme."
        return
    try:
        scheme = scheme_from_dict(json.loads(newest[0]))
    except (RuleError, ValueError) as error:
        yield f"The newest scheme cannot be read: {error}"
        return
    known = {(layer.name, label.name) for layer, label in scheme.labels()}
    for layer, label in connection.execute("SELECT DISTINCT layer, label FROM spans"):
        if (layer, label) not in known:
            yield f"The label “{label}” of layer “{layer}” is used and not in the scheme."
    yield from _overlaps(connection, scheme)


def _overlaps(connection: sqlite3.Connection, scheme: Scheme) -> Iterator[str]:
    flat = {layer.name for layer in scheme.layers if layer.flat}
    last: tuple[str, str, int, int] | None = None
    for set_id, layer, start, end, label in connection.execute(_CONFIRMED):
        if layer not in flat:
            continue
        if last and last[:2] == (set_id, layer) and start < last[3]:
            yield f"The confirmed span {start}–{end} ({label}) of set {set_id} overlaps another one of the flat layer “{layer}”."
        last = (set_id, layer, start, end)
