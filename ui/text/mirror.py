"""What a screen reader sees: a read-only field off the screen that mirrors the paragraph the caret is in.

An accessible text interface written in Python makes Qt crash as soon as a screen reader asks for it; a real
QPlainTextEdit has Qt's own. It holds the keyboard focus for the view and lets every key through.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from ui.text.offsets import Utf16Map

_PASSED = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)
_SETTLE_MS = 40


class Mirror(QPlainTextEdit):
    """The off-screen field. Owns nothing of the document: it is told one paragraph at a time."""

    asked = Signal()
    woken = Signal()
    slept = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCursorWidth(0)
        self.setUndoRedoEnabled(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setGeometry(-20_000, -20_000, 600, 200)
        self.setAccessibleName(self.tr("Document text"))
        self.installEventFilter(self)
        self._offsets = Utf16Map("")
        # Screen readers are told once the caret rests, so that a held key costs nothing.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self.asked)

    def ask_later(self) -> None:
        """Emit ``asked`` soon: something in or around the caret's paragraph has changed."""
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def rest(self) -> None:
        """Stop waiting, as when the view is hidden."""
        self._timer.stop()

    def show_paragraph(self, name: str, text: str, anchor: int, caret: int) -> None:
        """Mirror a paragraph (as displayed) with the selection in it, in code points from its start."""
        if self.accessibleName() != name:
            self.setAccessibleName(name)
        if self.toPlainText() != text:
            self.setPlainText(text)
            self._offsets = Utf16Map(text)
        cursor = self.textCursor()
        last = self.document().characterCount() - 1
        cursor.setPosition(min(last, self._offsets.to_utf16(anchor)))
        cursor.setPosition(min(last, self._offsets.to_utf16(caret)), cursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def announce(self, text: str) -> None:
        """Have a screen reader say a sentence."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let keys pass to the view (Qt hands what nobody took to the parent), tell about the focus."""
        kind = event.type()
        if kind in _PASSED:
            event.ignore()
            return True
        if kind == QEvent.Type.FocusIn:
            self.woken.emit()
        elif kind == QEvent.Type.FocusOut:
            self.slept.emit()
        return super().eventFilter(watched, event)
