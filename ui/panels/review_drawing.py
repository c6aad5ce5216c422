"""What lists and buttons of the review draw alike: authors' badges and labels in their colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.models.review_verdict import Badge
from ui.theme import Themes

BADGE = 16
"""Diameter of a badge in pixels."""


def smaller(font: QFont, share: float, *, strong: bool = False) -> QFont:
    """Return a share of a font's size."""
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * share)
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def draw_badge(
    painter: QPainter, left: float, middle: float, badge: Badge, themes: Themes, font: QFont
) -> float:
    """Draw an author's letter in a circle and return where it ends; ``font`` is the row's."""
    circle = QRectF(left, middle - BADGE / 2, BADGE, BADGE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(themes.label_color(badge.color))
    painter.drawEllipse(circle)
    painter.setPen(themes.current.color("surface"))
    painter.setFont(smaller(font, 0.74, strong=True))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, badge.letter)
    return circle.right()


def draw_words(
    painter: QPainter,
    left: float,
    right: float,
    middle: float,
    words: str,
    color: QColor,
    font: QFont,
) -> float:
    """Draw words on one line, elided at ``right``, and return where they end."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, right - left))
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QPointF(left, middle + metrics.capHeight() / 2), shown)
    return left + metrics.horizontalAdvance(shown)
