"""The one door: begin, work, rules, journal, commit. All of a step is on the disk, or nothing."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId
from annotator.errors import ProjectError, RuleError
from annotator.storage import undo
from annotator.storage.connection import among, raw
from annotator.storage.faults import told
from annotator.storage.journal import Header, Recorder, Touched, read_tail
from annotator.storage.tables import SETS
from annotator.storage.transaction import Transaction

T = TypeVar("T")

# More documents than this are not worth naming one by one in a report.
MANY = 1000


class Door:
    """Owns the writing connection of a project. One step at a time, whatever thread it comes from."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._busy = threading.RLock()
        self._inside = False
        with told(path):
            self.connection: Connection = engine.connect()
            self._identity = _identity(path)

    def step(
        self,
        operation: str,
        work: Callable[[Transaction], T],
        *,
        author: str = "",
        title: str = "",
        batch: str = "",
        undoable: bool = True,
    ) -> tuple[T, Changes]:
        """Do one step; nothing remains of it when anything fails. A step without changes is not written."""
        header = {
            "operation": operation,
            "title": title,
            "author": author,
            "batch": batch,
            "undoable": undoable,
        }

        def mark(connection: Connection) -> None:
            if undoable:
                undo.drop_undone(connection, author)

        with self._busy:
            return self._through(header, work, mark)

    def again(self, *, backwards: bool, author: str) -> Changes:
        """Take back the next step of an author (or anybody), with its batch, or bring it back; or do nothing."""
        find = undo.next_undo if backwards else undo.next_redo
        with self._busy:
            with told(self._path):
                step = find(self.connection, author)
                steps = undo.with_batch(self.connection, step, backwards=backwards) if step else []
            if step is None:
                return Changes()
            header = {
                "operation": step.operation,
                "title": step.title,
                "author": author or step.author,
                "kind": "undo" if backwards else "redo",
                "target": step.seq,
            }

            def work(transaction: Transaction) -> None:
                transaction.replay(steps, backwards=backwards)

            def mark(connection: Connection) -> None:
                undo.set_state(connection, [one.seq for one in steps], "undone" if backwards else "active")

            return self._through(header, work, mark)[1]

    def close(self) -> None:
        """Bring the log into the file and close it."""
        with contextlib.suppress(DBAPIError):
            self.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()

    def _through(
        self, header: dict[str, Any], work: Callable[[Transaction], T], mark: Callable[[Connection], None]
    ) -> tuple[T, Changes]:
        if self._inside:
            raise RuntimeError(f"{header['operation']}: a step cannot be begun inside another one")
        self._inside = True
        try:
            self._check_place()
            with told(self._path, system=False):
                return self._run(header, work, mark)
        except IntegrityError as error:
            raise RuleError(
                f"The change breaks the structure of {self._path} ({error.orig}); nothing was changed."
            ) from error
        except UnicodeEncodeError as error:
            raise RuleError(
                f"A text holds half a surrogate pair at {error.start} that {self._path} cannot store; "
                "repair it first, nothing was changed."
            ) from error
        finally:
            self._inside = False

    def _run(
        self, header: dict[str, Any], work: Callable[[Transaction], T], mark: Callable[[Connection], None]
    ) -> tuple[T, Changes]:
        connection = self.connection
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            tail = read_tail(connection)
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            recorder = Recorder(connection, Header(seq=tail.seq + 1, at=now, **header), tail)
            transaction = Transaction(self._engine, self._path, connection, recorder)
            value = work(transaction)
            if not recorder.rows:
                connection.exec_driver_sql("ROLLBACK")
                return value, Changes()
            transaction.check_rules()
            changes = _changes(connection, recorder)
            mark(connection)
            recorder.finish()
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        return value, changes

    def _roll_back(self) -> None:
        # A full disk may have ended the transaction already; what went wrong first is what must be told.
        if raw(self.connection).in_transaction:
            with contextlib.suppress(DBAPIError):
                self.connection.exec_driver_sql("ROLLBACK")

    def _check_place(self) -> None:
        """Refuse to write into a file that is no longer where it was opened: nobody would find it again."""
        if _identity(self._path) != self._identity:
            raise ProjectError(
                f"{self._path} was moved, replaced or deleted while it was open; close it and open it where it is now."
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        state = os.stat(path)  # noqa: PTH116 - Path.stat does the same, slower, on every step
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _changes(connection: Connection, recorder: Recorder) -> Changes:
    """Say what the recorded rows touched, while the sets they name can still be looked up."""
    touched: Touched = recorder.touched
    documents = set(touched.documents)
    if touched.sets:
        owners = select(SETS.c.document_id).distinct().where(among(SETS.c.id, touched.sets))
        documents.update(connection.execute(owners).scalars())
    many = len(documents) > MANY
    return Changes(
        step=recorder.header.seq,
        operation=recorder.header.operation,
        documents=frozenset() if many else frozenset(DocumentId(identity) for identity in documents),
        all_documents=many,
        document_list=bool(touched.entities & {"documents", "sets"}),
        scheme="schemes" in touched.entities,
        authors="authors" in touched.entities,
        settings="settings" in touched.entities,
    )
