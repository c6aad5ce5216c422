"""The queue at the right: open suggestions, the threshold, accept and reject."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import Scheme
from annotator.operations.annotating import DocumentView
from ui.actions import BY_ID, ActionSet, tooltip
from ui.icons import Icons
from ui.models.suggestions import SuggestionModel
from ui.panels.suggestion_delegate import SuggestionDelegate
from ui.panels.words import number
from ui.theme import Themes


class QueuePanel(QWidget):
    """Shows the open suggestions; ``chosen`` says which one a person went to."""

    chosen = Signal(str)

    def __init__(
        self,
        model: SuggestionModel,
        themes: Themes,
        icons: Icons,
        actions: ActionSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._following = False
        self.heading = QLabel(self)
        self.heading.setObjectName("heading")
        self.heading.setContentsMargins(16, 12, 14, 4)
        self._nothing = QLabel(self)
        self._nothing.setObjectName("muted")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._nothing.setContentsMargins(16, 6, 16, 0)
        self._delegate = SuggestionDelegate(themes, self)
        self.list = self._make_list()
        self.threshold = self._make_threshold()
        self._above = QToolButton(self)
        self._above.setText(self.tr("Accept all ≥"))
        self._above.setToolTip(tooltip(BY_ID["accept-above"]))
        self._above.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._above.clicked.connect(actions["accept-above"].trigger)
        self._icons = icons
        self._above.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._assemble()
        themes.changed.connect(self.list.viewport().update)
        icons.changed.connect(self._on_icons_changed)
        self._on_icons_changed()
        self.show_view(None)

    def show_view(self, view: DocumentView | None) -> None:
        """Show the suggestions of a document."""
        self._following = True
        self._model.show(view)
        self._following = False
        left = len(view.suggestions) if view else 0
        self.heading.setText(self.tr("SUGGESTIONS  ·  {left}").format(left=number(left)))
        self._nothing.setText(self._what_next(view))
        self._nothing.setVisible(not left)
        self.list.setVisible(bool(left))
        self._bulk.setVisible(bool(left))

    def show_scheme(self, scheme: Scheme | None) -> None:
        """Take the colours of a scheme."""
        self._delegate.scheme = scheme

    def follow(self, span_id: str | None) -> None:
        """Mark the current suggestion's row."""
        self._following = True
        place = self._model.place_of(span_id)
        if place >= 0:
            self.list.setCurrentIndex(self._model.index(place))
            self.list.scrollTo(self._model.index(place))
        else:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())
        self._following = False

    def _what_next(self, view: DocumentView | None) -> str:
        if view is None:
            return ""
        if not view.pipeline:
            return self.tr(
                "Nothing was suggested here yet. Select words in the text and press a label's key."
            )
        return self.tr("All decided. Select words and press a label's key for what is missing.")

    def _make_list(self) -> QListView:
        view = QListView(self)
        view.setModel(self._model)
        view.setItemDelegate(self._delegate)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("Suggestions"))
        view.selectionModel().currentChanged.connect(self._on_current_changed)
        return view

    def _make_threshold(self) -> QDoubleSpinBox:
        field = QDoubleSpinBox(self)
        field.setRange(0.0, 1.0)
        field.setSingleStep(0.05)
        field.setDecimals(2)
        field.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        field.setFixedWidth(62)
        field.setKeyboardTracking(False)
        field.setAccessibleName(self.tr("Least score to accept all from"))
        field.setToolTip(self.tr("The least score that “accept all” takes"))
        return field

    def _assemble(self) -> None:
        self._bulk = QWidget(self)
        row = QHBoxLayout(self._bulk)
        row.setContentsMargins(10, 4, 14, 6)
        row.setSpacing(4)
        row.addWidget(self._above)
        row.addWidget(self.threshold)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self._bulk)
        column.addStretch(0)

    def _on_icons_changed(self) -> None:
        self._above.setIcon(self._icons.icon("accept-all"))

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        span = self._model.span_at(current.row()) if current.isValid() else None
        if span is not None and not self._following:
            self.chosen.emit(span.id)


class DecisionButtons(QWidget):
    """Accept and reject, as large as the hand that uses the mouse needs."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.accept = QPushButton(self.tr("Accept  ↵"), self)
        self.accept.setObjectName("primary")
        self.reject = QPushButton(self.tr("Reject  ⌫"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 12)
        row.setSpacing(8)
        for button, id in ((self.accept, "accept"), (self.reject, "reject")):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(tooltip(BY_ID[id]))
            button.clicked.connect(actions[id].trigger)
            actions[id].enabledChanged.connect(button.setEnabled)
            row.addWidget(button, 1)

    def show_current(self, suggestion: bool, own: bool) -> None:
        """Offer what is possible with the current span."""
        self.accept.setEnabled(suggestion)
        self.reject.setEnabled(suggestion or own)
        self.reject.setText(self.tr("Delete  ⌫") if own else self.tr("Reject  ⌫"))
