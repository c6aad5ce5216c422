"""Above the text of the review: who has read the document, and what all agree on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from annotator.operations.reviewing import ReviewView
from ui.actions import BY_ID, ActionSet, key_text, tooltip
from ui.models.review_verdict import Badge
from ui.panels.review_drawing import BADGE, draw_badge, draw_words, smaller
from ui.panels.words import number
from ui.theme import Themes

GAP = 18


class Legend(QWidget):
    """The authors' badges with their names; as many as there is room for."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._badges: list[Badge] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_badges(self, badges: list[Badge]) -> None:
        """Show other authors."""
        self._badges = badges
        names = ", ".join(f"{badge.letter}: {badge.author}" for badge in badges)
        self.setAccessibleName(names)
        self.setToolTip(names)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of a line; the width is what is left."""
        return QSize(60, self.fontMetrics().height() + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw badges and names from the left."""
        font = smaller(self.font(), 0.95)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            left, middle = 2.0, self.height() / 2
            for badge in self._badges:
                width = QFontMetricsF(font).horizontalAdvance(badge.author)
                if left + BADGE + 6 > self.width():
                    return
                left = draw_badge(painter, left, middle, badge, self._themes, self.font()) + 6
                color = self._themes.current.color("text")
                draw_words(painter, left, float(self.width()), middle, badge.author, color, font)
                left += width + GAP


class ReviewBar(QWidget):
    """Shows the readers and offers to make gold of what all agree on; owns no state."""

    def __init__(self, themes: Themes, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self._legend = Legend(themes, self)
        self.agreed = QLabel(self)
        self.agreed.setObjectName("muted")
        self.take = QPushButton(self)
        self.take.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.take.setToolTip(tooltip(BY_ID["accept-agreed"]))
        self.take.clicked.connect(actions["accept-agreed"].trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self._legend, 1)
        row.addWidget(self.agreed, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.take)

    def show_view(self, view: ReviewView | None, badges: dict[str, Badge]) -> None:
        """Show who has read a document and how much of what they agree on is not gold yet."""
        self._legend.show_badges(list(badges.values()))
        left = len(view.open_agreed) if view else 0
        total = len(view.agreed) if view else 0
        if left:
            words = self.tr("{count} spans agreed").format(count=number(total))
            self.take.setText(
                self.tr("Make {count} gold  {key}").format(
                    count=number(left), key=key_text(BY_ID["accept-agreed"].keys)
                )
            )
        else:
            words = self.tr("{count} agreed spans are gold  ★").format(count=number(total)) if total else ""
        self.agreed.setText(words)
        self.take.setVisible(bool(left))
