"""The plain keys that move the caret; all other keys belong to the window's action table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_PLAIN = {
    Qt.Key.Key_Left: "char-left",
    Qt.Key.Key_Right: "char-right",
    Qt.Key.Key_Up: "line-up",
    Qt.Key.Key_Down: "line-down",
    Qt.Key.Key_Home: "line-start",
    Qt.Key.Key_End: "line-end",
    Qt.Key.Key_PageUp: "page-up",
    Qt.Key.Key_PageDown: "page-down",
}
_WITH_CONTROL = {
    Qt.Key.Key_Left: "token-left",
    Qt.Key.Key_Right: "token-right",
    Qt.Key.Key_Up: "paragraph-left",
    Qt.Key.Key_Down: "paragraph-right",
    Qt.Key.Key_Home: "document-start",
    Qt.Key.Key_End: "document-end",
}
_IGNORED = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def move_of(event: QKeyEvent) -> str | None:
    """Return the move a key asks for, None if it asks for none."""
    held = event.modifiers() & ~_IGNORED
    key = Qt.Key(event.key())
    if held == Qt.KeyboardModifier.NoModifier:
        return _PLAIN.get(key)
    if held == Qt.KeyboardModifier.ControlModifier:
        return _WITH_CONTROL.get(key)
    return None


def copies(event: QKeyEvent) -> bool:
    """Tell whether a key asks for a copy of the selection."""
    return event.matches(QKeySequence.StandardKey.Copy)


def selects_all(event: QKeyEvent) -> bool:
    """Tell whether a key asks for the whole text to be selected."""
    return event.matches(QKeySequence.StandardKey.SelectAll)
