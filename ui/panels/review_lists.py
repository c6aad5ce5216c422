"""The two lists of the review: the documents to review at the left, the conflicts of one at the right."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QHBoxLayout,
    QLabel,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.ids import DocumentId
from ui.actions import ActionSet
from ui.icons import Icons
from ui.models.review import ReviewState
from ui.models.review_lists import ConflictModel, ConflictRow, ReviewDocumentModel, conflict_words
from ui.models.review_verdict import Badge
from ui.panels.review_delegates import ConflictDelegate, ReviewDocumentDelegate
from ui.panels.words import number
from ui.theme import Themes


def _make_list(
    parent: QWidget, model: QAbstractItemModel, delegate: QAbstractItemDelegate, name: str
) -> QListView:
    view = QListView(parent)
    view.setModel(model)
    view.setItemDelegate(delegate)
    view.setUniformItemSizes(True)
    view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setMouseTracking(True)
    view.setAccessibleName(name)
    return view


class _ListPanel(QWidget):
    """A heading with a list below it, whose marked row follows the state without echo."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.heading = QLabel(self)
        self.heading.setObjectName("heading")
        self.heading.setContentsMargins(16, 12, 14, 8)
        self._following = False

    def _mark(self, view: QListView, place: int) -> None:
        self._following = True
        if place >= 0:
            index = view.model().index(place, 0)
            view.setCurrentIndex(index)
            view.scrollTo(index)
        else:
            view.clearSelection()
            view.setCurrentIndex(QModelIndex())
        self._following = False


class ReviewDocumentsPanel(_ListPanel):
    """Shows the documents to review; ``opened`` says which one a person went to."""

    opened = Signal(str)

    def __init__(self, themes: Themes, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(150)
        self.model = ReviewDocumentModel(self)
        self._delegate = ReviewDocumentDelegate(themes, icons, self)
        self.list = _make_list(self, self.model, self._delegate, self.tr("Documents to review"))
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.list, 1)
        themes.changed.connect(self.list.viewport().update)
        icons.changed.connect(self.list.viewport().update)

    def show_state(self, state: ReviewState) -> None:
        """Show the rows of the state and mark the shown document."""
        self._following = True
        self.model.show(state.rows)
        self._following = False
        done = sum(row.gold_done for row in state.rows)
        figures = f"{number(done)} / {number(len(state.rows))}"
        self.heading.setText(self.tr("TO REVIEW  ·  {figures}").format(figures=figures))
        self.heading.setAccessibleName(
            self.tr("{done} of {total} documents reviewed").format(
                done=number(done), total=number(len(state.rows))
            )
        )
        self._mark(self.list, self.model.place_of(state.view.document.id if state.view else None))

    def neighbour(self, document_id: DocumentId | None, step: int) -> DocumentId | None:
        """Return the document below (1) or above (-1) one in the list."""
        row = self.model.row_at(self.model.place_of(document_id) + step)
        return row.document_id if row else None

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.model.row_at(current.row()) if current.isValid() else None
        if row is not None and not self._following:
            self.opened.emit(row.document_id)


class ConflictsPanel(_ListPanel):
    """Shows the conflicts of the document; ``chosen`` says which one a person went to, by its index."""

    chosen = Signal(int)

    def __init__(
        self, themes: Themes, icons: Icons, actions: ActionSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = ConflictModel(self)
        self._delegate = ConflictDelegate(themes, icons, self)
        self.list = _make_list(self, self.model, self._delegate, self.tr("Conflicts"))
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._nothing = QLabel(self.tr("All readers agree on everything here."), self)
        self._nothing.setObjectName("muted")
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(16, 6, 16, 0)
        self._order, self._icons = actions["order-common"], icons
        order = QToolButton(self)
        order.setObjectName("tool")
        order.setDefaultAction(actions["order-common"])
        order.setIconSize(QSize(18, 18))
        order.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 10, 0)
        head.addWidget(self.heading, 1)
        head.addWidget(order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        themes.changed.connect(self.list.viewport().update)
        icons.changed.connect(self._on_icons_changed)
        self._order.toggled.connect(self._on_icons_changed)

    def show_state(self, state: ReviewState, badges: dict[str, Badge]) -> None:
        """Show the conflicts of the state's document in their order."""
        view = state.view
        self._delegate.scheme = view.scheme if view else None
        self._delegate.badges = badges
        rows = []
        for index in state.order() if view else ():
            conflict = view.conflicts[index]
            words = conflict_words(view.document.text, conflict)
            count = state.patterns[conflict.pattern] if state.by_frequency else 0
            rows.append(ConflictRow(conflict, words, index in view.settled, count))
        self._following = True
        self.model.show(rows)
        self._following = False
        left = sum(not row.settled for row in rows)
        figures = f"{number(left)} / {number(len(rows))}"
        self.heading.setText(self.tr("CONFLICTS OPEN  ·  {figures}").format(figures=figures))
        self._nothing.setVisible(view is not None and not rows)
        self.list.setVisible(bool(rows))
        self.follow(state.current)

    def _on_icons_changed(self) -> None:
        self._order.setIcon(self._icons.icon("order", "accent" if self._order.isChecked() else "muted"))
        self.list.viewport().update()

    def follow(self, index: int) -> None:
        """Mark the current conflict's row."""
        self._mark(self.list, self.model.place_of(index))

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self.model.row_at(current.row()) if current.isValid() else None
        if row is not None and not self._following:
            self.chosen.emit(row.conflict.index)
