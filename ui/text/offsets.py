"""Code points and UTF-16 units of one block, and the characters that Qt must not be given as they are. No Qt here.

Qt counts UTF-16 units, everything else in this program counts code points. The two meet only in this file.
"""

from __future__ import annotations

import re
from bisect import bisect_left


class Utf16Map:
    """Translates offsets inside one short text between code points and UTF-16 units."""

    __slots__ = ("_astral", "_units", "length")

    def __init__(self, text: str) -> None:
        self.length = len(text)
        astral: list[int] = []
        if not text.isascii() and max(text) > "\uffff":
            astral = [index for index, char in enumerate(text) if char > "\uffff"]
        self._astral = astral
        # The UTF-16 position of each astral character's second unit: what lies at or past it is one further on.
        self._units = [index + rank + 1 for rank, index in enumerate(astral)]

    @property
    def units(self) -> int:
        """The length of the text in UTF-16 units."""
        return self.length + len(self._astral)

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 position of a code point offset."""
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def to_code_point(self, unit: int) -> int:
        """Return the code point offset of a UTF-16 position; one inside a surrogate pair gives the pair's start."""
        return unit - bisect_left(self._units, unit + 1) if self._units else unit


# One to one, so that offsets stay: Qt would break lines at some of these, swallow or byte-swap others, and draw
# nothing for the rest. A byte order mark becomes a word joiner, which is as invisible and as wide.
_SHOWN = {code: 0x2400 + code for code in range(0x20) if code != 0x09}
_SHOWN |= {0x7F: 0x2421, 0xFEFF: 0x2060, 0xFFFC: 0xFFFD, 0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD}
_SHOWN |= dict.fromkeys(
    [*range(0x80, 0xA0), *range(0xFDD0, 0xFDF0), *range(0xD800, 0xE000), 0x2028, 0x2029], 0xFFFD
)
_NEEDS = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_SHOWN)) + "]")

_BIDI = re.compile(
    "[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def displayed(text: str) -> str:
    """Return the text as Qt is given it: as many code points and UTF-16 units, controls made visible."""
    return text.translate(_SHOWN) if _NEEDS.search(text) else text


def has_bidi(text: str) -> bool:
    """Tell whether a text may have parts that run from right to left."""
    return not text.isascii() and _BIDI.search(text) is not None
