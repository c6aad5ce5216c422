"""The line at the bottom: what is shown, and when the last change was stored."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, QTime
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from annotator.operations.annotating import DocumentView
from ui.actions import ActionSet
from ui.panels.words import number, short_pipeline

LONGEST = 60


def shortened(name: str) -> str:
    """Return a document's name, cut when it is too long for the line."""
    return name if len(name) < LONGEST else name[: LONGEST - 2] + "…"


class StateLine(QStatusBar):
    """Shows figures only; owns no state."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._document = QLabel(self)
        self._document.setTextFormat(Qt.TextFormat.PlainText)
        self._document.setContentsMargins(8, 0, 0, 0)
        self._saved = QLabel(self)
        self._author = QToolButton(self)
        self._author.setObjectName("quiet")
        self._author.setToolTip(actions["author"].toolTip())
        self._author.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._author.clicked.connect(actions["author"].trigger)
        self.addWidget(self._document, 1)
        self.addPermanentWidget(self._saved)
        self.addPermanentWidget(self._author)

    @property
    def words(self) -> str:
        """What the line says about the document."""
        return self._document.text()

    @property
    def saved(self) -> str:
        """What the line says about storing."""
        return self._saved.text()

    def show_view(self, view: DocumentView | None) -> None:
        """Say what the document holds."""
        if view is None:
            self._document.clear()
            return
        parts = [
            shortened(view.document.name),
            self.tr("{count} characters").format(count=number(len(view.document.text))),
            self.tr("{count} spans").format(count=number(len(view.spans))),
            self.tr("{count} suggestions left").format(count=number(len(view.suggestions))),
        ]
        if view.pipeline:
            parts.append(short_pipeline(view.pipeline))
        self.show_words(tuple(parts))

    def show_words(self, parts: tuple[str, ...]) -> None:
        """Say what another page shows."""
        self._document.setText("   ·   ".join(parts))

    def show_saved(self, time: QTime | None) -> None:
        """Say when the last change was stored; None while nothing was."""
        if time is None:
            self._saved.setText(self.tr("Saved"))
        else:
            clock = QLocale().toString(time, "HH:mm")
            self._saved.setText(self.tr("Saved {time}").format(time=clock))

    def show_project(self, is_open: bool) -> None:
        """Say nothing about storing while there is nothing to store in."""
        self._saved.setVisible(is_open)

    def show_read_only(self) -> None:
        """Say that nothing can be stored."""
        self._saved.setText(self.tr("Read-only"))

    def show_author(self, name: str) -> None:
        """Say who is at the keyboard."""
        self._author.setText(
            self.tr("annotator: {name}").format(name=name) if name else self.tr("Who are you?")
        )
