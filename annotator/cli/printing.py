"""What the command line prints: answers to standard output, progress and sentences to standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, is_dataclass
from enum import Enum
from pathlib import Path
from typing import NoReturn

import typer


def say(sentence: str) -> None:
    """Print a sentence for a person on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def show(line: str = "") -> None:
    """Print a line of the answer on standard output."""
    print(line)


def show_json(value: object) -> None:
    """Print one JSON object and nothing else."""
    print(json.dumps(plain(value), ensure_ascii=False, indent=2))


def plain(value: object) -> object:
    """Turn values of the program into JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


def table(rows: Sequence[Sequence[str]], header: Sequence[str]) -> None:
    """Print rows under a header, columns aligned."""
    widths = [max(len(str(row[column])) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        show("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def bullet(lines: Iterable[str]) -> None:
    """Print sentences below one another on standard error."""
    for line in lines:
        say(f"  {line}")


def progress(what: str) -> Callable[[int, int], None]:
    """Return a function that shows how far a task is: one line that renews itself on a terminal."""
    begun = time.monotonic()
    terminal = sys.stderr.isatty()

    def report(done: int, total: int) -> None:
        if terminal:
            end = "\n" if done >= total else ""
            print(f"\r{what} {done:,} of {total:,}", end=end, file=sys.stderr, flush=True)
        elif done >= total and total:
            say(f"{what} {done:,} of {total:,} in {time.monotonic() - begun:.1f} s")

    return report


def leave(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)


def count(number: int, noun: str) -> str:
    """Return “1 document”, “2 documents”."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
