"""A new project file: written beside its place and moved there when it is complete."""

from __future__ import annotations

import os
from pathlib import Path

from annotator.domain.scheme import Scheme, check_scheme
from annotator.errors import ProjectError
from annotator.storage import search_index
from annotator.storage.connection import APPLICATION_ID, FORMAT_VERSION, Mode, make_engine
from annotator.storage.door import Door
from annotator.storage.faults import told
from annotator.storage.files import remove_database, sync_folder
from annotator.storage.tables import METADATA
from annotator.storage.transaction import Transaction

_STAMP = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
    f"INSERT INTO alembic_version VALUES ('{FORMAT_VERSION:04}')",
    f"PRAGMA application_id={APPLICATION_ID}",
    f"PRAGMA user_version={FORMAT_VERSION}",
)


def write_new(path: Path, scheme: Scheme, name: str) -> None:
    """Write an empty project; raises ProjectError when the place is taken or cannot be written."""
    check_scheme(scheme)
    if path.exists():
        raise _taken(path)
    if not path.parent.is_dir():
        raise ProjectError(f"{path} cannot be made: there is no folder {path.parent}; make that first.")
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    with told(path):
        try:
            _write(draft, scheme, name)
            _move(draft, path)
        finally:
            remove_database(draft)


def _write(draft: Path, scheme: Scheme, name: str) -> None:
    draft.touch(exist_ok=False)
    engine = make_engine(draft, Mode.WRITE)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        METADATA.create_all(connection, checkfirst=False)
        search_index.make(connection)
        for statement in _STAMP:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("COMMIT")

    def birth(transaction: Transaction) -> None:
        transaction.put_scheme(scheme)
        transaction.put_setting("name", name)

    # The first step. It is in the history like any other and cannot be taken back.
    door = Door(engine, draft)
    try:
        door.step("create", birth, title=name)
    finally:
        door.close()


def _move(draft: Path, path: Path) -> None:
    """Give the finished file its name, without ever replacing a file that appeared there meanwhile."""
    try:
        path.hardlink_to(draft)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError:
        # No hard links on this file system.
        draft.rename(path)
    sync_folder(path.parent)


def _taken(path: Path) -> ProjectError:
    return ProjectError(f"{path} exists already; choose another name, or open it.")
