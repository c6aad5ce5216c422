"""Names and texts get a full-text index, filled with what is there."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ADD = (
    "INSERT INTO search (rowid, name, text) "
    "SELECT new.position, new.name, text FROM texts WHERE sha256 = new.text_sha256;"
)
_DROP = (
    "INSERT INTO search (search, rowid, name, text) "
    "SELECT 'delete', old.position, old.name, text FROM texts WHERE sha256 = old.text_sha256;"
)


def upgrade() -> None:
    """Make the index and its triggers, then fill it."""
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5 "
        "(name, text, content='', tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(f"CREATE TRIGGER search_added AFTER INSERT ON documents BEGIN {_ADD} END")
    op.execute(f"CREATE TRIGGER search_removed AFTER DELETE ON documents BEGIN {_DROP} END")
    op.execute(
        "CREATE TRIGGER search_changed AFTER UPDATE OF position, name, text_sha256 ON documents "
        f"BEGIN {_DROP} {_ADD} END"
    )
    op.execute(
        "INSERT INTO search (rowid, name, text) SELECT d.position, d.name, t.text "
        "FROM documents d JOIN texts t ON t.sha256 = d.text_sha256 ORDER BY d.position"
    )
