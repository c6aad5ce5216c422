"""The full-text index of names and texts: derived from the documents, so neither journaled nor backed up apart.

It has a row for each document, numbered by the document's position: answers come in the order of the list, and what
is not in the list (an import that was undone) is not in the index. Triggers keep it up in the transaction that
changes the documents, whoever makes it. The index holds no text of its own, hence the “delete” with the old words.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection

_ADD = (
    "INSERT INTO search (rowid, name, text) "
    "SELECT new.position, new.name, text FROM texts WHERE sha256 = new.text_sha256;"
)
_DROP = (
    "INSERT INTO search (search, rowid, name, text) "
    "SELECT 'delete', old.position, old.name, text FROM texts WHERE sha256 = old.text_sha256;"
)
STATEMENTS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5 "
    "(name, text, content='', tokenize='unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER IF NOT EXISTS search_added AFTER INSERT ON documents BEGIN {_ADD} END",
    f"CREATE TRIGGER IF NOT EXISTS search_removed AFTER DELETE ON documents BEGIN {_DROP} END",
    "CREATE TRIGGER IF NOT EXISTS search_changed AFTER UPDATE OF position, name, text_sha256 ON documents "
    f"BEGIN {_DROP} {_ADD} END",
)

TABLES = ("search", "search_config", "search_data", "search_docsize", "search_idx")
"""The index and what SQLite keeps it in; no other table of ours may be named so."""

_MISSING = """
    SELECT d.name FROM documents d LEFT JOIN search_docsize s ON s.id = d.position WHERE s.id IS NULL ORDER BY d.position
"""
_SURPLUS = """
    SELECT count(*) FROM search_docsize s LEFT JOIN documents d ON d.position = s.id WHERE d.position IS NULL
"""
_MEND = "search would not be right"


def make(connection: Connection) -> None:
    """Make what is missing of the index: all of it in a new file, the triggers after a table was rebuilt."""
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def index_findings(connection: sqlite3.Connection, figures: dict[str, int]) -> Iterator[str]:
    """Yield where the index does not fit the documents."""
    made = {
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'search%'")
    }
    wanted = {*TABLES, "search_added", "search_removed", "search_changed"}
    if wanted - made:
        yield f"The search index lacks {', '.join(sorted(wanted - made))}; {_MEND}."
        return
    figures["indexed"] = int(connection.execute("SELECT count(*) FROM search_docsize").fetchone()[0])
    for (name,) in connection.execute(_MISSING):
        yield f"The document “{name}” is not in the search index; {_MEND}."
    surplus = int(connection.execute(_SURPLUS).fetchone()[0])
    if surplus:
        yield f"The search index has {surplus} documents that the project has not; {_MEND}."
