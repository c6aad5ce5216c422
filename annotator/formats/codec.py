"""What every format's reader and writer share: their shape, problems of a record, and writing in one piece."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from annotator.domain.annotation import Record
from annotator.domain.scheme import Scheme
from annotator.errors import FormatError
from annotator.formats.report import LossReport

Sentences = Callable[[str], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be read: its file, its line (from 1; 0 where there are none) and why."""

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        if self.line:
            return f"{self.path}, line {self.line}: {self.sentence}"
        # A sentence about a whole file names it already.
        return self.sentence if str(self.path) in self.sentence else f"{self.path}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """What an export wrote."""

    files: tuple[Path, ...]
    documents: int = 0
    spans: int = 0
    relations: int = 0


class Codec(Protocol):
    """One file format. Reading streams and skips what is broken; writing reports what it cannot carry."""

    name: str

    def read(
        self, path: Path, *, author: str = "", scheme: Scheme | None = None
    ) -> Iterator[Record | Problem]:
        """Yield the records of a file; annotations that name no author are given to ``author``.

        A record that cannot be read is a Problem; the others follow. Raises FormatError when the file as a
        whole cannot be read. The scheme tells which layer a label belongs to.
        """

    def write(
        self,
        records: Iterable[Record],
        out: Path,
        *,
        scheme: Scheme,
        report: LossReport,
        overwrite: bool = False,
        sentences: Sentences | None = None,
    ) -> WrittenFiles:
        """Write one file, whole or not at all; raises FormatError when it exists and may not be replaced.

        ``sentences`` finds the sentences for formats that have them.
        """


@contextmanager
def replacing(out: Path, *, overwrite: bool) -> Iterator[BinaryIO]:
    """Give a temporary sibling to write to, and put it in the place of ``out`` when all went well.

    Raises FormatError when ``out`` exists and may not be replaced, or cannot be written.
    """
    if out.is_dir():
        raise FormatError(f"“{out}” is a folder; name a file to write to.")
    if out.exists() and not overwrite:
        raise FormatError(f"“{out}” exists; name another file or allow it to be replaced.")
    try:
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=".part", dir=out.parent)
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # Made by mkstemp for its owner alone; an export is as readable as any file the user makes.
        Path(name).chmod(0o666 & ~_umask())
        if overwrite:
            Path(name).replace(out)
        else:
            _put(Path(name), out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        with suppress(OSError):
            Path(name).unlink(missing_ok=True)


def read_bytes(path: Path) -> bytes:
    """Read a whole file; raises FormatError with one sentence."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> FormatError:
    """Say in one sentence why a file cannot be read."""
    return FormatError(
        f"“{path}” cannot be read ({error.strerror or error}); check its name and your rights."
    )


def _put(part: Path, out: Path) -> None:
    # A link fails where the target has appeared meanwhile; not every file system has links.
    try:
        os.link(part, out)
    except FileExistsError:
        raise FormatError(f"“{out}” exists; name another file or allow it to be replaced.") from None
    except OSError:
        part.replace(out)


def _umask() -> int:
    # The process's mask can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _unwritable(out: Path, error: OSError) -> FormatError:
    reason = error.strerror or str(error)
    return FormatError(f"“{out}” cannot be written ({reason}); choose another place or make room.")
