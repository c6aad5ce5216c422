"""Undo and redo: a step's journal rows replayed backwards or forwards, as a step of their own.

The stack is one line for the whole project. Steps that were undone wait to be redone until a new step drops
them. Nothing is replayed onto rows that are not what the journal says they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, asc, desc, select, update
from sqlalchemy import Row as Result

from annotator.errors import ProjectError
from annotator.storage.connection import among
from annotator.storage.images import unpack
from annotator.storage.journal import BATCH, Recorder
from annotator.storage.tables import BY_NAME, JOURNAL, KEYS, STEPS, Row

# The first step made the project; without it there is none.
_BIRTH = 1

Change = tuple[str, str | None, str | None]


def next_undo(connection: Connection) -> Result[Any] | None:
    """Return the step that undo takes back next."""
    return _step(connection, "active", desc(STEPS.c.seq))


def next_redo(connection: Connection) -> Result[Any] | None:
    """Return the step that redo brings back next."""
    return _step(connection, "undone", asc(STEPS.c.seq))


def _step(connection: Connection, state: str, order: Any) -> Result[Any] | None:
    wanted = select(STEPS).where(STEPS.c.kind == "do", STEPS.c.state == state, STEPS.c.seq > _BIRTH)
    return connection.execute(wanted.order_by(order).limit(1)).first()


def set_state(connection: Connection, seq: int, state: str) -> None:
    """Mark one step as active or undone."""
    connection.execute(update(STEPS).where(STEPS.c.seq == seq).values(state=state))


def drop_undone(connection: Connection) -> None:
    """Give up what could be redone, because something new was done."""
    waiting = update(STEPS).where(STEPS.c.kind == "do", STEPS.c.state == "undone")
    connection.execute(waiting.values(state="dropped"))


def replay(connection: Connection, recorder: Recorder, step: Result[Any], *, backwards: bool) -> None:
    """Apply a step's rows again, or take them back; raises ProjectError when a row is not as the journal says."""
    for entity, run in _runs(connection, step, backwards=backwards):
        rows = _verified(connection, entity, run, step)
        _, old, new = run[0]
        if old is None:
            recorder.insert(
                entity, [unpack(entity, key, after) for key, _, after in run if after is not None]
            )
        elif new is None:
            recorder.delete(entity, [rows[key] for key, _, _ in run])
        else:
            wanted = ((rows[key], unpack(entity, key, after)) for key, _, after in run if after is not None)
            recorder.update(entity, [(now, {**now, **then}) for now, then in wanted])


def _runs(
    connection: Connection, step: Result[Any], *, backwards: bool
) -> Iterator[tuple[str, list[Change]]]:
    """Yield stretches of rows that can be written at once: one table, one kind of change, each key once."""
    run: list[Change] = []
    keys: set[str] = set()
    current: tuple[str, bool, bool] | None = None
    for entity, key, before, after in _rows(connection, step, backwards=backwards):
        old, new = (after, before) if backwards else (before, after)
        kind = (entity, old is None, new is None)
        if run and current and (kind != current or key in keys or len(run) >= BATCH):
            yield current[0], run
            run, keys = [], set()
        current = kind
        run.append((key, old, new))
        keys.add(key)
    if run and current:
        yield current[0], run


def _rows(connection: Connection, step: Result[Any], *, backwards: bool) -> Iterator[Any]:
    columns = select(JOURNAL.c.entity, JOURNAL.c.key, JOURNAL.c.before, JOURNAL.c.after)
    for start in range(0, step.rows, BATCH):
        end = min(start + BATCH, step.rows)
        if backwards:
            low, high, order = step.last - end + 1, step.last - start, desc(JOURNAL.c.id)
        else:
            low, high, order = step.first + start, step.first + end - 1, asc(JOURNAL.c.id)
        yield from connection.execute(columns.where(JOURNAL.c.id.between(low, high)).order_by(order)).all()


def _verified(connection: Connection, entity: str, run: list[Change], step: Result[Any]) -> dict[str, Row]:
    """Return the rows as they are now, by key; raises ProjectError when one is not what the journal says."""
    table, name = BY_NAME[entity], KEYS[entity]
    found = connection.execute(select(table).where(among(table.c[name], [key for key, _, _ in run])))
    rows: dict[str, Row] = {str(row[name]): dict(row) for row in found.mappings()}
    for key, old, _ in run:
        now = rows.get(key)
        if old is None:
            same = now is None
        else:
            same = now is not None and all(
                now[column] == value for column, value in unpack(entity, key, old).items()
            )
        if not same:
            raise ProjectError(
                f"Step {step.seq} ({step.title or step.operation}) cannot be taken back or repeated: the row {key} of "
                f"“{entity}” is not as the journal says; run “annotator check”, nothing was changed."
            )
    return rows
