"""A process is killed while it works, again and again: whatever it acknowledged is there, and nothing is broken.

At least a hundred kills in a run; set ANNOTATOR_KILLS to 1000 for a thousand.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from annotator.errors import ProjectError
from annotator.storage import Project
from annotator.storage.check import check
from tests.durability import future
from tests.durability.scheme import SCHEME

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("ANNOTATOR_KILLS", "130"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the victims are forked"),
]


def share(part: float) -> int:
    """Return how many of all kills fall to one kind."""
    return max(4, round(KILLS * part))


class Victims:
    """Starts the process that forks victims, and gives it jobs."""

    def __init__(self, folder: Path) -> None:
        self._acks = folder / "acknowledged"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.victim"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def kill(
        self, path: Path, kind: str, *, seed: int, point: str = "", delay: float | None = None, **more
    ) -> list[int]:
        """Run a job until it is killed, by itself or from here after ``delay`` seconds; return what it acknowledged."""
        self._acks.write_text("")
        job = {"path": str(path), "kind": kind, "seed": seed, "point": point, "acks": str(self._acks), **more}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        child = int(self._process.stdout.readline())
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        status = int(self._process.stdout.readline())
        lines = self._acks.read_text().split("\n")
        assert status == -signal.SIGKILL, lines
        return [int(line) for line in lines[:-1]]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def victims(tmp_path_factory):
    victims = Victims(tmp_path_factory.mktemp("victims"))
    yield victims
    victims.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "killed.annotator"


@pytest.fixture
def made(path):
    Project.create(path, scheme=SCHEME).close()
    return path


@contextmanager
def survived(path: Path, acknowledged: list[int], last: int):
    """Open what a kill left behind, and hold it to what was acknowledged since step ``last``."""
    with Project.open(path) as project:
        there = [step.seq for step in project.read.steps(limit=1_000_000)][::-1]
        assert there == list(range(1, len(there) + 1))
        assert acknowledged == list(range(last + 1, last + 1 + len(acknowledged)))
        # One more may be on the disk than was acknowledged: the one that was killed in between.
        assert len(there) - last - len(acknowledged) in (0, 1)
        report = check(project)
        assert report.findings == ()
        yield project, len(there)


def _steps(victims, path, count, *, point="", seed=0):
    random, last, most = Random(f"{point} {seed}"), 1, 0
    for number in range(count):
        delay = None if point else random.random() * 0.15
        acknowledged = victims.kill(path, "steps", seed=seed + number, point=point, delay=delay)
        with survived(path, acknowledged, last) as (_, last):
            most = max(most, len(acknowledged))
        if last > 300:
            # A project that grows for ever would only make the checks slow.
            path.unlink()
            Project.create(path, scheme=SCHEME).close()
            last = 1
    return most


def test_killed_at_any_moment(victims, made):
    most = _steps(victims, made, share(0.35))
    assert most > 3


@pytest.mark.parametrize("point", ["work", "journal", "commit", "acknowledge"])
def test_killed_at_a_place_inside_a_step(victims, made, point):
    _steps(victims, made, share(0.1), point=point, seed=1000)


def test_a_step_killed_before_its_commit_is_not_there_and_after_it_is(victims, made):
    acknowledged = victims.kill(made, "steps", seed=5, point="commit")
    with survived(made, acknowledged, 1) as (_, there):
        assert there == 1 + len(acknowledged)
    acknowledged = victims.kill(made, "steps", seed=5, point="acknowledge")
    with survived(made, acknowledged, there) as (_, last):
        assert last == there + len(acknowledged) + 1


def test_killed_while_the_log_is_brought_into_the_file(victims, made):
    last = 1
    for seed in range(share(0.1)):
        acknowledged = victims.kill(made, "checkpoint", seed=seed)
        with survived(made, acknowledged, last) as (_, last):
            continue
    assert last > 10


@pytest.mark.parametrize("point", ["migration", "any"])
def test_killed_while_migrating(victims, tmp_path, monkeypatch, point):
    older = []
    for seed in range(share(0.06)):
        path = tmp_path / f"{seed}.annotator"
        with Project.create(path, scheme=SCHEME) as project:
            project.transact("setting", lambda transaction, seed=seed: transaction.put_setting("seed", seed))
        victims.kill(path, "migration", seed=seed, point=point)
        older.append(path)
    future.pretend(monkeypatch.setattr)
    for seed, path in enumerate(older):
        with survived(path, [], 2) as (project, _):
            assert project.read.setting("seed") == seed
        for saved in tmp_path.glob(f"{path.stem}.version-*"):
            assert check(saved).ok


def test_killed_while_a_backup_is_written(victims, made, tmp_path):
    with Project.open(made) as project:
        project.transact("setting", lambda transaction: transaction.put_setting("a", 1))
    target = tmp_path / "saved.annotator"
    for seed in range(share(0.08)):
        victims.kill(made, "copying", seed=seed, target=str(target))
        with survived(made, [], 2):
            assert not target.exists() or check(target).ok
    assert target.exists()


def test_killed_while_a_project_is_made(victims, tmp_path):
    made = 0
    for seed in range(share(0.06)):
        path = tmp_path / f"{seed}.annotator"
        victims.kill(path, "making", seed=seed)
        try:
            Project.open(path).close()
        except ProjectError:
            # Not there at all: then the name is still free.
            Project.create(path, scheme=SCHEME).close()
        else:
            made += 1
        assert check(path).ok
    assert made
