"""The journal: every changed row with its before and after, chained by hashes, and the header of each step.

``hash = sha256(previous hash + [header of the step, table, key, before, after] as JSON)``. Nobody can alter,
drop or slip in a row, or alter who did a step and when, without breaking the chain from there on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from hashlib import sha256
from json.encoder import encode_basestring

from sqlalchemy import Connection, bindparam, delete, desc, insert, select, update

from annotator.storage.images import packer
from annotator.storage.tables import BY_NAME, KEYS, STEPS, Row

GENESIS = bytes(32)
# Rows kept before they are written: enough to spare calls, little enough for memory.
BATCH = 2000
# As plain SQL, because an import writes a million of these and values by name cost a third more.
_INSERT = "INSERT INTO journal (id, step, entity, key, before, after, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Header:
    """Who does what and when. All of it is hashed with each row.

    ``target`` is the step undone or redone (the newest one of a batch), or 0. Steps of one ``batch`` are undone
    together; undo passes over a step that is not ``undoable``.
    """

    seq: int
    operation: str
    title: str
    author: str
    at: str
    kind: str = "do"
    target: int = 0
    batch: str = ""
    undoable: bool = True

    def encoded(self) -> str:
        """Return the header as the chain hashes it."""
        return json.dumps(astuple(self), ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the journal ends: the last step, its last row and the hash there."""

    seq: int = 0
    row: int = 0
    hash: bytes = GENESIS


@dataclass(slots=True)
class Touched:
    """What the rows of a step belong to, for the step's Changes."""

    entities: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    # The sets that got spans or relations, or other ones, and did not only lose some.
    filled: set[str] = field(default_factory=set)

    def add(self, entity: str, rows: Sequence[Row], *, gone: bool = False) -> None:
        """Note the rows of one table; ``gone`` when they were deleted."""
        self.entities.add(entity)
        if entity == "documents":
            self.documents.update(row["id"] for row in rows)  # type: ignore[misc]
        elif entity == "sets":
            self.documents.update(row["document_id"] for row in rows)  # type: ignore[misc]
        elif entity in ("spans", "relations"):
            owners = {row["set_id"] for row in rows}
            self.sets |= owners  # type: ignore[arg-type]
            if not gone:
                self.filled |= owners  # type: ignore[arg-type]


def link(previous: bytes, header: str, entity: str, key: str, before: str | None, after: str | None) -> bytes:
    """Return the hash of a journal row; ``header`` is the step's encoded header, the images are JSON."""
    body = f"[{header},{encode_basestring(entity)},{encode_basestring(key)},{before or 'null'},{after or 'null'}]"
    return sha256(previous + body.encode()).digest()


def read_tail(connection: Connection) -> Tail:
    """Return where the journal ends."""
    newest = select(STEPS.c.seq, STEPS.c.last, STEPS.c.hash).order_by(desc(STEPS.c.seq)).limit(1)
    row = connection.execute(newest).first()
    return Tail(*row) if row else Tail()


class Recorder:
    """Changes rows and writes each change to the journal. The only code that writes to the content tables."""

    def __init__(self, connection: Connection, header: Header, tail: Tail) -> None:
        self.header = header
        self.touched = Touched()
        self.rows = 0
        self._connection = connection
        self._encoded = header.encoded()
        self._first = tail.row + 1
        self._hash = tail.hash
        self._waiting: list[tuple[object, ...]] = []

    def insert(self, entity: str, rows: Sequence[Row]) -> None:
        """Insert rows."""
        key, pack = KEYS[entity], packer(entity)
        statement = insert(BY_NAME[entity])
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            self._connection.execute(statement, part)
            self.touched.add(entity, part)
            for row in part:
                self._note(entity, str(row[key]), None, pack(row))

    def update(self, entity: str, pairs: Sequence[tuple[Row, Row]]) -> None:
        """Change rows, each given as it is and as it shall be; those that stay the same are left out."""
        key, pack, table = KEYS[entity], packer(entity), BY_NAME[entity]
        pairs = [pair for pair in pairs if pair[0] != pair[1]]
        if not pairs:
            return
        statement = update(table).where(table.c[key] == bindparam("where_key"))
        values = [{"where_key": old[key], **{k: v for k, v in new.items() if k != key}} for old, new in pairs]
        self._connection.execute(statement, values)
        self.touched.add(entity, [old for old, _ in pairs])
        for old, new in pairs:
            self._note(entity, str(old[key]), pack(old), pack(new))

    def delete(self, entity: str, rows: Sequence[Row]) -> None:
        """Delete rows, given as they are."""
        key, pack, table = KEYS[entity], packer(entity), BY_NAME[entity]
        statement = delete(table).where(table.c[key] == bindparam("where_key"))
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            self._connection.execute(statement, [{"where_key": row[key]} for row in part])
            self.touched.add(entity, part, gone=True)
            for row in part:
                self._note(entity, str(row[key]), pack(row), None)

    def finish(self) -> None:
        """Write what is left of the journal, and the step."""
        self._flush()
        header = self.header
        step = {name: getattr(header, name) for name in Header.__dataclass_fields__}
        step |= {"rows": self.rows, "first": self._first, "last": self._first + self.rows - 1}
        self._connection.execute(insert(STEPS), step | {"state": "active", "hash": self._hash})

    def _note(self, entity: str, key: str, before: str | None, after: str | None) -> None:
        previous = self._hash
        self._hash = link(previous, self._encoded, entity, key, before, after)
        self._waiting.append(
            (self._first + self.rows, self.header.seq, entity, key, before, after, previous, self._hash)
        )
        self.rows += 1
        if len(self._waiting) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._connection.exec_driver_sql(_INSERT, self._waiting)
            self._waiting = []
