"""The command palette: one field, and under it everything whose name has the letters typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.models.fuzzy import Match, ranked
from ui.panels.palette_delegate import ROW, PaletteDelegate
from ui.theme import Themes

WIDTH = 620
SHOWN = 11
MOST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen. ``key`` names it among those chosen last; ``kind`` says what it is."""

    key: str
    name: str
    kind: str
    run: Callable[[], None]
    keys: str = ""
    icon: str = ""
    color: str = ""


Row = tuple[Entry, Match]


class PaletteModel(QAbstractListModel):
    """The entries that fit, the best first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """Return how many entries fit."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return an entry's name, what a screen reader says of it, or the entry itself."""
        if not index.isValid():
            return None
        entry, match = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.name, entry.kind, entry.keys) if part)
        return (entry, match) if role == ROW else None


class Palette(QFrame):
    """Lies over the window's body until something is chosen or the focus goes elsewhere; then it is freed.

    ``asked`` passes on what is typed to whoever has more to offer, ``chosen`` the entry before it runs.
    """

    asked = Signal(str)
    chosen = Signal(str)
    closed = Signal()

    def __init__(
        self, entries: list[Entry], recent: list[str], themes: Themes, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Command palette"))
        self._entries = entries
        self._more: list[Entry] = []
        self._recent = recent
        self._before = QApplication.focusWidget()
        self._is_done = False
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(
            self.tr("Type a few letters of an action, a label, a document, a theme…")
        )
        self.field.setAccessibleName(self.tr("Find anything"))
        self.field.textEdited.connect(self._on_edited)
        self.field.installEventFilter(self)
        self.model = PaletteModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(themes, icons, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("What fits"))
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._on_clicked)
        self._nothing = QLabel(self.tr("Nothing has these letters in this order."), self)
        self._nothing.setObjectName("muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for part in (self.field, self.list, self._nothing):
            column.addWidget(part)
        self._rank()

    def start(self) -> None:
        """Show the palette at the top of what it lies over and take the keys."""
        body = self.parentWidget()
        height = self.list.sizeHintForRow(0) * SHOWN if self.model.rows else 300
        self.list.setFixedHeight(min(height + 4, max(120, body.height() - 160)))
        self.setFixedWidth(min(WIDTH, body.width() - 32))
        self.adjustSize()
        self.move((body.width() - self.width()) // 2, min(56, body.height() // 12))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def offer(self, letters: str, entries: list[Entry]) -> None:
        """Show more entries that came late for what is typed; ignored when something else is typed by now."""
        if letters == self.field.text():
            self._more = entries
            self._rank()

    def finish(self) -> None:
        """Give the keys back to what had them, and go."""
        if self._is_done:
            return
        self._is_done = True
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list, choose and leave while the field has the keys."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event.key())
        # A menu of the field's own takes the focus for a while; anything else means the person went on.
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if (
            isinstance(event, QFocusEvent)
            and event.lostFocus()
            and not self._is_done
            and event.reason() not in passing
        ):
            self._before = None
            self.finish()
        return super().eventFilter(watched, event)

    def _on_key(self, key: int) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: SHOWN - 1,
            Qt.Key.Key_PageUp: 1 - SHOWN,
        }
        if key == Qt.Key.Key_Escape:
            self.finish()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
        elif key in steps:
            self._go(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._go(1 if key == Qt.Key.Key_Tab else -1)
        else:
            return False
        return True

    def _go(self, step: int) -> None:
        count = self.model.rowCount()
        if count:
            place = self.list.currentIndex().row() + step
            # One step goes round; a page stops at the end.
            place = place % count if abs(step) == 1 else max(0, min(count - 1, place))
            self.list.setCurrentIndex(self.model.index(place))

    def _on_edited(self, letters: str) -> None:
        self._more = []
        self._rank()
        self.asked.emit(letters)

    def _rank(self) -> None:
        known = {entry.key: entry for entry in (*self._entries, *self._more)}
        recent = [known[key] for key in self._recent if key in known]
        rows = ranked(self.field.text(), known.values(), _name, recent)[:MOST]
        self.model.show(rows)
        self._nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        if rows:
            self.list.setCurrentIndex(self.model.index(0))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry, _ = self.model.rows[index.row()]
        self.finish()
        self.chosen.emit(entry.key)
        entry.run()


def _name(entry: Entry) -> str:
    return entry.name
