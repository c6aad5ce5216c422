"""While a reading is edited: what is edited, and the keys that matter then."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.actions import BY_ID, ActionSet, key_text, tooltip
from ui.models.review import ReviewState
from ui.models.suggestions import snippet
from ui.panels.span import LabelTag
from ui.panels.words import color_of
from ui.theme import Themes


class EditPanel(QWidget):
    """Shows the span that keys act on; hidden while nothing is edited."""

    def __init__(self, themes: Themes, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(self.tr("YOUR READING"), self)
        self.heading.setObjectName("heading")
        self._tag = LabelTag(themes, self)
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self._more = QLabel(self)
        self._more.setObjectName("muted")
        self._more.setWordWrap(True)
        self.store = QPushButton(self.tr("Store  ↵"), self)
        self.store.setObjectName("primary")
        self.cancel = QPushButton(self.tr("Cancel  Esc"), self)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, id in ((self.store, "edit-store"), (self.cancel, "edit-cancel")):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(tooltip(BY_ID[id]))
            button.clicked.connect(actions[id].trigger)
            row.addWidget(button, 1)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self._tag)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 12, 6)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addWidget(self._more)
        column.addLayout(self._make_hints())
        column.addLayout(row)
        self.hide()

    def show_state(self, state: ReviewState) -> None:
        """Show the edit of the state."""
        draft, view = state.draft, state.view
        self.setVisible(draft is not None)
        if draft is None or view is None:
            return
        piece = draft.current
        self._tag.setVisible(piece is not None)
        if piece is None:
            self.text.setText(
                self.tr("No span. Select words and press a label's key, or store to take none.")
            )
        else:
            start, end, label = piece
            self._tag.show_label(label, color_of(view.scheme, label), dashed=True)
            self.text.setText(snippet(view.document.text, start, end, 160))
        count = len(draft.pieces)
        self._more.setVisible(count > 1)
        self._more.setText(
            self.tr("Span {place} of {count}; Tab goes to the next.").format(place=draft.at + 1, count=count)
        )

    def _make_hints(self) -> QGridLayout:
        names = {
            "start-left": self.tr("Start to the left"),
            "start-right": self.tr("Start to the right"),
            "end-left": self.tr("End to the left"),
            "end-right": self.tr("End to the right"),
            "reject": self.tr("Drop the span"),
        }
        lines = [(words, key_text(BY_ID[id].keys)) for id, words in names.items()]
        lines.append((self.tr("Another label"), self.tr("its key")))
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        for row, line in enumerate(lines):
            for place, words in enumerate(line):
                label = QLabel(words, self)
                label.setObjectName("muted")
                side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(label, row, place, side)
        return grid
