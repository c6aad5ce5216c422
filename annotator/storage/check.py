"""The integrity check: is the file sound, does everything fit its text, is the history unaltered and true."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from annotator.domain.text import text_hash
from annotator.errors import ProjectError
from annotator.storage.check_content import content_findings
from annotator.storage.check_journal import journal_findings
from annotator.storage.connection import check_file, check_version, connect, reading_mode
from annotator.storage.faults import sentence, told
from annotator.storage.project import Project
from annotator.storage.search_index import index_findings

# One broken row often means thousands; each kind of finding stops being listed after this many.
MOST = 20


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the check found: sentences, none when all is well, and how much was looked at."""

    ok: bool
    findings: tuple[str, ...] = ()
    figures: dict[str, int] = field(default_factory=dict)


def check(project: Project | Path | str) -> CheckReport:
    """Check a project, open or not; raises ProjectError only when the file cannot be read as a project at all."""
    path = project.path if isinstance(project, Project) else Path(project).absolute()
    check_file(path)
    with told(path):
        connection = connect(path, reading_mode(path))
    figures: dict[str, int] = {}
    findings: list[str] = []
    with closing(connection):
        connection.execute("BEGIN")
        check_version(path, int(connection.execute("PRAGMA user_version").fetchone()[0]))
        for part in (_file_findings, _text_findings, content_findings, index_findings, journal_findings):
            findings += _some(part, connection, figures, path)
        connection.execute("ROLLBACK")
    return CheckReport(not findings, tuple(findings), figures)


Part = Callable[[sqlite3.Connection, dict[str, int]], Iterator[str]]


def _some(part: Part, connection: sqlite3.Connection, figures: dict[str, int], path: Path) -> list[str]:
    """Return the first findings of a part. A file too broken to be read on is a finding, not a failure."""
    found: list[str] = []
    running = part(connection, figures)
    try:
        found.extend(islice(running, MOST))
        more = sum(1 for _ in running)
    except sqlite3.Error as error:
        known: ProjectError | None = sentence(path, error)
        return [*found, str(known) if known else f"{path} cannot be read on: {error}."]
    if more:
        found.append(f"… and {more} more like the last one.")
    return found


def _file_findings(connection: sqlite3.Connection, figures: dict[str, int]) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"SQLite finds the file damaged: {line}."
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"A row of “{table}” ({row if row is not None else 'keyed'}) points to a row of “{parent}” that is gone."
    figures["pages"] = int(connection.execute("PRAGMA page_count").fetchone()[0])


def _text_findings(connection: sqlite3.Connection, figures: dict[str, int]) -> Iterator[str]:
    figures["texts"] = 0
    for sha256, text, length in connection.execute("SELECT sha256, text, length FROM texts"):
        figures["texts"] += 1
        if text_hash(text) != sha256:
            yield f"The text {sha256[:12]}… was altered: its SHA-256 is {text_hash(text)[:12]}…."
        elif len(text) != length:
            yield f"The text {sha256[:12]}… has {len(text)} characters and is said to have {length}."
