"""The part of the check that follows the journal: is the chain whole, and does it lead to the rows that are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import blake2b

from annotator.storage.check_marks import Marks
from annotator.storage.images import packer
from annotator.storage.journal import GENESIS, Header, link
from annotator.storage.tables import CONTENT, KEYS

_STEPS = """
    SELECT seq, operation, title, author, at, kind, target, batch, undoable, rows, first, last, state, hash
    FROM steps ORDER BY seq
"""
_ROWS = "SELECT id, step, entity, key, before, after, previous, hash FROM journal ORDER BY id"
_KINDS = ("do", "undo", "redo")
_STATES = ("active", "undone", "dropped")

# The last image of each row, as a short digest: a million rows fit in memory, their images would not.
Last = dict[tuple[str, str], bytes | None]


def journal_findings(connection: sqlite3.Connection, figures: dict[str, int]) -> Iterator[str]:
    """Yield where the chain is broken, where a row has another history, and rows that have none."""
    last: Last = {}
    yield from _chain(connection, figures, last)
    yield from _rows(connection, last)


def _digest(image: str | None) -> bytes | None:
    return None if image is None else blake2b(image.encode(), digest_size=16).digest()


def _chain(connection: sqlite3.Connection, figures: dict[str, int], last: Last) -> Iterator[str]:
    rows = connection.execute(_ROWS)
    row = rows.fetchone()
    previous, place, number = GENESIS, 1, 0
    marks = Marks()
    for seq, *head, count, first, end, state, final in connection.execute(_STEPS):
        number += 1
        if seq != number:
            yield f"The history jumps from step {number - 1} to step {seq}; steps were removed."
            number = seq
        if head[4] not in _KINDS or state not in _STATES:
            yield f"Step {seq} has a kind “{head[4]}” or a state “{state}” that this program does not know."
        if (first, end) != (place, place + count - 1):
            yield f"Step {seq} is said to have the journal rows {first} to {end}; {place} comes next."
        step = Header(seq, *head[:-1], bool(head[-1]))
        encoded = step.encoded()
        yield from marks.follow(step, state)
        seen = 0
        while row is not None and row[1] == seq:
            yield from _link(row, previous, encoded, place + seen, last)
            previous, seen = row[7], seen + 1
            row = rows.fetchone()
        if seen != count:
            yield f"Step {seq} is said to have {count} journal rows and has {seen}."
        if final != previous:
            yield f"Step {seq} does not end in the hash of its last journal row; the history was altered."
        place += seen
    yield from marks.wrong()
    figures["steps"], figures["journal"] = number, place - 1
    while row is not None:
        yield f"The journal row {row[0]} belongs to step {row[1]}, which is not in the history."
        row = rows.fetchone()


def _link(row: tuple, previous: bytes, header: str, place: int, last: Last) -> Iterator[str]:
    identity, seq, entity, key, before, after, said, final = row
    if identity != place or said != previous or link(previous, header, entity, key, before, after) != final:
        yield f"The journal row {identity} of step {seq} ({entity} {key}) breaks the chain; the history was altered."
    if last.get((entity, key)) != _digest(before):
        yield f"The journal row {identity} of step {seq} does not go on where “{entity}” {key} was left before."
    last[entity, key] = _digest(after)


def _rows(connection: sqlite3.Connection, last: Last) -> Iterator[str]:
    expected = {key for key, image in last.items() if image is not None}
    for table in CONTENT:
        entity, pack, place = table.name, packer(table.name), KEYS[table.name]
        cursor = connection.execute(f"SELECT * FROM {entity}")
        names = [column[0] for column in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            known = (entity, str(row[place]))
            if known not in expected:
                yield f"The row {known[1]} of “{entity}” is not in the journal; it was added by another program."
                continue
            expected.discard(known)
            if last[known] != _digest(pack(row)):
                yield f"The row {known[1]} of “{entity}” is not as the journal left it; another program altered it."
    for entity, key in sorted(expected):
        yield f"The row {key} of “{entity}” is missing; another program removed it."
