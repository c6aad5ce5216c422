"""The curves of a training: the loss falls, the F1 on documents held back rises, epoch by epoch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.operations.learning import Epoch
from ui.panels.words import score_text
from ui.theme import Themes

_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 30, 16, 26
_STEPS = 4


class CurveView(QWidget):
    """Two lines over the epochs: F1 from 0 to 1, and the loss as a share of its highest value."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._epochs: tuple[Epoch, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Loss and F1 of the training"))
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a size in which the lines can be told apart."""
        return QSize(420, 220)

    def show_epochs(self, epochs: Sequence[Epoch]) -> None:
        """Draw the epochs that are there; what a screen reader says follows."""
        self._epochs = tuple(epochs)
        if epochs:
            words = self.tr("Epoch {epoch} of {epochs}, F1 {score}")
            last = epochs[-1]
            self.setAccessibleDescription(
                words.format(epoch=last.epoch, epochs=last.epochs, score=score_text(last.f1.get("all", 0.0)))
            )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the lines and their names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        theme = self._themes.current
        self._draw_frame(painter, area)
        losses = [sum(epoch.loss.values()) for epoch in self._epochs]
        most = max(losses, default=0.0) or 1.0
        self._draw_line(painter, area, [loss / most for loss in losses], theme.color("warning"), dashed=True)
        scores = [epoch.f1.get("all", 0.0) for epoch in self._epochs]
        self._draw_line(painter, area, scores, theme.color("accent"), dashed=False)
        self._draw_names(painter, area)

    def _draw_frame(self, painter: QPainter, area: QRectF) -> None:
        theme = self._themes.current
        for step in range(_STEPS + 1):
            y = area.bottom() - area.height() * step / _STEPS
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.color("muted"))
            box = QRectF(0, y - 8, _LEFT - 8, 16)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{step / _STEPS:.2f}"
            )
        if self._epochs:
            words = self.tr("Epoch {epoch} of {epochs}")
            last = self._epochs[-1]
            box = QRectF(area.left(), area.bottom() + 4, area.width(), 18)
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight, words.format(epoch=last.epoch, epochs=last.epochs)
            )

    def _draw_line(
        self, painter: QPainter, area: QRectF, values: Sequence[float], color: QColor, *, dashed: bool
    ) -> None:
        if not values:
            return
        count = max(self._epochs[-1].epochs - 1, 1)
        points = [
            QPointF(area.left() + area.width() * place / count, area.bottom() - area.height() * value)
            for place, value in enumerate(values)
        ]
        # Dashed and full, so that the two can be told apart without their colours.
        painter.setPen(QPen(color, 2, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(color)
        painter.drawEllipse(points[-1], 3, 3)

    def _draw_names(self, painter: QPainter, area: QRectF) -> None:
        theme = self._themes.current
        names = ((self.tr("F1 on documents held back"), "accent"), (self.tr("Loss (dashed)"), "warning"))
        x = area.left()
        for name, role in names:
            painter.setPen(theme.color(role))
            painter.drawText(QPointF(x, area.top() - 12), name)
            x += painter.fontMetrics().horizontalAdvance(name) + 20
