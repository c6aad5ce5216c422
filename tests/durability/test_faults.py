"""The world goes wrong: one sentence each, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.ids import new_id
from annotator.domain.text import Document
from annotator.errors import LockedError, ProjectError
from annotator.storage import Project
from annotator.storage.backup import backup
from annotator.storage.check import check
from annotator.storage.connection import FORMAT_VERSION
from tests.durability import future
from tests.durability.scheme import SCHEME

ROOT = Path(__file__).parents[2]
BIG = "word " * 20_000


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "faults.annotator"
    with Project.create(path, scheme=SCHEME) as project:
        project.transact("setting", lambda transaction: transaction.put_setting("a", 1))
    return path


def put(project, value):
    return project.transact("setting", lambda transaction: transaction.put_setting("a", value))


def add(project, text=BIG):
    documents = [Document(new_id(), "big", text + new_id())]
    return project.transact("import", lambda transaction: transaction.add_documents(documents))


def python(script, *arguments):
    """Run a script in a process of its own and return what it said."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_full_disk_stops_a_step_and_nothing_else(path):
    with Project.open(path) as project:
        connection = project._door.connection
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
        with pytest.raises(ProjectError, match="is full; free some space") as refused:
            add(project)
        assert str(path) in str(refused.value)
        assert project.read.steps()[0].operation == "setting"
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        add(project)
        assert project.read.counts().documents == 1
        assert check(project).findings == ()


LIMITED = """
import resource, sys
from annotator.domain.ids import new_id
from annotator.domain.text import Document
from annotator.errors import ProjectError
from annotator.storage import Project
project = Project.open(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
for number in range(100):
    document = Document(new_id(), "big", "word " * 4000 + new_id())
    try:
        project.transact("import", lambda transaction: transaction.add_documents([document]))
    except ProjectError as error:
        print(f"refused after {number}: {error}")
        break
print(project.read.counts().documents)
project.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_log_that_cannot_grow_stops_a_step_and_nothing_else(path):
    refused, count = python(LIMITED, path).splitlines()
    assert "could not be read or written" in refused
    assert f"refused after {count}:" in refused
    assert int(count) > 2
    with Project.open(path) as project:
        assert project.read.counts().documents == int(count)
        assert check(project).findings == ()


HOLDING = """
import sys
from annotator.storage import Project
with Project.open(sys.argv[1]) as project:
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_is_first_and_may_read(path):
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(LockedError, match=f"process {holder.pid} on .*read-only"):
            Project.open(path)
        with Project.open(path, read_only=True) as reading:
            assert reading.read.setting("a") == 1
        holder.stdin.close()
        holder.wait(timeout=20)
    with Project.open(path) as project:
        put(project, 2)


def test_a_lock_of_a_process_that_is_gone_holds_nobody(path):
    path.with_name(path.name + ".lock").write_text('{"pid": 1, "host": "elsewhere", "since": "yesterday"}')
    with Project.open(path) as project:
        put(project, 2)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_two_writers_in_one_process_are_two_writers(path):
    with Project.open(path), pytest.raises(LockedError, match=f"process {os.getpid()}"):
        Project.open(path)


def test_a_link_to_the_project_is_the_same_project(path, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(path)
    with Project.open(path), pytest.raises(LockedError):
        Project.open(link)


def test_another_program_that_writes_is_waited_for_and_then_named(path):
    with Project.open(path) as project, closing(sqlite3.connect(path, isolation_level=None)) as other:
        project._door.connection.exec_driver_sql("PRAGMA busy_timeout=20")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match="being written by another program"):
            put(project, 2)
        other.execute("ROLLBACK")
        put(project, 3)
        assert project.read.setting("a") == 3


def test_a_moved_file_takes_no_more_steps_and_keeps_all_it_has(path, tmp_path):
    moved = tmp_path / "moved.annotator"
    with Project.open(path) as project:
        put(project, 2)
        path.rename(moved)
        with pytest.raises(ProjectError, match="was moved, replaced or deleted"):
            put(project, 3)
    with Project.open(moved) as project:
        assert project.read.setting("a") == 2
        assert check(project).findings == ()


def test_a_replaced_file_is_not_written(path, tmp_path):
    other = tmp_path / "other.annotator"
    Project.create(other, scheme=SCHEME).close()
    with Project.open(path) as project:
        other.replace(path)
        with pytest.raises(ProjectError, match="replaced"):
            put(project, 3)


def test_a_newer_project_is_refused_and_not_touched(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=70")
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(
            ProjectError, match=f"version 70 and this program knows versions up to {FORMAT_VERSION};"
        ):
            Project.open(path, read_only=read_only)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_an_older_project_needs_a_writer_first(path, monkeypatch):
    future.pretend(monkeypatch.setattr)
    with pytest.raises(ProjectError, match="open it once for writing"):
        Project.open(path, read_only=True)


def test_what_is_no_project_is_named(path, tmp_path):
    text, empty, other = tmp_path / "a.txt", tmp_path / "empty", tmp_path / "other.db"
    text.write_text("SQLite format 3, but not really. " * 20)
    empty.touch()
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE a (b)")
    for file, said in (
        (text, "is no project file"),
        (empty, "is no project file"),
        (other, "is no project file"),
        (tmp_path, "is a folder"),
        (tmp_path / "gone" / "a.annotator", "does not exist"),
    ):
        for act in (Project.open, check, lambda path: Project.open(path, read_only=True)):
            with pytest.raises(ProjectError, match=said) as refused:
                act(file)
            assert str(file) in str(refused.value)
    assert not list(tmp_path.glob("*-wal")) + list(tmp_path.glob("*.lock"))


def test_create_needs_its_folder(tmp_path):
    with pytest.raises(ProjectError, match="there is no folder"):
        Project.create(tmp_path / "gone" / "a.annotator", scheme=SCHEME)
    with pytest.raises(ProjectError, match="exists already"):
        Project.create(tmp_path, scheme=SCHEME)


def _damage(path, *, first):
    """Overwrite every third page from ``first`` on."""
    with path.open("rb+") as file:
        for page in range(first, file.seek(0, os.SEEK_END) // 4096, 3):
            file.seek(page * 4096)
            file.write(b"\xff" * 2000)


def _read_all(path):
    with Project.open(path) as project:
        return list(project.read.records()), project.read.steps(limit=1000)


def test_a_damaged_file_is_a_finding_and_a_sentence(path):
    with Project.open(path) as project:
        for _ in range(10):
            add(project)
    _damage(path, first=30)
    report = check(path)
    assert any("damaged" in finding for finding in report.findings)
    with pytest.raises(ProjectError, match="damaged"):
        _read_all(path)


def test_a_cut_file_is_a_sentence(path):
    os.truncate(path, 5000)
    with pytest.raises(ProjectError, match="damaged"):
        Project.open(path)


# As root every folder can be written, so these run as nobody.
READ_ONLY = """
import os, sys
from annotator.errors import ProjectError
from annotator.storage import Project
from annotator.storage.backup import backup
from annotator.storage.check import check
from tests.durability.scheme import SCHEME
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
path = sys.argv[1]
def told(act):
    try:
        print("done", act())
    except ProjectError as error:
        print("told", error)
told(lambda: Project.create(path + ".new", scheme=SCHEME))
told(lambda: Project.open(path))
told(lambda: backup(path, path + ".saved"))
def read():
    with Project.open(path, read_only=True) as project:
        with project.reader() as reader:
            return project.read.setting("a"), reader.scheme.name, len(list(reader.records()))
told(read)
told(lambda: check(path).ok)
"""


@pytest.fixture
def guarded():
    """A project in a folder that everybody may look into and nobody may write."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "guarded.annotator"
    with Project.create(path, scheme=SCHEME) as project:
        put(project, 1)
    folder.chmod(0o555)
    path.chmod(0o444)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights are other ones there")
def test_a_read_only_folder_can_be_read(guarded):
    create, write, save, read, checked = python(READ_ONLY, guarded).splitlines()
    assert create.startswith("told")
    assert "may not be written" in create
    assert write.startswith("told")
    assert "open it read-only" in write
    assert save.startswith("told")
    assert read == "done (1, 'durable', 0)"
    assert checked == "done True"
    assert [file.name for file in guarded.parent.iterdir()] == [guarded.name]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights are other ones there")
def test_a_read_only_folder_with_an_unfinished_log_is_not_read_as_if_it_were_whole(guarded, tmp_path):
    """A project whose writer was killed has its newest steps in the log alone."""
    guarded.parent.chmod(0o755)
    with Project.open(guarded) as project:
        put(project, 2)
        copies = [
            (file.name, file.read_bytes()) for file in guarded.parent.iterdir() if "-shm" not in file.name
        ]
    for name, content in copies:
        (guarded.parent / name).write_bytes(content)
    guarded.with_name(guarded.name + ".lock").unlink()
    guarded.parent.chmod(0o555)
    *_, read, checked = python(READ_ONLY, guarded).splitlines()
    assert "was not closed cleanly" in read
    assert "was not closed cleanly" in checked
    guarded.parent.chmod(0o755)
    with Project.open(guarded) as project:
        assert project.read.setting("a") == 2


def test_a_backup_is_a_project_and_replaces_an_older_one(path, tmp_path):
    target = tmp_path / "saved.annotator"
    with Project.open(path) as project:
        assert backup(project, target) == target
        put(project, 2)
        with Project.open(target) as saved:
            assert saved.read.setting("a") == 1
        backup(project, target)
        with pytest.raises(ProjectError, match="is the project itself"):
            backup(project, path)
        with pytest.raises(ProjectError, match="there is no folder"):
            backup(project, tmp_path / "gone" / "a")
    with Project.open(target) as saved:
        assert saved.read.setting("a") == 2
        saved.undo()
        assert check(saved).findings == ()
    assert sorted(file.name for file in tmp_path.iterdir()) == [path.name, target.name]
