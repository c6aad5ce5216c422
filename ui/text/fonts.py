"""The fonts of the text view at one zoom, and every measure that follows from them, in logical pixels."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

FAMILIES = ["Noto Sans", "Segoe UI", "Helvetica Neue", "Ubuntu", "DejaVu Sans", "sans-serif"]
SMALLEST, LARGEST, USUAL = 7.0, 48.0, 12.5


def make_font(points: float, *, weight: QFont.Weight = QFont.Weight.Normal, spacing: float = 0.0) -> QFont:
    """Return the text face at a size in points, with letter spacing in pixels."""
    font = QFont()
    font.setFamilies(FAMILIES)
    font.setPointSizeF(points)
    font.setWeight(weight)
    if spacing:
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return font


class TextFonts:
    """Fonts and measures; made anew when zoom or line spacing changes."""

    def __init__(self, points: float = USUAL, spacing: float = 1.0) -> None:
        self.points, self.spacing = points, spacing
        self.text = make_font(points)
        self.chip = make_font(points * 0.56, weight=QFont.Weight.DemiBold, spacing=0.5)
        self.small = make_font(points * 0.52, weight=QFont.Weight.DemiBold, spacing=0.4)
        self.number = make_font(points * 0.62)
        self.metrics = QFontMetricsF(self.text)
        self.chip_metrics = QFontMetricsF(self.chip)
        self.small_metrics = QFontMetricsF(self.small)
        em = self.em = self.metrics.ascent() / 1.069 if self.metrics.ascent() else points * 4 / 3
        self.box_above = round(em * 0.97)  # a box reaches this far above the baseline: accents stay inside
        self.box_below = round(em * 0.37)
        self.pitch = max(round(em * 1.94 * spacing), self.box_above + self.box_below + 3)
        self.row = round(em * 0.92)  # one lane with its caption under a line
        self.gap = round(em * 0.6)  # between paragraphs
        self.column = round(em * 49)  # the widest column that is still pleasant to read
        self.gutter = round(em * 3.8)  # for numbers and margin bars
        self.bar_step = round(em * 1.02)  # from one margin bar to the next
        self.chip_pad = round(em * 0.3)
        self.chip_height = round(self.chip_metrics.capHeight() + em * 0.42)
        # Beside a chip: from the last letter to it, from it to the box's edge, from there to what follows.
        self.chip_before, self.chip_after, self.box_after = em * 0.3, em * 0.18, max(1.0, em * 0.06)
        self.corner = em * 0.27  # the radius of a box's corners
        self.lead = max(2.0, em * 0.19)  # room between the text before a box and the box
        self.chip_width = lru_cache(maxsize=4096)(self._chip_width)
        self.small_width = lru_cache(maxsize=4096)(self.small_metrics.horizontalAdvance)

    def _chip_width(self, text: str) -> int:
        return round(self.chip_metrics.horizontalAdvance(text)) + 2 * self.chip_pad
