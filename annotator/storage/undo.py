"""Undo and redo: a step's journal rows replayed backwards or forwards, as a step of their own.

Every author has a line of steps of their own, so what others did meanwhile, or a pipeline in the background, is
never taken back by accident; without an author the line is everybody's. Steps that were undone wait to be redone
until a new step of their author drops them. Nothing is replayed onto rows that are not what the journal says they
are; of a row that was changed only the changed columns count, so time spent survives the undo of a status.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, asc, desc, select, update
from sqlalchemy import Row as Result

from annotator.errors import ProjectError
from annotator.storage.connection import among
from annotator.storage.images import unpack
from annotator.storage.journal import BATCH, Recorder
from annotator.storage.tables import BY_NAME, JOURNAL, KEYS, STEPS, Row

# The first step made the project; without it there is none.
_BIRTH = 1

Change = tuple[str, str | None, str | None]


def next_undo(connection: Connection, author: str = "") -> Result[Any] | None:
    """Return the step that undo takes back next: the newest active one of an author, or of anybody."""
    return connection.execute(_steps("active", author).order_by(desc(STEPS.c.seq)).limit(1)).first()


def next_redo(connection: Connection, author: str = "") -> Result[Any] | None:
    """Return the step that redo brings back next: the oldest undone one of an author, or of anybody."""
    return connection.execute(_steps("undone", author).order_by(asc(STEPS.c.seq)).limit(1)).first()


def with_batch(connection: Connection, step: Result[Any], *, backwards: bool) -> list[Result[Any]]:
    """Return the steps that are undone or redone together with a step, in the order in which to replay them."""
    if not step.batch:
        return [step]
    together = _steps(step.state, "").where(STEPS.c.batch == step.batch)
    return list(connection.execute(together.order_by((desc if backwards else asc)(STEPS.c.seq))))


def _steps(state: str, author: str) -> Select[Any]:
    wanted = select(STEPS).where(
        STEPS.c.kind == "do", STEPS.c.state == state, STEPS.c.undoable, STEPS.c.seq > _BIRTH
    )
    return wanted.where(STEPS.c.author == author) if author else wanted


def set_state(connection: Connection, seqs: Sequence[int], state: str) -> None:
    """Mark steps as active or undone."""
    connection.execute(update(STEPS).where(among(STEPS.c.seq, seqs)).values(state=state))


def drop_undone(connection: Connection, author: str) -> None:
    """Give up what an author could redo, because they did something new."""
    waiting = update(STEPS).where(STEPS.c.kind == "do", STEPS.c.state == "undone", STEPS.c.author == author)
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
            recorder.update(
                entity,
                [
                    (rows[key], {**rows[key], **_changed(entity, key, new, old)})
                    for key, old, new in run
                    if old and new
                ],
            )


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
    for key, old, new in run:
        now = rows.get(key)
        if old is None:
            same = now is None
        else:
            expected = _changed(entity, key, old, new) if new is not None else unpack(entity, key, old)
            same = now is not None and all(now[column] == value for column, value in expected.items())
        if not same:
            raise ProjectError(
                f"Step {step.seq} ({step.title or step.operation}) cannot be taken back or repeated: later steps "
                f"changed the same of “{entity}” ({key}); take those back first. Nothing was changed."
            )
    return rows


def _changed(entity: str, key: str, image: str, other: str) -> Row:
    """Return the columns of a row image that differ in another image of the row."""
    row, compared = unpack(entity, key, image), unpack(entity, key, other)
    return {column: value for column, value in row.items() if compared.get(column) != value}
