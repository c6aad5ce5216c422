"""Where graphemes begin and end in one displayed text, in UTF-16 units."""

from __future__ import annotations

from PySide6.QtCore import QTextBoundaryFinder


class Graphemes:
    """Asks Qt for grapheme boundaries, and leaves out those it reports inside a surrogate pair.

    It does so for an emoji between a word joiner and Thai letters, for one; a caret there could not be left again.
    """

    def __init__(self, text: str) -> None:
        self._finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
        self._inside = frozenset(_second_units(text))

    def is_at(self, unit: int) -> bool:
        """Tell whether a caret may stand at a unit."""
        self._finder.setPosition(unit)
        return self._finder.isAtBoundary() and unit not in self._inside

    def before(self, unit: int) -> int:
        """Return the last boundary before a unit, 0 at the start."""
        self._finder.setPosition(unit)
        found = self._finder.toPreviousBoundary()
        while found in self._inside:
            found = self._finder.toPreviousBoundary()
        return max(0, found)

    def after(self, unit: int) -> int:
        """Return the next boundary after a unit, -1 at the end."""
        self._finder.setPosition(unit)
        found = self._finder.toNextBoundary()
        while found in self._inside:
            found = self._finder.toNextBoundary()
        return found


def _second_units(text: str) -> list[int]:
    if text.isascii() or max(text) <= "\uffff":
        return []
    astral = (index for index, char in enumerate(text) if char > "\uffff")
    return [index + rank + 1 for rank, index in enumerate(astral)]
