"""The part of the check that works out which steps must be marked active, undone or dropped.

The marks are outside the journal's chain, so that undo needs not rewrite it; what they follow from (kind, target,
author, batch) is inside. So a mark that somebody altered is found too.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.storage.journal import Header


class Marks:
    """Follows the history step by step."""

    def __init__(self) -> None:
        self._said: dict[int, str] = {}
        self._due: dict[int, str] = {}
        self._undone: dict[int, Header] = {}
        self._batches: dict[str, list[Header]] = {}
        self._alone: dict[int, Header] = {}

    def follow(self, header: Header, said: str) -> Iterator[str]:
        """Take one step further; yield what cannot have happened."""
        self._said[header.seq], self._due[header.seq] = said, "active"
        if header.kind == "do":
            self._do(header)
            return
        before, now = ("active", "undone") if header.kind == "undo" else ("undone", "active")
        if self._due.get(header.target) != before or header.target not in self._alone:
            yield f"Step {header.seq} is to {header.kind} step {header.target}, which was not there to {header.kind}."
            return
        target = self._alone[header.target]
        for one in self._batches[target.batch] if target.batch else [target]:
            if self._due[one.seq] == before:
                self._mark(one, now)

    def wrong(self) -> Iterator[str]:
        """Yield the steps that are marked otherwise than they must be."""
        for seq, said in self._said.items():
            if said != self._due[seq]:
                yield f"Step {seq} is marked as {said} and the history says it is {self._due[seq]}."

    def _do(self, header: Header) -> None:
        if not header.undoable:
            return
        self._alone[header.seq] = header
        if header.batch:
            self._batches.setdefault(header.batch, []).append(header)
        for one in [one for one in self._undone.values() if one.author == header.author]:
            self._mark(one, "dropped")

    def _mark(self, header: Header, state: str) -> None:
        self._due[header.seq] = state
        if state == "undone":
            self._undone[header.seq] = header
        else:
            self._undone.pop(header.seq, None)
