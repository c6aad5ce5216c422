"""How a project file is opened: marks in its header, pragmas, ways of reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, column, create_engine, func, select
from sqlalchemy.pool import NullPool

from annotator.errors import ProjectError
from annotator.storage.faults import no_project, told
from annotator.storage.rows import encode

# "Anno" in ASCII: what tells a project file from any other SQLite file, also for the desktop's MIME type.
APPLICATION_ID = 0x416E6E6F
# The version of the project file: the number of the newest migration.
FORMAT_VERSION = 2

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


class Mode(StrEnum):
    """How a connection uses the file; IMMUTABLE reads in a folder where SQLite cannot make its log."""

    WRITE = "mode=rw"
    READ = "mode=ro"
    IMMUTABLE = "immutable=1"


def _fold(text: str | None) -> str:
    return (text or "").casefold()


def connect(path: Path, mode: Mode) -> sqlite3.Connection:
    """Open the file; transactions are begun and ended by hand. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA busy_timeout=5000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-32768")
        if mode is Mode.WRITE:
            connection.execute("PRAGMA journal_mode=WAL")
            # What a person did is on the disk when the step returns, whatever happens to the machine.
            connection.execute("PRAGMA synchronous=FULL")
        else:
            connection.execute("PRAGMA query_only=ON")
        connection.create_function("casefold", 1, _fold, deterministic=True)
        # The first read is what really opens the file.
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def make_engine(path: Path, mode: Mode) -> Engine:
    """Return an engine whose connections leave BEGIN and COMMIT to their user."""

    def open_file() -> sqlite3.Connection:
        return connect(path, mode)

    return create_engine("sqlite://", creator=open_file, poolclass=NullPool, isolation_level="AUTOCOMMIT")


def raw(connection: Connection) -> sqlite3.Connection:
    """Return the sqlite3 connection below."""
    return connection.connection.dbapi_connection  # type: ignore[return-value]


def check_file(path: Path) -> int:
    """Return the version in a project file's header; raises ProjectError when it is missing or no project."""
    if path.is_dir():
        raise ProjectError(f"{path} is a folder; name the project file inside it.")
    if not path.exists():
        raise ProjectError(f"{path} does not exist; check the name, or make a project with “annotator new”.")
    with told(path), path.open("rb") as file:
        header = file.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise no_project(path)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise no_project(path)
    return check_version(path, int.from_bytes(header[60:64], "big"))


def check_version(path: Path, version: int) -> int:
    """Return the version; raises ProjectError when it is newer than this program."""
    if version > FORMAT_VERSION:
        raise ProjectError(
            f"{path} is a project of version {version} and this program knows versions up to {FORMAT_VERSION}; "
            "open it with a newer annotator, it was not touched."
        )
    return version


def reading_mode(path: Path) -> Mode:
    """Return how the file can be read here; raises ProjectError when it cannot."""
    try:
        connect(path, Mode.READ).close()
    except sqlite3.OperationalError as error:
        log = path.with_name(path.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise ProjectError(
                f"{path} was not closed cleanly and its folder is read-only; copy it together with {log.name} "
                "to a folder that can be written, and open it there."
            ) from error
        # A project that is at rest in a folder where nothing can be written cannot change either.
        with told(path):
            connect(path, Mode.IMMUTABLE).close()
        return Mode.IMMUTABLE
    except sqlite3.Error as error:
        with told(path):
            raise error
    return Mode.READ


def among(element: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a column's value is one of many; one parameter however many they are."""
    listed = func.json_each(bindparam(None, encode(list(values)))).table_valued(column("value"))
    return element.in_(select(listed.c.value))


Opener = Callable[[], Connection]
