"""Every place where the same words stand, to be labelled alike as one step, all but those unticked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.changes import Changes
from annotator.domain.scheme import Scheme
from annotator.operations.occurrences import Scope
from ui.context import Context
from ui.dialogs.label_all_delegate import PlaceDelegate
from ui.models.occurrences import OccurrenceModel, Terms, Wanted
from ui.panels.notices import announce
from ui.panels.words import color_of, counted, number

LONGEST = 60
"""So many characters of the words stand in the title."""


class LabelAllDialog(QDialog):
    """Follows the project while it is open; not modal. ``applied`` says that the chosen places are to be labelled."""

    applied = Signal()

    def __init__(
        self, context: Context, wanted: Wanted, scheme: Scheme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Label all occurrences"))
        self.resize(860, 520)
        self._context = context
        self._scheme = scheme
        self.wanted = wanted
        self.model = OccurrenceModel(context.tasks, self)
        self.everywhere = self._box(self.tr("&All documents"), False)
        self.case = self._box(self.tr("Match &case"), True)
        self.whole_word = self._box(self.tr("&Whole words"), True)
        self.otherwise = self._box(self.tr("Also where labelled &otherwise"), False)
        self.otherwise.setToolTip(self.tr("Your own labels there are replaced; undo brings them back"))
        self.list = self._make_list()
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.apply = QPushButton(self)
        self.apply.setDefault(True)
        self.cancel = QPushButton(self.tr("Close"), self)
        self._title = QLabel(self)
        self._title.setObjectName("title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._chip = QLabel(wanted.label, self)
        self._assemble()
        self._connect()
        self._on_theme_changed()
        self._ask()
        self.list.setFocus()

    def done(self, result: int) -> None:
        """Close for good and take no more answers."""
        self.model.close()
        super().done(result)
        self.deleteLater()

    def _box(self, words: str, on: bool) -> QCheckBox:
        box = QCheckBox(words, self)
        box.setChecked(on)
        return box

    def _make_list(self) -> QListView:
        view = QListView(self)
        view.setModel(self.model)
        view.setItemDelegate(PlaceDelegate(self.model, self._context.themes, self._context.icons, view))
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setAccessibleName(self.tr("Places found"))
        return view

    def _assemble(self) -> None:
        words = " ".join(self.wanted.words.split())
        shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        self._title.setText(self.tr("Label all “{words}” as").format(words=shown))
        head, options, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._chip)
        head.addStretch(1)
        options.setSpacing(18)
        for box in (self.everywhere, self.case, self.whole_word, self.otherwise):
            options.addWidget(box)
        options.addStretch(1)
        foot.setSpacing(8)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.apply)
        # As wide for any number, so that nothing moves while places are ticked.
        strong = QFont(self.apply.font())
        strong.setBold(True)
        widest = self.tr("Label {count} places").format(count=number(88888))
        self.apply.setMinimumWidth(QFontMetrics(strong).horizontalAdvance(widest) + 36)
        ground = QWidget(self)
        ground.setObjectName("surface")
        ground.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(ground)
        inner.setContentsMargins(0, 6, 0, 6)
        inner.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(options)
        column.addWidget(ground, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        context = self._context
        for box in (self.everywhere, self.case, self.whole_word):
            box.toggled.connect(self._ask)
        self.otherwise.toggled.connect(self.model.replace)
        self.apply.clicked.connect(self._on_apply)
        self.cancel.clicked.connect(self.reject)
        every = QShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll), self)
        every.activated.connect(self.model.toggle_all)
        self.model.answered.connect(self._on_answered)
        self.model.ticked.connect(self._write)
        self.model.refused.connect(self._on_refused)
        context.themes.changed.connect(self._on_theme_changed)
        context.hub.changed.connect(self._on_changed)
        context.session.opening.connect(self._on_opening)
        context.session.author_changed.connect(self.reject)

    def _ask(self) -> None:
        scope = Scope.PROJECT if self.everywhere.isChecked() else Scope.DOCUMENT
        terms = Terms(scope, self.case.isChecked(), self.whole_word.isChecked())
        self.model.ask(self.wanted, terms, self._context.session.author)
        self._write()

    def _on_answered(self) -> None:
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(self.model.first_open()))
        self._write()
        announce(self, self.words.text())

    def _on_refused(self, sentence: str) -> None:
        self.words.setText(sentence)
        announce(self, sentence)

    def _write(self) -> None:
        """Say how many places there are, and on the button how many would be labelled."""
        found, chosen = self.model.rowCount(), len(self.model.chosen())
        busy = self.model.is_busy
        self.apply.setEnabled(bool(chosen) and not busy)
        self.apply.setText(
            counted(chosen, self.tr("Label 1 place"), self.tr("Label {count} places"))
            if chosen
            else self.tr("Label")
        )
        if busy:
            self.words.setText(self.tr("Looking…"))
        elif not found:
            self.words.setText(self.tr("These words stand nowhere here. Try other options above."))
        else:
            places = counted(found, self.tr("1 place"), self.tr("{count} places"))
            help_text = (
                self.tr("Space ticks, Ctrl+A ticks all or none, Enter labels")
                if self.model.has_work
                else self.tr("there is nothing left to label here")
            )
            self.words.setText(f"{places} · {help_text}")

    def _on_apply(self) -> None:
        if self.model.chosen() and not self.model.is_busy:
            self.applied.emit()
            self.accept()

    def _on_theme_changed(self) -> None:
        themes = self._context.themes
        color = themes.label_color(color_of(self._scheme, self.wanted.label))
        ground = themes.tint(color, 0.16, "panel")
        self._chip.setStyleSheet(
            f"color: {color.name()}; background: {ground.name()}; border-radius: 5px; padding: 2px 8px;"
        )
        self.list.viewport().update()

    def _on_changed(self, _changes: Changes) -> None:
        self._ask()

    def _on_opening(self, _name: str) -> None:
        self.reject()
