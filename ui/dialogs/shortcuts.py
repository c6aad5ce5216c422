"""Every key, as the table of actions and the scheme name them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import Scheme
from ui.actions import ACTIONS, CHAPTERS, key_text, translated


class ShortcutsDialog(QDialog):
    """A searchable list; it changes nothing."""

    def __init__(self, scheme: Scheme | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.resize(620, 640)
        title = QLabel(self.tr("Keyboard shortcuts"), self)
        title.setObjectName("title")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search for what you want to do, or a key…"))
        self.search.setAccessibleName(self.tr("Search shortcuts"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        self.tree = QTreeWidget(self)
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.tree.setAccessibleName(self.tr("Keyboard shortcuts"))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._fill(scheme)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        for part in (title, self.search, self.tree, buttons):
            column.addWidget(part)

    def _fill(self, scheme: Scheme | None) -> None:
        for chapter, title in CHAPTERS:
            infos = [info for info in ACTIONS if info.menu == chapter and info.keys]
            if infos:
                top = self._chapter(translated(title).replace("&", ""))
                for info in infos:
                    keys = "   ".join(key_text((key,)) for key in info.keys)
                    self._row(top, translated(info.title).rstrip("…"), keys, translated(info.help))
        for layer in scheme.layers if scheme else ():
            top = self._chapter(self.tr("Labels: {layer}").format(layer=layer.name))
            for label in layer.labels:
                self._row(top, label.name, label.key.upper(), label.description)
        self.tree.expandAll()

    def _chapter(self, title: str) -> QTreeWidgetItem:
        top = QTreeWidgetItem(self.tree, [title])
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        top.setFirstColumnSpanned(True)
        return top

    def _row(self, top: QTreeWidgetItem, title: str, keys: str, words: str) -> None:
        row = QTreeWidgetItem(top, [title, keys])
        row.setToolTip(0, words)
        row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _on_search(self, words: str) -> None:
        wanted = words.strip().casefold()
        for place in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(place)
            shown = 0
            for number in range(top.childCount()):
                row = top.child(number)
                fits = wanted in f"{row.text(0)} {row.text(1)} {row.toolTip(0)}".casefold()
                row.setHidden(not fits)
                shown += fits
            top.setHidden(not shown)
