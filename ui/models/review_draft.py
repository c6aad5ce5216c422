"""A reviewer's own reading of a conflict while it is being made. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.adjudication import Conflict
from annotator.domain.annotation import Span
from annotator.domain.scheme import Layer
from annotator.domain.text import overlaps

Piece = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """The spans of the edit, in the order of the text, and which of them keys act on."""

    conflict: Conflict
    pieces: tuple[Piece, ...]
    at: int = 0

    @property
    def current(self) -> Piece | None:
        """The span that keys act on."""
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def stepped(self, step: int) -> Draft:
        """Return the draft with the next (1) or previous (-1) span as the current one."""
        return replace(self, at=(self.at + step) % len(self.pieces)) if self.pieces else self

    def moved(self, start: int, end: int) -> Draft:
        """Return the draft with the current span elsewhere."""
        return self._with(start, end, self.pieces[self.at][2], self.pieces[self.at])

    def relabelled(self, label: str) -> Draft:
        """Return the draft with another label on the current span."""
        start, end, _ = self.pieces[self.at]
        return self._with(start, end, label, self.pieces[self.at])

    def added(self, start: int, end: int, label: str, layer: Layer) -> Draft:
        """Return the draft with one more span, in place of those it overlaps in a flat layer."""
        kept = tuple(
            piece
            for piece in self.pieces
            if not (layer.flat and overlaps(start, end, piece[0], piece[1])) and piece != (start, end, label)
        )
        return replace(self, pieces=kept)._with(start, end, label, None)

    def without_current(self) -> Draft:
        """Return the draft without the current span."""
        pieces = self.pieces[: self.at] + self.pieces[self.at + 1 :]
        return replace(self, pieces=pieces, at=max(0, min(self.at, len(pieces) - 1)))

    def _with(self, start: int, end: int, label: str, instead: Piece | None) -> Draft:
        fresh = (start, end, label)
        pieces = sorted({*(piece for piece in self.pieces if piece != instead), fresh})
        return replace(self, pieces=tuple(pieces), at=pieces.index(fresh))


def begin(conflict: Conflict, settled: tuple[Span, ...], first: str) -> Draft:
    """Return the draft that an edit begins with: what was settled, else ``first``'s reading, else the fullest."""
    readings = dict(conflict.readings)
    chosen = settled or readings.get(first) or max(readings.values(), key=len)
    return Draft(conflict, tuple(sorted({(span.start, span.end, span.label) for span in chosen})))
