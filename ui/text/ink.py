"""Pens and brushes for label colours, made once per colour and theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from ui.text.colors import TextColors, mix, readable


def clear(color: str, share: float) -> QColor:
    """Return a colour with an opacity from 0 to 1."""
    made = QColor(color)
    made.setAlphaF(share)
    return made


def make_pen(color: str | QColor, width: float, dashes: tuple[float, float] | None = None) -> QPen:
    """Return a flat pen; dashes are in units of its width."""
    pen = QPen(QColor(color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


@dataclass(frozen=True, slots=True)
class Ink:
    """Everything one label colour is drawn with, on one theme's ground."""

    line: QColor
    text: QColor  # readable on the ground
    chip: QBrush  # a ground on which the chips' text is readable
    fill: QBrush
    fill_hover: QBrush
    fill_current: QBrush
    pale: QBrush
    faint: QBrush
    faint_strong: QBrush
    border: QPen
    border_current: QPen
    dashed: QPen
    dashed_current: QPen
    chip_border: QPen
    halo: QPen
    dotted: QPen
    lane: QPen
    lane_current: QPen
    lane_dashed: QPen
    lane_dashed_current: QPen


class Inks:
    """Hands out the ink of a label colour, and the pens of the text's own colours."""

    def __init__(self, colors: TextColors) -> None:
        self.colors = colors
        self._made: dict[str, Ink] = {}
        self.background = QColor(colors.background)
        self.text = QPen(QColor(colors.text))
        self.muted = QPen(QColor(colors.muted))
        self.chip_text = QPen(QColor(colors.chip_text))
        self.selection = QBrush(QColor(colors.selection))
        self.selection_asleep = QBrush(clear(colors.selection, 0.6))
        self.hit = QBrush(QColor(colors.hit))
        self.caret = QColor(colors.caret)

    def __call__(self, color: str) -> Ink:
        """Return the ink of a label colour (``#rrggbb``)."""
        found = self._made.get(color)
        if found is None:
            found = self._made[color] = self._make(color)
        return found

    def _make(self, color: str) -> Ink:
        ground = self.colors.background
        legible = readable(color, mix(color, ground, 0.06))
        faded = mix(color, ground, 0.75)
        return Ink(
            line=QColor(color),
            text=QColor(legible),
            chip=QBrush(QColor(readable(color, self.colors.chip_text))),
            fill=QBrush(clear(color, 0.17)),
            fill_hover=QBrush(clear(color, 0.30)),
            fill_current=QBrush(clear(color, 0.28)),
            pale=QBrush(clear(color, 0.45)),
            faint=QBrush(clear(color, 0.06)),
            faint_strong=QBrush(clear(color, 0.13)),
            border=make_pen(mix(color, ground, 0.5), 1.0),
            border_current=make_pen(legible, 2.0),
            dashed=make_pen(faded, 1.2, (3.0, 2.2)),
            dashed_current=make_pen(legible, 2.0, (2.4, 1.8)),
            chip_border=make_pen(mix(legible, ground, 0.6), 1.0),
            halo=make_pen(clear(color, 0.28), 3.0),
            dotted=QPen(QBrush(QColor(mix(color, ground, 0.6))), 1.1, Qt.PenStyle.DotLine),
            lane=make_pen(color, 2.0),
            lane_current=make_pen(color, 3.0),
            lane_dashed=make_pen(faded, 2.0, (2.5, 1.8)),
            lane_dashed_current=make_pen(color, 3.0, (1.8, 1.2)),
        )
