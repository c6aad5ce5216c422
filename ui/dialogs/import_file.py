"""One file of an import: its encoding, where it is split, and the documents that come of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.operations.importing import NONE, PlannedFile
from ui.dialogs.import_models import PieceModel
from ui.panels.words import number

TYPING_MS = 300


class FilePanel(QWidget):
    """Shows a planned file; ``separated`` asks for another separator (a regular expression, or ``none``)."""

    separated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file: PlannedFile | None = None
        self._filling = False
        self.name = QLabel(self)
        self.name.setObjectName("title")
        self.facts = QLabel(self)
        self.facts.setObjectName("muted")
        self.facts.setWordWrap(True)
        for label in (self.name, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.splits = QCheckBox(self.tr("Split at every line that reads"), self)
        self.separator = QLineEdit(self)
        self.separator.setPlaceholderText(self.tr("a regular expression for the whole line"))
        self.separator.setAccessibleName(self.tr("Separator between documents"))
        self._wrong = QLabel(self)
        self._wrong.setObjectName("error")
        self._wrong.setWordWrap(True)
        self.owner = QComboBox(self)
        self.owner.setEditable(True)
        self.owner.setAccessibleName(self.tr("Author of annotations that name nobody"))
        self._owner_row = QWidget(self)
        self.pieces = PieceModel(self)
        self.table = self._make_table()
        self._assemble()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self.separator.textEdited.connect(self._typing.start)
        self.separator.returnPressed.connect(self._ask)
        self.splits.clicked.connect(self._on_splits_clicked)
        self.show_file(None)

    def show_file(self, file: PlannedFile | None) -> None:
        """Show a file, or none; the separator being typed is left alone."""
        same = self._file is not None and file is not None and file.path == self._file.path
        self._file = file
        self._wrong.hide()
        self.name.setText(file.path.name if file else "")
        self.facts.setText(self._facts(file))
        is_text = file is not None and not file.problem and not file.format
        for part in (self.splits, self.separator, self.table):
            part.setVisible(is_text)
        self._owner_row.setVisible(file is not None and bool(file.format))
        if file is not None and is_text:
            if not (same and self.separator.hasFocus()):
                self.separator.setText(file.separator.replace("\\ ", " "))
                self.splits.setChecked(bool(file.separator))
            self.separator.setEnabled(self.splits.isChecked())
        self.pieces.show(file if is_text else None)

    def show_excerpts(self, excerpts: tuple[str, ...]) -> None:
        """Show the first words of the documents, when they have been read."""
        if self._file is not None and len(excerpts) == len(self._file.pieces):
            self.pieces.show(self._file, excerpts)

    def show_wrong(self, sentence: str) -> None:
        """Say that the separator will not do."""
        self._wrong.setText(sentence)
        self._wrong.show()

    def _facts(self, file: PlannedFile | None) -> str:
        if file is None:
            return ""
        if file.problem:
            return file.problem
        if file.format:
            return self.tr(
                "Documents with annotations; they are read, and checked one by one, while importing."
            )
        parts = [str(file.path.parent)]
        parts.append(
            self.tr("{encoding} (guessed: look whether the letters are right)").format(encoding=file.encoding)
            if file.guessed
            else file.encoding
        )
        if file.detected:
            parts.append(
                self.tr("a separator was found: {count} documents").format(count=number(len(file.pieces)))
            )
        return "   ·   ".join(parts)

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self.pieces)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 14)
        table.setAccessibleName(self.tr("Documents of the file"))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return table

    def _assemble(self) -> None:
        split = QHBoxLayout()
        split.setSpacing(10)
        split.addWidget(self.splits)
        split.addWidget(self.separator, 1)
        owner = QHBoxLayout(self._owner_row)
        owner.setContentsMargins(0, 0, 0, 0)
        owner.addWidget(QLabel(self.tr("Annotations that name nobody are by"), self._owner_row))
        owner.addWidget(self.owner, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.facts)
        column.addLayout(split)
        column.addWidget(self._wrong)
        column.addWidget(self._owner_row)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def _on_splits_clicked(self, checked: bool) -> None:
        self.separator.setEnabled(checked)
        if checked:
            self.separator.setFocus()
        if not checked or self.separator.text().strip():
            self._ask()

    def _ask(self) -> None:
        self._typing.stop()
        pattern = self.separator.text().strip()
        self.separated.emit(pattern if self.splits.isChecked() and pattern else NONE)
