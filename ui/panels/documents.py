"""The panel of documents: how many are done, a filter, the list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotation import SetStatus
from annotator.domain.ids import DocumentId
from ui import jobs
from ui.icons import Icons
from ui.models.documents import DocumentModel
from ui.panels.document_delegate import DocumentDelegate
from ui.panels.words import number
from ui.theme import Themes

TYPING_MS = 150


class DocumentsPanel(QWidget):
    """Shows the model's rows; ``opened`` says which document a person went to."""

    opened = Signal(str)
    asked = Signal(str, object)

    def __init__(
        self, model: DocumentModel, themes: Themes, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        self._icons = icons
        self._status: SetStatus | None = None
        self._shown: DocumentId | None = None
        self._following = False
        self.heading = QLabel(self)
        self.heading.setObjectName("heading")
        self.heading.setContentsMargins(16, 12, 14, 4)
        self.filter = self._make_filter()
        self._states = self._make_states()
        self.list = self._make_list(themes)
        self._nothing = QLabel(self)
        self._nothing.setObjectName("muted")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setContentsMargins(16, 24, 16, 0)
        self._nothing.hide()
        self._assemble()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._on_filter_changed)
        self.filter.textChanged.connect(self._on_typed)
        model.counted.connect(self._on_counted)
        model.answered.connect(self._on_answered)
        icons.changed.connect(self._on_icons_changed)
        self._on_counted(0, 0)

    def follow(self, document_id: DocumentId | None) -> None:
        """Mark the row of the document that is shown, fetching towards it when it lies further down."""
        self._shown = document_id
        place = self._model.place_of(document_id)
        self._following = True
        if place >= 0:
            index = self._model.index(place)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        else:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())
        self._following = False

    def query(self, author: str) -> jobs.DocumentQuery:
        """Return what the filter asks for."""
        return jobs.DocumentQuery(author, self.filter.text().strip(), self._status)

    def _make_filter(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setPlaceholderText(self.tr("Filter…"))
        field.setToolTip(self.tr("Parts of names; Enter searches the texts"))
        field.setAccessibleName(self.tr("Filter documents by name"))
        field.setClearButtonEnabled(True)
        return field

    def _make_states(self) -> QToolButton:
        button = QToolButton(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(self.tr("Show documents of one state only"))
        button.setAccessibleName(self.tr("Filter documents by state"))
        menu = QMenu(button)
        group = QActionGroup(menu)
        for text, status in (
            (self.tr("All documents"), None),
            (self.tr("New"), SetStatus.NEW),
            (self.tr("In progress"), SetStatus.IN_PROGRESS),
            (self.tr("Done"), SetStatus.DONE),
            (self.tr("Returned"), SetStatus.RETURNED),
        ):
            action = QAction(text, group)
            action.setCheckable(True)
            action.setChecked(status is None)
            action.setData(status)
            menu.addAction(action)
        group.triggered.connect(self._on_status_chosen)
        button.setMenu(menu)
        return button

    def _make_list(self, themes: Themes) -> QListView:
        view = QListView(self)
        view.setModel(self._model)
        view.setItemDelegate(DocumentDelegate(themes, self._icons, view))
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("Documents"))
        view.selectionModel().currentChanged.connect(self._on_current_changed)
        return view

    def _assemble(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(10, 4, 6, 6)
        row.setSpacing(2)
        row.addWidget(self.filter, 1)
        row.addWidget(self._states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.setMinimumWidth(150)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no timer running."""
        self._typing.stop()
        super().hideEvent(event)

    def _on_typed(self, _text: str) -> None:
        self._typing.start()

    def _on_filter_changed(self) -> None:
        self.asked.emit(self.filter.text().strip(), self._status)

    def _on_status_chosen(self, action: QAction) -> None:
        self._status = action.data()
        self._on_icons_changed()
        self._on_filter_changed()

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row = self._model.row_at(current.row()) if current.isValid() else None
        if row is not None and not self._following and row.id != self._shown:
            self._shown = row.id
            self.opened.emit(row.id)

    def _on_counted(self, done: int, total: int) -> None:
        figures = f"{number(done)} / {number(total)}"
        self.heading.setText(self.tr("DOCUMENTS  ·  {figures}").format(figures=figures))
        self.heading.setAccessibleName(
            self.tr("{done} of {total} documents done").format(done=number(done), total=number(total))
        )

    def _on_answered(self) -> None:
        filtered = bool(self.filter.text().strip()) or self._status is not None
        self._nothing.setText(self.tr("No document fits. Clear the filter to see all."))
        self._nothing.setVisible(filtered and self._model.matching == 0)
        self.follow(self._shown)

    def _on_icons_changed(self) -> None:
        self._states.setIcon(self._icons.icon("filter", "accent" if self._status is not None else "muted"))
        self._states.setIconSize(QSize(18, 18))
        self.list.viewport().update()
