"""Finding words in the shown document: a field, how many places there are, next and previous."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from ui.icons import Icons
from ui.panels.words import number

MOST = 5000
"""More places than this are not marked: nobody looks at them one by one."""


def places_of(words: str, text: str) -> list[tuple[int, int]]:
    """Return where words stand in a text, whatever their case; blanks match any blank."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return []
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"\s+".join(parts), text, re.IGNORECASE):
        found.append(match.span())
        if len(found) == MOST:
            break
    return found


class FindBar(QWidget):
    """Owns the places found; ``marked`` passes them on, ``visited`` the one to show."""

    marked = Signal(list)
    visited = Signal(int, int)
    closed = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icons = icons
        self._text = ""
        self._places: list[tuple[int, int]] = []
        self._at = -1
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Find in this document…"))
        self.field.setAccessibleName(self.tr("Find in this document"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self.next)
        self.field.installEventFilter(self)
        self._count = QLabel(self)
        self._count.setObjectName("muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        self._buttons: list[tuple[QToolButton, str]] = []
        for icon, words, slot in (
            ("previous", self.tr("Previous place (Shift+Enter)"), self.previous),
            ("next", self.tr("Next place (Enter)"), self.next),
            ("close", self.tr("Close (Esc)"), self.finish),
        ):
            button = QToolButton(self)
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(slot)
            row.addWidget(button)
            self._buttons.append((button, icon))
        icons.changed.connect(self._on_icons_changed)
        self._on_icons_changed()
        self.hide()

    def start(self, selected: str) -> None:
        """Show the bar; a selection is what to look for."""
        self.show()
        if selected and "\n" not in selected:
            self.field.setText(selected)
        self.field.selectAll()
        self.field.setFocus()
        self._search()

    def set_text(self, text: str) -> None:
        """Look through another document."""
        self._text = text
        if self.isVisible():
            self._search()

    def next(self) -> None:
        """Show the next place."""
        self._visit(1)

    def previous(self) -> None:
        """Show the place before."""
        self._visit(-1)

    def finish(self) -> None:
        """Hide the bar and the marks."""
        self.hide()
        self.marked.emit([])
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give Escape and Shift+Enter their meaning in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.finish()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers():
                self.previous()
                return True
        return super().eventFilter(watched, event)

    def _search(self) -> None:
        self._places = places_of(self.field.text(), self._text)
        self._at = -1
        self._write()
        self.marked.emit(self._places)

    def _visit(self, step: int) -> None:
        if self._places:
            self._at = (
                (self._at + step) % len(self._places) if self._at >= 0 or step > 0 else len(self._places) - 1
            )
            self.visited.emit(*self._places[self._at])
        self._write()

    def _write(self) -> None:
        if not self.field.text().strip():
            self._count.setText("")
        elif not self._places:
            self._count.setText(self.tr("not found"))
        else:
            place = f"{number(self._at + 1)} / " if self._at >= 0 else ""
            self._count.setText(place + number(len(self._places)))

    def _on_icons_changed(self) -> None:
        for button, icon in self._buttons:
            button.setIcon(self._icons.icon(icon))
