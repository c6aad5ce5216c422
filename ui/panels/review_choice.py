"""The current conflict: its place in the text, one button for each author's reading, neither, edit, reopen."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotation import Span
from annotator.domain.scheme import Scheme
from ui.actions import BY_ID, ActionSet, key_text, tooltip
from ui.models.review import ReviewState
from ui.models.review_lists import kind_text
from ui.models.review_verdict import Badge, verdict_of
from ui.models.suggestions import snippet
from ui.panels.review_drawing import draw_badge, draw_words, smaller
from ui.panels.words import color_of
from ui.theme import Themes

CONTEXT = 36
"""Characters shown before and after the place."""

MOST_LINES = 4
"""Spans of one reading that a button shows; the text view shows all."""


class ReadingButton(QAbstractButton):
    """One author's reading; ``checked`` marks the one that gold took."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._badge: Badge | None = None
        self._lines: list[tuple[str, str, str]] = []
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_reading(
        self, badge: Badge, spans: tuple[Span, ...], text: str, scheme: Scheme, *, chosen: bool
    ) -> None:
        """Show what an author says about the conflict."""
        self._badge = badge
        self._lines = [
            (span.label, snippet(text, span.start, span.end), color_of(scheme, span.label))
            for span in spans[:MOST_LINES]
        ]
        said = "; ".join(f"{label} {words}" for label, words, _ in self._lines) or self.tr("nothing")
        self.setAccessibleName(f"{badge.author}: {said}")
        comments = [f"“{span.comment}”" for span in spans if span.comment]
        hint = self.tr("Take {author}'s reading").format(author=badge.author)
        self.setToolTip("\n".join([f"{hint}  ({badge.key})" if badge.key else hint, *comments]))
        self.setChecked(chosen)
        self.updateGeometry()
        self.update()

    def nextCheckState(self) -> None:
        """Stay as it is: gold says what is checked, not the click."""

    def sizeHint(self) -> QSize:
        """Return the room of a line for the author and one for each span."""
        return QSize(120, 34 + max(1, len(self._lines)) * self._pitch())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button."""
        if self._badge is None:
            return
        colors = self._themes.current
        hot = self.isEnabled() and (self.underMouse() or self.isDown())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = colors.color("accent" if self.isChecked() else "edge")
            painter.setPen(QPen(edge, 1.5 if self.isChecked() else 1))
            ground = "selected" if self.isChecked() else "hover" if hot else "field"
            painter.setBrush(colors.color(ground))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
            self._draw_author(painter, self._badge)
            self._draw_lines(painter)

    def _draw_author(self, painter: QPainter, badge: Badge) -> None:
        colors = self._themes.current
        left = draw_badge(painter, 10, 17, badge, self._themes, self.font()) + 7
        role = "selected_text" if self.isChecked() else "text"
        small = smaller(self.font(), 0.92, strong=True)
        draw_words(painter, left, self.width() - 40, 17, badge.author, colors.color(role), small)
        if self.isChecked():
            draw_words(
                painter, self.width() - 44, self.width(), 17, "✓", colors.color("success"), self.font()
            )
        if badge.key:
            box = QRectF(self.width() - 28, 8, 18, 18)
            painter.setPen(QPen(colors.color("edge"), 1))
            painter.setBrush(colors.color("panel"))
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(colors.color("muted"))
            painter.setFont(smaller(self.font(), 0.84))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, badge.key)

    def _draw_lines(self, painter: QPainter) -> None:
        colors, right = self._themes.current, self.width() - 10
        middle = 30 + self._pitch() / 2 - 1
        if not self._lines:
            draw_words(painter, 33, right, middle, self.tr("nothing"), colors.color("muted"), self.font())
        strong = smaller(self.font(), 0.8, strong=True)
        for label, words, color in self._lines:
            tinted = self._themes.label_color(color)
            left = draw_words(painter, 33, right, middle, label, tinted, strong) + 7
            role = "selected_text" if self.isChecked() else "text"
            draw_words(painter, left, right, middle, words, colors.color(role), self.font())
            middle += self._pitch()

    def _pitch(self) -> int:
        return self.fontMetrics().height() + 3


class ChoicePanel(QWidget):
    """Shows the current conflict; ``taken`` passes on the author whose reading is to be gold."""

    taken = Signal(str)

    def __init__(self, themes: Themes, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._buttons: list[ReadingButton] = []
        self._authors: list[str] = []
        self.heading = QLabel(self)
        self.heading.setObjectName("heading")
        self._kind = QLabel(self)
        self._kind.setObjectName("muted")
        self.context = QLabel(self)
        self.context.setWordWrap(True)
        self.context.setTextFormat(Qt.TextFormat.RichText)
        self.verdict = QLabel(self)
        self.verdict.setObjectName("muted")
        self.verdict.setWordWrap(True)
        self._readings = QVBoxLayout()
        self._readings.setSpacing(6)
        self.neither = self._make_button(actions, "choose-none", self.tr("Neither"))
        self.edit = self._make_button(actions, "conflict-edit", self.tr("Edit"))
        self.reopen = self._make_button(actions, "conflict-reopen", self.tr("Reopen"))
        self._assemble()
        self.hide()

    def show_state(self, state: ReviewState, badges: dict[str, Badge]) -> None:
        """Show the current conflict of the state; hidden without one and while a reading is edited."""
        view, conflict = state.view, state.conflict
        shown = view is not None and conflict is not None and state.draft is None
        self.setVisible(shown)
        if view is None or conflict is None or not shown:
            return
        place = state.order().index(conflict.index) + 1
        self.heading.setText(self.tr("CONFLICT {place} / {all}").format(place=place, all=len(view.conflicts)))
        self._kind.setText(kind_text(conflict.kind))
        self.context.setText(self._context(view.document.text, conflict.start, conflict.end))
        settled = conflict.index in view.settled
        verdict = verdict_of(conflict, view.gold)
        self._take_buttons(len(conflict.readings))
        self._authors = [author for author, _ in conflict.readings]
        for button, (author, spans) in zip(self._buttons, conflict.readings, strict=True):
            chosen = settled and author in verdict.authors and bool(spans)
            button.show_reading(badges[author], spans, view.document.text, view.scheme, chosen=chosen)
        self.reopen.setVisible(settled)
        self.neither.setVisible(not settled)
        self.verdict.setVisible(settled and (verdict.is_edit or not verdict.spans))
        self.verdict.setText(self._verdict(verdict.spans, view.document.text))

    def _verdict(self, spans: tuple[Span, ...], text: str) -> str:
        if not spans:
            return self.tr("✓ Settled: neither")
        said = "; ".join(f"{span.label} “{snippet(text, span.start, span.end)}”" for span in spans)
        return self.tr("✓ Settled by an edit: {said}").format(said=said)

    def _context(self, text: str, start: int, end: int) -> str:
        muted = self._themes.current.colors["muted"]
        before = text[max(0, start - CONTEXT) : start].replace("\n", " ")
        after = text[end : end + CONTEXT].replace("\n", " ")
        place = escape(snippet(text, start, end, 120))
        return (
            f"<span style='color:{muted}'>…{escape(before)}</span><b>{place}</b>"
            f"<span style='color:{muted}'>{escape(after)}…</span>"
        )

    def _take_buttons(self, count: int) -> None:
        while len(self._buttons) < count:
            button = ReadingButton(self._themes, self)
            button.clicked.connect(self._on_clicked)
            self._readings.addWidget(button)
            self._buttons.append(button)
            button.show()
        while len(self._buttons) > count:
            button = self._buttons.pop()
            self._readings.removeWidget(button)
            button.deleteLater()

    def _make_button(self, actions: ActionSet, id: str, words: str) -> QPushButton:
        button = QPushButton(f"{words}  {key_text(BY_ID[id].keys)}", self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(tooltip(BY_ID[id]))
        button.clicked.connect(actions[id].trigger)
        return button

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self._kind)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.neither, self.reopen, self.edit):
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 12, 6)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.context)
        column.addLayout(self._readings)
        column.addWidget(self.verdict)
        column.addLayout(row)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, ReadingButton) and button in self._buttons:
            self.taken.emit(self._authors[self._buttons.index(button)])
