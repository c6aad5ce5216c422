"""Row images: the JSON text under which the journal remembers a row.

An image leaves out the key (the journal has it beside) and every column that holds its usual value, which
makes the journal of an import a third smaller. The usual values are part of the file format: one that changed
would give old images a new meaning, so new columns are added here and existing lines stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from annotator.storage.tables import BY_NAME, KEYS, Row, Value

USUAL: dict[str, dict[str, Value]] = {
    "authors": {"kind": "person"},
    "schemes": {},
    "settings": {},
    "documents": {
        "source": "",
        "source_start": 0,
        "source_sha256": "",
        "encoding": "utf-8",
        "regions": "",
        "meta": "",
    },
    "sets": {"status": "new", "seconds": 0.0, "scheme_version": 1},
    "spans": {
        "status": "confirmed",
        "origin_kind": "hand",
        "origin_name": "",
        "sources": "",
        "score": None,
        "attributes": "",
        "comment": "",
        "scheme_version": 1,
    },
    "relations": {
        "status": "confirmed",
        "origin_kind": "hand",
        "origin_name": "",
        "sources": "",
        "score": None,
    },
}

_encode: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ABSENT = object()


def packer(entity: str) -> Callable[[Row], str]:
    """Return the function that turns a row of this table into its image."""
    usual, key = USUAL[entity], KEYS[entity]
    get = usual.get

    def pack(row: Row) -> str:
        return _encode(
            {name: value for name, value in row.items() if name != key and value != get(name, _ABSENT)}
        )

    return pack


def unpack(entity: str, key: str, image: str) -> Row:
    """Return the row that an image stands for, with the columns that the table has now."""
    table, name = BY_NAME[entity], KEYS[entity]
    row: Row = {**USUAL[entity], **json.loads(image)}
    row[name] = int(key) if entity == "schemes" else key
    return {column.name: row[column.name] for column in table.columns if column.name in row}
