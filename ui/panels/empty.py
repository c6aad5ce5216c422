"""What stands where there is nothing yet: an icon, what this is, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.theme import Themes


class EmptyState(QWidget):
    """A calm message in the middle, with up to two buttons that trigger actions."""

    def __init__(self, themes: Themes, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._themes = themes
        self._icons = icons
        self._icon_name = ""
        self._picture = QLabel(self)
        self._title = QLabel(self)
        self._title.setObjectName("title")
        self._words = QLabel(self)
        self._words.setObjectName("muted")
        self._words.setWordWrap(True)
        # A wrapped label that is centred gets its height for another width; a fixed one has none to guess.
        self._words.setFixedWidth(440)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(3)
        middle = Qt.AlignmentFlag.AlignHCenter
        for label in (self._picture, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label, 0, middle)
        column.addSpacing(10)
        column.addLayout(self._buttons)
        self._buttons.setAlignment(middle)
        column.addStretch(4)
        icons.changed.connect(self._draw)

    def show_message(self, icon: str, title: str, words: str, actions: tuple[QAction, ...] = ()) -> None:
        """Say something else; the first action is the one to take."""
        self._icon_name = icon
        self._title.setText(title)
        self._words.setText(words)
        # The layout would give the label the height of an unwrapped one.
        self._words.ensurePolished()
        self._words.setMinimumHeight(self._words.heightForWidth(self._words.width()))
        while self._buttons.count():
            item = self._buttons.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.deleteLater()
        for place, action in enumerate(actions):
            button = QPushButton(action.text().replace("&", ""), self)
            button.setObjectName("" if place else "primary")
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            self._buttons.addWidget(button)
        self._draw()

    def _draw(self) -> None:
        if self._icon_name:
            color = self._themes.current.color("faint")
            self._picture.setPixmap(self._icons.pixmap(self._icon_name, color, 44, self.devicePixelRatioF()))
