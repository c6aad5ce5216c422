"""The colours of the text view, as plain strings, and the arithmetic that keeps them readable. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextColors:
    """Every colour of the text view except those of the labels, each ``#rrggbb``."""

    background: str = "#FFFFFF"
    text: str = "#1F2430"
    muted: str = "#6B7280"
    dim: str = "#6F7683"
    selection: str = "#C5D9FF"
    rule: str = "#EEF0F4"
    caret: str = "#1F2430"
    hit: str = "#FFE08A"
    chip_text: str = "#FFFFFF"

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark ground."""
        return luminance(self.background) < luminance(self.text)


LIGHT = TextColors()
DARK = TextColors(
    background="#16181D",
    text="#E6E8EC",
    muted="#8B93A1",
    dim="#868E9C",
    selection="#2F4A7A",
    rule="#262A32",
    caret="#F4F6FA",
    hit="#6B5410",
    chip_text="#101216",
)


def channels(color: str) -> tuple[int, int, int]:
    """Return red, green and blue (0 to 255) of ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(color: str, ground: str, share: float) -> str:
    """Return ``share`` (0 to 1) of a colour over a ground, as ``#rrggbb``."""
    pairs = zip(channels(color), channels(ground), strict=True)
    return "#" + "".join(f"{round(front * share + back * (1 - share)):02X}" for front, back in pairs)


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, 0 (black) to 1 (white), as WCAG 2 defines it."""

    def linear(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(color: str, against: str, *, ratio: float = 4.5) -> str:
    """Return the colour, moved as little as needed away from ``against`` to reach the contrast ratio."""
    target = "#000000" if luminance(against) > 0.18 else "#FFFFFF"
    for step in range(21):
        moved = mix(target, color, step / 20)
        if contrast(moved, against) >= ratio:
            return moved
    return target
