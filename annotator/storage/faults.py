"""From what SQLite and the system report to one sentence that a person can act on."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from annotator.errors import LockedError, ProjectError

_FULL = "The disk that holds {path} is full; free some space and try again, nothing was changed."
_IO = "{path} could not be read or written ({error}); check the disk or the connection to it, nothing was changed."
_CORRUPT = (
    "{path} is damaged ({error}); restore a backup, or copy out what “annotator export” can still read."
)
_NO_PROJECT = (
    "{path} is no project file; choose a file that annotator made, or make one with “annotator new”."
)
_DENIED = (
    "{path} may not be written (the file or its folder is read-only); open it read-only or copy it elsewhere."
)
_BUSY = "{path} is being written by another program; close that one and try again."
_CANNOT = "{path} cannot be opened ({error}); check that the file and its folder exist and may be read."

_SENTENCES = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _IO,
    sqlite3.SQLITE_CORRUPT: _CORRUPT,
    sqlite3.SQLITE_NOTADB: _NO_PROJECT,
    sqlite3.SQLITE_READONLY: _DENIED,
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_CANTOPEN: _CANNOT,
}
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


def no_project(path: Path) -> ProjectError:
    """Return the error for a file that is not one of ours."""
    return ProjectError(_NO_PROJECT.format(path=path))


def damaged(path: Path, error: object) -> ProjectError:
    """Return the error for a file whose content cannot be right."""
    return ProjectError(_CORRUPT.format(path=path, error=error))


def sentence(path: Path, error: BaseException) -> ProjectError | None:
    """Return what to tell about a failure of the file or the disk; None when it is a mistake of ours."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        if cause.errno in _NO_SPACE:
            return ProjectError(_FULL.format(path=path))
        template = _DENIED if cause.errno in _NO_RIGHT else _IO
        return ProjectError(template.format(path=path, error=cause.strerror or cause))
    if not isinstance(cause, sqlite3.Error):
        return None
    # The low byte is the primary code; extended codes only say which call failed.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in _LOCKED:
        return LockedError(_BUSY.format(path=path))
    # Without a code it is the Python module that could not make sense of what it read: text that is no UTF-8.
    template = _CORRUPT if not code and isinstance(cause, sqlite3.OperationalError) else _SENTENCES.get(code)
    return ProjectError(template.format(path=path, error=cause)) if template else None


@contextmanager
def told(path: Path, *, system: bool = True) -> Iterator[None]:
    """Turn failures of the file or the disk inside the block into a ProjectError that names the file.

    ``system=False`` leaves OSError alone, for blocks that also run the work of a caller with files of its own.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        if isinstance(error, OSError) and not system:
            raise
        known = sentence(path, error)
        if known is None:
            raise
        raise known from error
