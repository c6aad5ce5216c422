"""A process that works on projects until it is killed. Run by the kill tests, never by pytest.

It imports storage once and then forks for each job that it reads as a line of JSON, so that a thousand kills
do not cost a thousand starts of Python. A job's process writes each acknowledged step to a file the moment
``transact`` has returned. Where a job names a place to die at, what runs there is wrapped here, in this
process only: the program itself knows nothing of being killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from random import Random

from annotator.domain.annotation import SetStatus, Span
from annotator.domain.ids import new_id
from annotator.domain.text import Document
from annotator.storage import Project, backup, connection, creation, door, journal, migrations
from tests.durability import future
from tests.durability.scheme import SCHEME

TEXT = "Ann works at Acme. She says prices will rise, and Bob of Borealis does not agree at all. " * 4


def die(*_, **__):
    """End as a power cut would, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(owner, name, *, at):
    """Die instead of the ``at``-th call."""
    original, left = getattr(owner, name), [at]

    def wrapped(*args, **fields):
        left[0] -= 1
        if not left[0]:
            die()
        return original(*args, **fields)

    setattr(owner, name, wrapped)


def after(owner, name, *, at):
    """Die right after the ``at``-th call."""
    original, left = getattr(owner, name), [at]

    def wrapped(*args, **fields):
        value = original(*args, **fields)
        left[0] -= 1
        if not left[0]:
            die()
        return value

    setattr(owner, name, wrapped)


def soon(random):
    """Die within three milliseconds, while the main thread is inside SQLite."""

    def wait():
        time.sleep(random.random() * 0.003)
        die()

    threading.Thread(target=wait, daemon=True).start()


def work_on(opened, random, acknowledge):
    """Do one step of any kind, and say so when it is on the disk."""
    kind = random.randrange(10)
    if kind == 0:
        changes = opened.undo()
    elif kind == 1:
        changes = opened.redo()
    else:
        _, changes = opened.transact(
            "work", lambda transaction: _anything(transaction, kind, random), title=str(kind)
        )
    if changes.step:
        acknowledge(changes.step)


def _anything(transaction, kind, random):
    ids = transaction.document_ids()
    if kind <= 3 or len(ids) < 3:
        documents = [Document(new_id(), "a", TEXT + new_id()) for _ in range(random.choice((1, 2, 40)))]
        transaction.add_documents(documents)
        transaction.ensure_sets([document.id for document in documents], "kim")
        return
    annotation = transaction.ensure_set(random.choice(ids), random.choice(("kim", "lee")))
    if kind == 4:
        transaction.remove_documents(random.sample(ids, min(len(ids), 20)))
    elif kind == 5:
        transaction.clear_set(annotation.id)
    elif kind == 6:
        transaction.change_set(annotation.id, status=random.choice(list(SetStatus)), seconds=random.random())
    else:
        places = [random.randrange(300) for _ in range(random.choice((1, 1, 30)))]
        transaction.add_spans(
            [Span(new_id(), annotation.id, start, start + 5, "CLAIM", "claims") for start in places]
        )


def steps(job, random, acknowledge):
    """Work on a project until killed, from outside or at the place that the job names."""
    point, at = job["point"], random.randrange(1, 6)
    with Project.open(job["path"]) as opened:
        if point == "work":
            before(journal.Recorder, "insert", at=at)
        elif point == "journal":
            before(journal.Recorder, "_flush", at=at)
        elif point == "commit":
            after(journal.Recorder, "finish", at=at)
        elif point == "acknowledge":
            after(door.Door, "_run", at=at)
        while True:
            work_on(opened, random, acknowledge)


def checkpoint(job, random, acknowledge):
    """Die while the log is brought into the file, there or on closing."""
    opened = Project.open(job["path"])
    for _ in range(random.randrange(1, 6)):
        work_on(opened, random, acknowledge)
    soon(random)
    if random.random() < 0.5:
        opened.close()
    while True:
        raw = connection.connect(Path(job["path"]), connection.Mode.WRITE)
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


def migration(job, random, acknowledge):
    """Die while an older file is brought up to date."""
    future.pretend()
    beats = (
        (before, migrations, "copy_file"),
        (before, migrations, "_run"),
        (before, migrations.command, "upgrade"),
        (after, migrations.command, "upgrade"),
        (after, migrations, "_run"),
    )
    if job["point"] == "migration":
        wrap, owner, name = random.choice(beats)
        wrap(owner, name, at=1)
    else:
        soon(random)
    Project.open(job["path"])
    die()


def copying(job, random, acknowledge):
    """Die while a backup is written over an older one."""
    if random.random() < 0.5:
        wrap, owner, name = random.choice(
            (
                (before, backup, "_copy"),
                (after, backup, "_copy"),
                (before, Path, "replace"),
                (after, Path, "replace"),
            )
        )
        wrap(owner, name, at=1)
    else:
        soon(random)
    while True:
        backup.backup(job["path"], job["target"])


def making(job, random, acknowledge):
    """Die while a project is made."""
    wrap, owner, name = random.choice(
        (
            (before, creation, "_write"),
            (after, creation, "_write"),
            (before, creation, "_move"),
            (after, creation, "_move"),
            (before, creation, "sync_folder"),
            (after, journal.Recorder, "finish"),
        )
    )
    wrap(owner, name, at=1)
    Project.create(job["path"], scheme=SCHEME)
    die()


JOBS = {function.__name__: function for function in (steps, checkpoint, migration, copying, making)}


def run(job):
    """Do a job in this forked process, which ends here one way or another."""
    acks = os.open(job["acks"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def acknowledge(step):
        os.write(acks, f"{step}\n".encode())

    try:
        JOBS[job["kind"]](job, Random(job["seed"]), acknowledge)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test has to read it
        os.write(acks, f"error {error!r}\n".encode())
    os._exit(1)


def main():
    """Fork for each job, say its process, and say when it has ended."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(json.loads(line))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
