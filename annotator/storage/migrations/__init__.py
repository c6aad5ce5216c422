"""Bringing older project files up to date, with Alembic and without any file of settings.

A migration is a file in ``versions`` whose revision is the project file's version in four digits. All of them
run in one transaction after a backup, so a file is either as it was or up to date, whenever the program ends.
The journal is not migrated: its images are hashed, and columns they do not name have their usual values.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from annotator.errors import ProjectError
from annotator.storage import search_index
from annotator.storage.backup import copy_file
from annotator.storage.connection import Mode, connect
from annotator.storage.faults import told

LOCATION = Path(__file__).parent
VERSIONS: tuple[Path, ...] = (LOCATION / "versions",)


def upgrade(path: Path) -> Path:
    """Bring a file up to the newest version and return its backup; the caller holds the writer's lock."""
    with told(path):
        version = _read_version(path)
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        saved = copy_file(path, path.with_name(f"{path.stem}.version-{version}.{stamp}{path.suffix}"))
        _run(path)
    return saved


def newest() -> int:
    """Return the version that the newest migration leads to."""
    return int(ScriptDirectory.from_config(make_config()).get_current_head() or 0)


def make_config() -> Config:
    """Return Alembic's settings for these migrations."""
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", _escaped(str(LOCATION)))
    config.set_main_option("version_locations", _escaped(os.pathsep.join(map(str, VERSIONS))))
    return config


def _escaped(value: str) -> str:
    # Alembic's settings are ConfigParser's, which would take a percent sign in a folder's name as its own.
    return value.replace("%", "%%")


def _run(path: Path) -> None:
    def open_file() -> sqlite3.Connection:
        connection = connect(path, Mode.WRITE)
        # Batch mode rebuilds tables under other names; foreign keys are checked once at the end instead.
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection

    engine = create_engine("sqlite://", creator=open_file, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    config = make_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # A migration that rebuilds the documents' table takes its triggers away.
        search_index.make(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ProjectError(
                f"{path} cannot be brought up to date: {len(broken)} rows point to rows that are gone "
                f"(first in “{broken[0][0]}”); run “annotator check” with the older program, nothing was changed."
            )
        connection.exec_driver_sql(f"PRAGMA user_version={newest()}")


def _read_version(path: Path) -> int:
    connection = connect(path, Mode.READ)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()
