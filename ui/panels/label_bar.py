"""The labels on top of the text, each a chip in its colour with its key."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from annotator.domain.scheme import Label, Scheme
from ui.panels.flow import FlowLayout
from ui.theme import Themes

ROWS = 2
"""A bar of more rows would take room from the text; chips are drawn closer before it grows."""

DENSITIES: tuple[tuple[float, int, int], ...] = ((0.9, 10, 15), (0.84, 7, 10), (0.78, 5, 7))
"""Share of the window's font size, padding at the sides and added height of a chip, from airy to dense."""


class LabelChip(QAbstractButton):
    """A label to click. ``lit`` marks the label of the current span."""

    def __init__(self, label: Label, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = label
        self.lit = False
        self._themes = themes
        self._density = DENSITIES[0]
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        key = self.tr("key {key}").format(key=label.key) if label.key else self.tr("no key")
        self.setAccessibleName(f"{label.name}, {key}")
        words = f"{label.name} ({key})"
        self.setToolTip(f"{words}\n{label.description}" if label.description else words)

    def set_density(self, density: tuple[float, int, int]) -> None:
        """Draw airier or denser."""
        self._density = density
        self.updateGeometry()

    def set_lit(self, lit: bool) -> None:
        """Mark as the label of the current span."""
        if lit != self.lit:
            self.lit = lit
            self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the name and the key."""
        _share, pad, high = self._density
        name, key = QFontMetricsF(self._font(True)), QFontMetricsF(self._font(False))
        width = name.horizontalAdvance(self.label.name) + 2 * pad
        if self.label.key:
            width += key.horizontalAdvance(self.label.key) + pad * 0.7
        return QSize(round(width + 0.5), round(name.height() + high))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, the name and the key."""
        color = self._themes.label_color(self.label.color)
        hot = self.underMouse() or self.isDown()
        fill = color if self.lit else self._themes.tint(color, 0.24 if hot else 0.13)
        edge = color if self.lit else self._themes.tint(color, 0.4)
        _share, pad, _high = self._density
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(fill)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            inside = QRectF(self.rect()).adjusted(pad, 0, -pad, 0)
            colors = self._themes.current
            painter.setPen(colors.color("surface") if self.lit else color)
            painter.setFont(self._font(True))
            painter.drawText(
                inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.label.name
            )
            painter.setPen(colors.color("surface" if self.lit else "muted"))
            painter.setFont(self._font(False))
            painter.drawText(
                inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.label.key
            )

    def _font(self, strong: bool) -> QFont:
        font = QFont(self.font())
        share = self._density[0] if strong else self._density[0] * 0.94
        font.setPointSizeF(font.pointSizeF() * share)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font


class LabelBar(QWidget):
    """Owns the chips; knows nothing of what choosing a label does."""

    chosen = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Labels"))
        self._themes = themes
        self._chips: list[LabelChip] = []
        self._tray = QWidget(self)
        self._flow = FlowLayout(self._tray)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(self._tray, 1)
        themes.changed.connect(self._on_theme_changed)

    def show_scheme(self, scheme: Scheme | None) -> None:
        """Make a chip for every label, layer by layer."""
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips.clear()
        for layer in scheme.layers if scheme else ():
            for label in layer.labels:
                chip = LabelChip(label, self._themes, self._tray)
                chip.clicked.connect(self._on_clicked)
                self._flow.addWidget(chip)
                # A layout gives no room to what is hidden, and Qt shows a new child only later.
                chip.show()
                self._chips.append(chip)
        self._fit()

    def light(self, name: str) -> None:
        """Mark the label of the current span; none for an empty name."""
        for chip in self._chips:
            chip.set_lit(chip.label.name == name)

    def chips(self) -> list[LabelChip]:
        """Return the chips in the order of the scheme."""
        return list(self._chips)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose how dense the chips have to be."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._chips:
            self._tray.setFixedHeight(30)
            return
        width = max(1, self._tray.width())
        for density in DENSITIES:
            for chip in self._chips:
                chip.set_density(density)
            self._flow.invalidate()
            height = self._flow.heightForWidth(width)
            if height <= ROWS * self._chips[0].sizeHint().height() + 6:
                break
        self._tray.setFixedHeight(height)

    def _on_clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, LabelChip):
            self.chosen.emit(chip.label.name)

    def _on_theme_changed(self) -> None:
        for chip in self._chips:
            chip.update()
