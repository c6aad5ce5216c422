"""Colours: roles from resources/themes, the palette and stylesheet made of them, and readable label colours.

`QStyleHints.setColorScheme` does nothing without a platform theme, so the palettes are our own.
"""

from __future__ import annotations

import colorsys
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator.assets import resource_path

READABLE = 4.5
"""The contrast ratio that WCAG 2.2 (AA) asks of text."""

TINT = 0.16
"""How much of its colour a label's box carries over the background; the label must be readable on it too."""


class ThemeChoice(StrEnum):
    """What a person can choose; ``system`` follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """A named set of colour roles (#rrggbb)."""

    name: str
    dark: bool
    colors: Mapping[str, str]

    def color(self, role: str) -> QColor:
        """Return the colour of a role; raises KeyError for one that the theme lacks."""
        return QColor(self.colors[role])


@lru_cache(maxsize=8)
def load_theme(name: str) -> Theme:
    """Read a theme by its file's name in resources/themes."""
    data = tomllib.loads(resource_path("themes", f"{name}.toml").read_text("utf-8"))
    return Theme(data["name"], data["dark"], data["colors"])


def mix(color: str, ground: str, share: float) -> str:
    """Return ``share`` (0 to 1) of a colour over a ground, both #rrggbb."""
    pairs = zip(_channels(color), _channels(ground), strict=True)
    return "#" + "".join(f"{round(255 * (top * share + low * (1 - share))):02x}" for top, low in pairs)


def luminance(color: str) -> float:
    """Return the relative luminance of #rrggbb as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio (1 to 21) of two colours."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def label_color(color: str, theme: Theme) -> str:
    """Return a label's colour in a theme: its hue, as light or dark as reading it demands.

    The result stands out by ``READABLE`` from the text's ground, from the panels, and from its own tint.
    """
    return _label_color(color.lower(), theme.dark, theme.colors["surface"], theme.colors["panel"])


@lru_cache(maxsize=1024)
def _label_color(color: str, dark: bool, surface: str, panel: str) -> str:
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(color))
    grounds = (surface, panel)
    while not _stands_out(color, grounds) and (light < 1.0 if dark else light > 0.0):
        light = min(1.0, light + 0.01) if dark else max(0.0, light - 0.01)
        red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
        color = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return color


def _stands_out(color: str, grounds: tuple[str, ...]) -> bool:
    tinted = tuple(mix(color, ground, TINT) for ground in grounds)
    return all(contrast(color, ground) >= READABLE for ground in grounds + tinted)


def _channels(color: str) -> tuple[float, float, float]:
    value = int(color.lstrip("#"), 16)
    return (value >> 16) / 255, (value >> 8 & 0xFF) / 255, (value & 0xFF) / 255


def make_palette(theme: Theme) -> QPalette:
    """Return the palette that Fusion paints a theme with."""
    palette = QPalette()
    role = QPalette.ColorRole
    roles = {
        role.Window: "panel",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "panel",
        role.Text: "text",
        role.Button: "panel",
        role.ButtonText: "text",
        role.BrightText: "on_accent",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.ToolTipBase: "toast",
        role.ToolTipText: "toast_text",
        role.PlaceholderText: "faint",
        role.Link: "accent",
        role.Light: "hover",
        role.Midlight: "line",
        role.Mid: "edge",
        role.Dark: "faint",
        role.Shadow: "faint",
    }
    for place, name in roles.items():
        palette.setColor(place, theme.color(name))
    for place in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, place, theme.color("faint"))
    return palette


_ROLE = re.compile(r"@([a-z_]+)")


def make_stylesheet(theme: Theme, points: float) -> str:
    """Return the window's stylesheet for a theme and a base font size in points."""
    sizes = {"tiny": 0.78, "small": 0.82, "less": 0.9, "large": 1.25}
    values = dict(theme.colors) | {name: f"{points * share:.1f}pt" for name, share in sizes.items()}
    values |= {name: resource_path("themes", f"{name}.svg").as_posix() for name in ("check", "chevron")}
    template = resource_path("themes", "window.qss").read_text("utf-8")
    return _ROLE.sub(lambda match: values[match.group(1)], template)


def choose_font() -> QFont:
    """Return the window's font: Noto Sans where installed, for its many scripts, else the system's own."""
    font = QFont(QGuiApplication.font())
    if QFontDatabase.hasFamily("Noto Sans"):
        font.setFamilies(["Noto Sans"])
    if font.pointSizeF() < 10:
        font.setPointSizeF(10)
    return font


class Themes(QObject):
    """Owns which theme is shown and applies it to the application; ``changed`` comes after each switch."""

    changed = Signal()

    def __init__(self, choice: str = ThemeChoice.SYSTEM, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = ThemeChoice(choice) if choice in set(ThemeChoice) else ThemeChoice.SYSTEM
        self.current = load_theme(self._wanted())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose; ``current`` is what that means now."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Switch live."""
        self._choice = choice
        self.apply()

    def apply(self) -> None:
        """Give the application the palette and stylesheet of the choice."""
        self.current = load_theme(self._wanted())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(make_palette(self.current))
            app.setStyleSheet(make_stylesheet(self.current, app.font().pointSizeF()))
        self.changed.emit()

    def label_color(self, color: str) -> QColor:
        """Return a label's colour in the shown theme."""
        return QColor(label_color(color, self.current))

    def tint(self, color: QColor, share: float, role: str = "surface") -> QColor:
        """Return a share of a colour over a role's colour."""
        return QColor(mix(color.name(), self.current.colors[role], share))

    def _wanted(self) -> str:
        if self._choice is not ThemeChoice.SYSTEM:
            return self._choice.value
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return ThemeChoice.DARK.value if dark else ThemeChoice.LIGHT.value

    def _on_system_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self.apply()
