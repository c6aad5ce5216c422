"""The curve of effort as a small SVG picture: actions per gold span, document by document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_COLORS = ("#8a8f98", "#b7791f", "#2b6cb0", "#2f855a", "#9b2c2c")
_WIDTH, _HEIGHT = 640, 320
_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 16, 200, 34


def svg(ways: Mapping[str, Sequence[float]], names: Sequence[str]) -> str:
    """Return an SVG with one line for each way; ``names`` are the documents' names, from left to right."""
    top = max((value for values in ways.values() for value in values), default=1.0) or 1.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    for step in range(5):
        value = top * step / 4
        y = _y(value, top)
        parts.append(
            f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.2f}</text>'
        )
    for place, name in enumerate(names):
        parts.append(
            f'<text x="{_x(place, len(names)):.1f}" y="{_HEIGHT - 14}" text-anchor="middle">'
            f"{place + 1}<title>{escape(name)}</title></text>"
        )
    for number, (way, values) in enumerate(ways.items()):
        parts.extend(_line(number, way, values, top))
    return "\n".join([*parts, "</svg>", ""])


def _line(number: int, way: str, values: Sequence[float], top: float) -> list[str]:
    color = _COLORS[number % len(_COLORS)]
    places = [(_x(place, len(values)), _y(value, top)) for place, value in enumerate(values)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    label_y = _TOP + 16 + number * 18
    return [
        f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>',
        *[f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in places],
        f'<text x="{_WIDTH - _RIGHT + 14}" y="{label_y}" fill="{color}">{escape(way)}</text>',
    ]


def _x(place: int, count: int) -> float:
    inner = _WIDTH - _LEFT - _RIGHT - 20
    return _LEFT + 10 + (inner * place / (count - 1) if count > 1 else inner / 2)


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top
