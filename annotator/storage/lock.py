"""One writer: an exclusive lock on a file beside the project.

The system drops the lock when its process ends, however it ends, so there is never a stale one to clear. What
the file says (process, machine, since when) is only for the sentence that a second writer gets.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from annotator.errors import LockedError
from annotator.storage.faults import told

if sys.platform == "win32":
    import msvcrt

    # Windows locks are mandatory: lock a byte far behind the text, so that others can still read it.
    _BYTE = 1 << 30

    def _take(handle: int) -> None:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


# Anything else means that this file system knows no locks.
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


def lock_path(path: Path) -> Path:
    """Return the file whose lock stands for writing the project."""
    return path.with_name(path.name + ".lock")


class WriterLock:
    """Holds the right to write one project until released."""

    def __init__(self, path: Path) -> None:
        """Take the lock of the project at ``path``; raises LockedError when another program has it."""
        self._file = lock_path(path)
        with told(path):
            self._handle = self._acquire(path)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._handle < 0:
            return
        # Unlinked while still locked: whoever waits on this file finds it gone and starts over with a new one.
        if sys.platform != "win32":
            self._file.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = -1

    def _acquire(self, path: Path) -> int:
        while True:
            handle = os.open(self._file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
            try:
                _take(handle)
            except OSError as error:
                os.close(handle)
                if error.errno not in _TAKEN:
                    raise
                raise LockedError(
                    f"{path} is open for writing in {self._holder()}; close it there, or open the project read-only."
                ) from error
            if self._is_current(handle):
                break
            os.close(handle)
        note = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(note).encode())
        return handle

    def _is_current(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), self._file.stat())
        except FileNotFoundError:
            return False

    def _holder(self) -> str:
        try:
            note = json.loads(self._file.read_text())
            return f"another program (process {note['pid']} on {note['host']}, since {note['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another program"
