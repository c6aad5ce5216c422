"""The panel that searches all documents: a field, what can be typed there, the places found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.query import parse
from annotator.domain.scheme import Scheme
from annotator.errors import QueryError
from ui.icons import Icons
from ui.models.search import SearchModel
from ui.panels.notices import announce
from ui.panels.search_delegate import SearchDelegate
from ui.panels.words import number
from ui.theme import Themes

TYPING_MS = 250
HEIGHT = 300


class SearchPanel(QWidget):
    """Shows the model's rows. ``visited`` says which place a person went to (start and end -1: the document)."""

    asked = Signal(str)
    visited = Signal(str, int, int, str)
    closed = Signal()

    def __init__(
        self, model: SearchModel, themes: Themes, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = model
        self._icons = icons
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search all documents…"))
        self.field.setAccessibleName(self.tr("Search all documents"))
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self._count = QLabel(self)
        self._count.setObjectName("muted")
        self._close = QToolButton(self)
        self._close.setToolTip(self.tr("Close (Esc)"))
        self._close.setAccessibleName(self.tr("Close the search"))
        self._close.clicked.connect(self.finish)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.list = self._make_list(themes)
        self._assemble()
        # The lower part of the page, always as high, so that the text above stays in sight and in its place.
        self.setFixedHeight(HEIGHT)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._on_typing_ended)
        self.field.textEdited.connect(self._on_edited)
        model.answered.connect(self._write)
        model.refused.connect(self._on_refused)
        icons.changed.connect(self._on_icons_changed)
        self._on_icons_changed()
        self._write()
        self.hide()

    def start(self, words: str) -> None:
        """Show the panel; words are what to search for, without them what was searched for last stays."""
        self.show()
        if words and words != self.field.text():
            self.field.setText(words)
            self._on_typing_ended()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_scheme(self, scheme: Scheme | None) -> None:
        """Draw labels in the colours of a scheme."""
        delegate = self.list.itemDelegate()
        if isinstance(delegate, SearchDelegate):
            delegate.scheme = scheme

    def finish(self) -> None:
        """Hide the panel; what was found stays for the next time."""
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give Escape, Enter and the arrows their meaning in the field and in the list."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self._on_key(watched, event.key())
        ):
            return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no timer running."""
        self._typing.stop()
        super().hideEvent(event)

    def _on_key(self, watched: QObject, key: int) -> bool:
        in_list = watched is self.list
        if key == Qt.Key.Key_Escape:
            self.finish()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if in_list:
                self._visit(self.list.currentIndex())
            else:
                self._on_typing_ended()
                self._enter_list()
        elif key == Qt.Key.Key_Down and not in_list:
            self._enter_list()
        elif key == Qt.Key.Key_Up and in_list and self.list.currentIndex().row() <= 0:
            self.field.setFocus()
        else:
            return False
        return True

    def _make_list(self, themes: Themes) -> QListView:
        view = QListView(self)
        view.setModel(self.model)
        view.setItemDelegate(SearchDelegate(themes, view))
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("Places found"))
        view.clicked.connect(self._visit)
        view.installEventFilter(self)
        return view

    def _assemble(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 8, 4)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        row.addWidget(self._close)
        self.words.setContentsMargins(16, 0, 16, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(2)
        rule = QFrame(self)
        rule.setObjectName("rule")
        column.addWidget(rule)
        column.addLayout(row)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)

    def _enter_list(self) -> None:
        """Go to the first place, or wait for it in the list."""
        # Before the focus comes: a list without a current row takes the first then, which is a document's.
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            first = self.model.row_at(1)
            self.list.setCurrentIndex(self.model.index(1 if first and first[1] else 0))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _visit(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row()) if index.isValid() else None
        if row is not None:
            document, line = row
            place = (line.start, line.end, line.label) if line else (-1, -1, "")
            self.visited.emit(document.id, *place)

    def _on_edited(self, _text: str) -> None:
        self._typing.start()

    def _on_typing_ended(self) -> None:
        self._typing.stop()
        text = self.field.text().strip()
        if text == self.model.text:
            self._write()
            return
        try:
            parse(text)
        except QueryError as error:
            self.model.clear()
            self._on_refused(str(error))
            return
        self.asked.emit(text)
        self._write()

    def _on_refused(self, sentence: str) -> None:
        self._count.setText("")
        self._say(sentence, "error")
        announce(self, sentence)

    def _write(self) -> None:
        model = self.model
        if not model.text:
            self._count.setText("")
            help_text = self.tr(
                'Words · word* · "exact phrase" · /regex/ · label:ORG · score<.6 · author:anna · status:done · '
                "name:… — all of them must hold. Enter goes to a place, Esc closes."
            )
            self._say(help_text, "muted")
            return
        found = len(model.documents)
        figure = number(model.total if model.total is not None else found)
        more = "+" if model.total is None and not model.is_complete else ""
        self._count.setText(self.tr("{count} documents").format(count=figure + more))
        nothing = model.is_complete and not found
        self._say(
            self.tr("Nothing fits. Try fewer words, or the beginning of one with a star: minist*")
            if nothing
            else ""
        )
        if self.list.hasFocus():
            self._enter_list()

    def _say(self, words: str, kind: str = "muted") -> None:
        if self.words.objectName() != kind:
            self.words.setObjectName(kind)
            self.words.style().polish(self.words)
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def _on_icons_changed(self) -> None:
        self._close.setIcon(self._icons.icon("close"))
        self.list.viewport().update()
