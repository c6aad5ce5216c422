"""Each author's memory of a project, kept up to date step by step.

A memory is derived from the author's spans and stored nowhere, so undo, review and merging need to know nothing
of it. It is built when first asked for and then follows the journal: only documents that changed are read again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from annotator.domain.annotation import Span
from annotator.domain.ids import DocumentId
from annotator.domain.memory import Memory, Tally, remembers, tally
from annotator.domain.recalling import open_suggestions
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document

if TYPE_CHECKING:
    from annotator.storage.decisions import Mark
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction

# Memories kept at once: a person at work needs one, a test run many projects after one another.
KEPT = 8


class Remembered:
    """One author's memory of one project. Readers on several threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._memory = Memory()
        self._tallies: dict[DocumentId, Tally] = {}
        self._mark: Mark | None = None
        self._layers: tuple[str, ...] = ()

    def refresh(self, reader: Reader | Transaction, author: str) -> None:
        """Take over what was decided, undone or removed since the last time."""
        layers = tuple(layer.name for layer in reader.scheme.layers if remembers(layer))
        with self._lock:
            if layers != self._layers:
                self._mark = None
            found = reader.decided(author, layers, self._mark)
            if found.everything:
                self._memory, self._tallies = Memory(), {}
            for identity, (text, decisions) in found.documents.items():
                self._memory.forget(self._tallies.pop(identity, {}))
                counted = tally(text, decisions)
                if counted:
                    self._tallies[identity] = counted
                    self._memory.learn(counted)
            self._mark, self._layers = found.mark, layers

    def suggestions(
        self, document: Document, proposed: Iterable[Span], own: Sequence[Span], scheme: Scheme
    ) -> list[Span]:
        """Return what is open for the author: see ``domain.recalling.open_suggestions``."""
        with self._lock:
            return open_suggestions(document, proposed, own, scheme, self._memory)


_memories: OrderedDict[tuple[str, str], Remembered] = OrderedDict()
_guard = threading.Lock()


def remembered(reader: Reader | Transaction, author: str) -> Remembered:
    """Return an author's memory as it is now."""
    key = (str(reader.place), author)
    with _guard:
        found = _memories.setdefault(key, Remembered())
        _memories.move_to_end(key)
        while len(_memories) > KEPT:
            _memories.popitem(last=False)
    found.refresh(reader, author)
    return found
