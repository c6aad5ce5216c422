"""Older files are brought up to date, after a backup."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from annotator.errors import ProjectError
from annotator.storage import Project, migrations, search_index
from annotator.storage.check import check
from annotator.storage.connection import APPLICATION_ID, FORMAT_VERSION
from annotator.storage.tables import METADATA
from tests.durability import future
from tests.unit.storage.making import span


def _schema(connection):
    """Return what the tables and indexes are made of; the order of constraints in a table says nothing."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return {name: sorted(re.findall(r"\w+", sql)) for name, sql in rows}


def _is_ours(name, kind, _parents):
    """Tell what the tables describe; the search index is derived and SQLite's own inside."""
    return kind != "table" or name not in search_index.TABLES


def test_the_newest_migration_is_the_programs_version():
    assert migrations.newest() == FORMAT_VERSION


def test_migrations_lead_to_the_tables_that_a_new_project_has(project, path, tmp_path):
    migrated = tmp_path / "migrated"
    with closing(sqlite3.connect(migrated)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.commit()
    migrations.upgrade(migrated)
    with closing(sqlite3.connect(migrated)) as old, closing(sqlite3.connect(path)) as new:
        assert _schema(old) == _schema(new)
        assert old.execute("PRAGMA user_version").fetchone() == (FORMAT_VERSION,)
        assert old.execute("SELECT * FROM alembic_version").fetchall() == [("0002",)]
        assert new.execute("SELECT * FROM alembic_version").fetchall() == [("0002",)]
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert (
            compare_metadata(
                MigrationContext.configure(connection, opts={"include_name": _is_ours}), METADATA
            )
            == []
        )
    engine.dispose()


def test_an_older_project_is_migrated_on_opening_and_its_history_still_works(
    project, path, document, own, add, monkeypatch
):
    add(span(own, 0, 3))
    project.undo()
    project.close()
    before = path.read_bytes()
    future.pretend(monkeypatch.setattr)
    with Project.open(path) as migrated:
        assert migrated.read.document(document.id) == document
        assert check(migrated).findings == ()
        migrated.redo()
        for _ in range(3):
            assert migrated.undo().step
        assert migrated.read.counts().documents == 0
        for _ in range(3):
            assert migrated.redo().step
        assert check(migrated).findings == ()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT language FROM documents").fetchall() == [("",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT_VERSION + 1,)
    (saved,) = path.parent.glob("news.version-2.*.annotator")
    monkeypatch.undo()
    assert check(saved).ok
    assert path.read_bytes() != before
    with pytest.raises(ProjectError, match="newer annotator"):
        Project.open(path)


def test_a_migration_that_fails_changes_nothing(project, path, document, monkeypatch):
    project.close()
    before = path.read_bytes()
    future.pretend(monkeypatch.setattr)

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "newest", fail)
    with pytest.raises(KeyboardInterrupt):
        Project.open(path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    with Project.open(path) as again:
        assert again.read.document(document.id) == document
        assert check(again).findings == ()
