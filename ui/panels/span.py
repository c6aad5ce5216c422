"""What is known about the current span: label, text, place, origin, score, comment."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.domain.annotation import Span, SpanStatus
from annotator.operations.annotating import DocumentView
from ui.models.suggestions import snippet
from ui.panels.words import color_of, origin_text, place_text, score_text
from ui.theme import Themes


class LabelTag(QWidget):
    """A label's name in its colour, solid for a confirmed span and dashed for a suggestion."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._name = ""
        self._color = ""
        self._dashed = False
        themes.changed.connect(self.update)

    def show_label(self, name: str, color: str, *, dashed: bool) -> None:
        """Show another label; the colour is the scheme's."""
        self._name, self._color, self._dashed = name, color, dashed
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the name."""
        metrics = QFontMetricsF(self._font())
        return QSize(round(metrics.horizontalAdvance(self._name) + 17), round(metrics.height() + 7))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tag."""
        if not self._name:
            return
        color = self._themes.label_color(self._color)
        box = QRectF(0.5, 0.5, self.sizeHint().width() - 1, self.height() - 1)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(color, 1)
            if self._dashed:
                pen.setDashPattern([3, 2.4])
            painter.setPen(pen)
            painter.setBrush(self._themes.tint(color, 0.05) if self._dashed else color)
            painter.drawRoundedRect(box, 4.5, 4.5)
            painter.setPen(color if self._dashed else self._themes.current.color("surface"))
            painter.setFont(self._font())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._name)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.82)
        font.setWeight(QFont.Weight.DemiBold)
        return font


class SpanPanel(QWidget):
    """Shows one span; ``commented`` passes on what was written about it."""

    commented = Signal(str)

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._span: Span | None = None
        self.heading = QLabel(self.tr("SELECTED"), self)
        self.heading.setObjectName("heading")
        self.tag = LabelTag(themes, self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.place = QLabel(self)
        self.origin = QLabel(self)
        self.score = QLabel(self)
        for fact in (self.place, self.origin, self.score):
            fact.setObjectName("fact")
            fact.setTextFormat(Qt.TextFormat.PlainText)
        self.origin.setWordWrap(True)
        self.comment = QLineEdit(self)
        self.comment.setPlaceholderText(self.tr("Comment… (F2)"))
        self.comment.setAccessibleName(self.tr("Comment on the span"))
        self.comment.editingFinished.connect(self._on_commented)
        self._assemble()
        self.show_span(None, None)

    def show_span(self, view: DocumentView | None, span: Span | None) -> None:
        """Show a span of a view; hidden without one."""
        if (
            self.comment.hasFocus()
            and span is not None
            and self._span is not None
            and span.id != self._span.id
        ):
            self.comment.clearFocus()
        self._span = span
        self.setVisible(span is not None)
        if span is None or view is None:
            return
        suggested = span.status is SpanStatus.SUGGESTED
        self.heading.setText(self.tr("SUGGESTION") if suggested else self.tr("SELECTED"))
        self.tag.show_label(span.label, color_of(view.scheme, span.label), dashed=suggested)
        self.text.setText(snippet(view.document.text, span.start, span.end, 140))
        self.place.setText(place_text(span))
        self.origin.setText(origin_text(span, suggested))
        self.score.setText(self.tr("Score {score}").format(score=score_text(span.score)))
        self.score.setVisible(span.score is not None)
        self.comment.setText(span.comment)
        self.comment.setVisible(not suggested)

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addStretch(1)
        head.addWidget(self.tag)
        facts = QFormLayout()
        facts.setSpacing(2)
        facts.setContentsMargins(0, 0, 0, 0)
        for fact in (self.place, self.origin, self.score):
            facts.addRow(fact)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 14, 4)
        column.setSpacing(7)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addLayout(facts)
        column.addWidget(self.comment)

    def _on_commented(self) -> None:
        text = self.comment.text().strip()
        if (
            self._span is not None
            and self._span.status is SpanStatus.CONFIRMED
            and text != self._span.comment
        ):
            self.commented.emit(text)
