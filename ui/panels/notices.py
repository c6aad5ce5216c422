"""Messages that do not stop anybody: a banner for errors, a toast for what was done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.icons import Icons
from ui.theme import Themes

HINT_MS = 3500
UNDO_MS = 8000


def announce(widget: QWidget, sentence: str) -> None:
    """Let a screen reader say a sentence."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


class Banner(QFrame):
    """One sentence about what went wrong, on top of the page until closed or replaced."""

    def __init__(self, themes: Themes, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._themes = themes
        self._icons = icons
        self._picture = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton(self)
        self._close.setAccessibleName(self.tr("Close the message"))
        self._close.setToolTip(self.tr("Close the message"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 8, 7)
        row.setSpacing(10)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addWidget(self._close)
        icons.changed.connect(self._draw)
        self.hide()

    @property
    def sentence(self) -> str:
        """What the banner says."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self._words.setText(sentence)
        self._draw()
        self.show()
        announce(self, sentence)

    def _draw(self) -> None:
        danger = self._themes.current.color("danger")
        self._picture.setPixmap(self._icons.pixmap("error", danger, 18, self.devicePixelRatioF()))
        self._close.setIcon(self._icons.icon("close"))


class Toast(QFrame):
    """A sentence over the page's lower middle that goes by itself, with undo where that makes sense."""

    undo_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = QToolButton(self)
        self._undo.setText(self.tr("Undo"))
        self._undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._undo.clicked.connect(self._on_undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._words)
        row.addWidget(self._undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        """What the toast says."""
        return self._words.text()

    def say(self, sentence: str, *, undo: bool = False) -> None:
        """Show a sentence for a few seconds."""
        self._words.setText(sentence)
        self._undo.setVisible(undo)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(UNDO_MS if undo else HINT_MS)
        announce(self, sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the page changes size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no timer running."""
        self._timer.stop()
        super().hideEvent(event)

    def _place(self) -> None:
        self.adjustSize()
        parent = self.parentWidget()
        size: QSize = parent.size()
        self.move(QPoint((size.width() - self.width()) // 2, size.height() - self.height() - 20))

    def _on_undo(self) -> None:
        self.hide()
        self.undo_clicked.emit()
