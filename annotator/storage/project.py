"""A project: one file, opened by one writer or any number of readers."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from weakref import WeakSet

from annotator.domain.changes import Changes
from annotator.domain.scheme import Scheme
from annotator.errors import ProjectError, ReadOnlyError
from annotator.storage.connection import (
    FORMAT_VERSION,
    Mode,
    check_file,
    check_version,
    connect,
    make_engine,
    reading_mode,
)
from annotator.storage.creation import write_new
from annotator.storage.door import Door
from annotator.storage.faults import told
from annotator.storage.lock import WriterLock
from annotator.storage.queries import Reader
from annotator.storage.transaction import Transaction
from annotator.storage.values import StepInfo

T = TypeVar("T")


class Project:
    """An open project file.

    Changes go through ``transact``, ``undo`` and ``redo`` only, from any thread, one at a time; they are on the
    disk when those return. ``read`` is a reader of the thread that asks for it, and sees every finished step.
    """

    def __init__(self, path: Path, lock: WriterLock | None, mode: Mode) -> None:
        """Called by ``create`` and ``open``; ``lock`` is None when the project is only read."""
        self.path = path
        self.read_only = lock is None
        self._lock = lock
        self._door = Door(make_engine(path, Mode.WRITE), path) if lock else None
        self._reading = make_engine(path, mode)
        self._mine = threading.local()
        self._readers: WeakSet[Reader] = WeakSet()
        try:
            self._scheme = self.read.scheme
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path | str, *, scheme: Scheme, name: str = "") -> Project:
        """Make a new project file and open it; raises ProjectError when there is a file of that name already."""
        place = Path(path).absolute()
        write_new(place, scheme, name or place.stem)
        return cls.open(place)

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> Project:
        """Open a project; raises LockedError when another program writes it, ProjectError when it cannot be read.

        An older file is brought up to date first, after a backup beside it; that needs the writer's lock.
        """
        place = Path(path).absolute()
        check_file(place)
        # The lock and the log belong to the file itself, whatever link leads to it.
        place = place.resolve()
        if read_only:
            return cls._open_to_read(place)
        lock = WriterLock(place)
        try:
            _bring_up_to_date(place)
            return cls(place, lock, Mode.READ)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _open_to_read(cls, path: Path) -> Project:
        mode = reading_mode(path)
        version = check_version(path, _version(path, mode))
        if version < FORMAT_VERSION:
            raise ProjectError(
                f"{path} is a project of version {version}; open it once for writing so that it is brought up to "
                f"version {FORMAT_VERSION}."
            )
        return cls(path, None, mode)

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def read(self) -> Reader:
        """A reader for this thread, made when the thread first asks and closed with the project."""
        reader: Reader | None = getattr(self._mine, "reader", None)
        if reader is None:
            reader = self._mine.reader = self.reader()
            self._readers.add(reader)
        return reader

    @property
    def scheme(self) -> Scheme:
        """The current version of the scheme."""
        if self.read_only:
            # Somebody else may be writing; only the file knows.
            self._scheme = self.read.scheme
        return self._scheme

    def close(self) -> None:
        """Close the file and let others write it; a second call does nothing."""
        for reader in tuple(self._readers):
            reader.close()
        if self._door is not None:
            self._door.close()
            self._door = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def transact(
        self,
        operation: str,
        work: Callable[[Transaction], T],
        *,
        author: str = "",
        title: str = "",
        group: str = "",
        undoable: bool = True,
    ) -> tuple[T, Changes]:
        """Do one named step and return what the work returned, and what it touched.

        Whatever the work raises is raised again, after everything was rolled back. ``operation`` names the verb
        for programs, ``title`` says for people what was done, ``author`` who did it. Steps of one ``group`` are
        undone together; with ``undoable`` false undo passes over the step (time spent, a set begun).
        """
        value, changes = self._writing().step(
            operation, work, author=author, title=title, batch=group, undoable=undoable
        )
        self._refresh(changes)
        return value, changes

    def undo(self, *, author: str = "") -> Changes:
        """Take back the newest step of an author (of anybody when empty); ``Changes.step`` is 0 without one.

        Raises ProjectError when later steps changed the same rows.
        """
        changes = self._writing().again(backwards=True, author=author)
        self._refresh(changes)
        return changes

    def redo(self, *, author: str = "") -> Changes:
        """Bring back the step of an author that was taken back last; ``Changes.step`` is 0 without one."""
        changes = self._writing().again(backwards=False, author=author)
        self._refresh(changes)
        return changes

    def undoable(self, *, author: str = "") -> StepInfo | None:
        """Return the step that undo would take back."""
        return self.read.undoable(author=author)

    def redoable(self, *, author: str = "") -> StepInfo | None:
        """Return the step that redo would bring back."""
        return self.read.redoable(author=author)

    def reader(self) -> Reader:
        """Return one more reader with a connection of its own, for one thread; the caller closes it."""
        return Reader(self._reading, self.path)

    def _writing(self) -> Door:
        if self._door is None:
            raise ReadOnlyError(
                f"{self.path} is open for reading only; open it for writing to change something in it."
            )
        return self._door

    def _refresh(self, changes: Changes) -> None:
        if changes.scheme:
            with self.reader() as fresh:
                self._scheme = fresh.scheme


def _version(path: Path, mode: Mode) -> int:
    with told(path):
        connection = connect(path, mode)
        try:
            return _read_version(connection)
        finally:
            connection.close()


def _read_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_up_to_date(path: Path) -> None:
    """Migrate an older file. The version is asked of SQLite, because the newest header may still be in the log."""
    if check_version(path, _version(path, Mode.WRITE)) < FORMAT_VERSION:
        # Alembic takes longer to import than everything else here, and is needed once in a file's life.
        from annotator.storage.migrations import upgrade

        upgrade(path)
