"""Backups: a consistent copy of a project, also while it is being written."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from annotator.errors import ProjectError
from annotator.storage.connection import connect, reading_mode
from annotator.storage.faults import told
from annotator.storage.files import remove_database, sync_folder
from annotator.storage.project import Project

# Pages copied between two looks at the lock: about 1 MB.
_PAGES = 256


def backup(project: Project | Path | str, target: Path | str) -> Path:
    """Copy a project to ``target`` and return it; a file of that name is replaced when the copy is complete.

    Raises ProjectError when the target is the project itself or cannot be written.
    """
    source = project.path if isinstance(project, Project) else Path(project).absolute()
    place = Path(target).absolute()
    if place.exists() and place.samefile(source):
        raise ProjectError(f"{place} is the project itself; choose another file for the backup.")
    return copy_file(source, place)


def copy_file(source: Path, target: Path) -> Path:
    """Copy a database file aside and move the copy to ``target`` in one go."""
    if not target.parent.is_dir():
        raise ProjectError(
            f"{target} cannot be written: there is no folder {target.parent}; make that first."
        )
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    with told(source):
        origin = connect(source, reading_mode(source))
    with contextlib.closing(origin), told(target):
        try:
            _copy(origin, draft)
            draft.replace(target)
            sync_folder(target.parent)
        finally:
            remove_database(draft)
    return target


def _copy(origin: sqlite3.Connection, draft: Path) -> None:
    with contextlib.closing(sqlite3.connect(draft)) as copy:
        origin.backup(copy, pages=_PAGES)
        # One file, complete in itself: no log beside it until somebody opens it for writing.
        copy.execute("PRAGMA journal_mode=DELETE")
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
