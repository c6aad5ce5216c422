"""What SQLite's full-text index makes of each character, asked of SQLite itself.

Its tables of letters are of another Unicode version than Python's, and differ between versions of SQLite. A rule of
our own would mark places that the index does not know, or miss some that it found.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing

from annotator.domain.places import GAP, MARK

_PART = 20_000


class Folded(dict[int, int]):
    """A table for ``str.translate`` that learns characters when they first come up."""

    def __init__(self) -> None:
        super().__init__()
        self._learning = threading.Lock()

    def __missing__(self, code: int) -> int:
        self.learn([code])
        return self[code]

    def learn(self, codes: Iterable[int]) -> None:
        """Ask SQLite about characters; many at once cost little more than one."""
        with self._learning:
            new = [code for code in codes if code not in self]
            for start in range(0, len(new), _PART):
                self.update(_asked(new[start : start + _PART]))

    def learn_of(self, text: str) -> None:
        """Ask about all characters of a text that did not come up before."""
        if new := {ord(char) for char in set(text)} - self.keys():
            self.learn(new)


FOLDED = Folded()
"""One for all threads: what SQLite does to a character never changes while a process runs."""


def _asked(codes: list[int]) -> dict[int, int]:
    """Put each character between two letters and see which words come of it."""
    table = {code: ord(GAP) for code in codes}
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute(
            "CREATE VIRTUAL TABLE t USING fts5(w, content='', tokenize='unicode61 remove_diacritics 2')"
        )
        memory.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        # NUL and half pairs cannot be part of a word, and SQLite cannot be asked about them.
        asked = [(code, f"q{chr(code)}q") for code in codes if code and not 0xD800 <= code <= 0xDFFF]
        memory.executemany("INSERT INTO t (rowid, w) VALUES (?, ?)", asked)
        for code, term in memory.execute("SELECT doc, term FROM v WHERE length(term) > 1"):
            inside = term[1:-1]
            table[code] = ord(inside) if inside else ord(MARK)
    return table
