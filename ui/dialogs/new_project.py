"""A new project: where its file lies and which labels it starts with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.assets import load_scheme, scheme_names
from annotator.errors import AnnotatorError
from ui.prompts import NewProject

SUFFIX = ".annotator"


class NewProjectDialog(QDialog):
    """Asks for a file that does not exist yet and a scheme; makes nothing itself."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New project"))
        self.setMinimumWidth(520)
        self._make_fields(folder)
        self._lay_out()
        self.path.textChanged.connect(self._check)
        self.scheme.currentTextChanged.connect(self._on_scheme_chosen)
        self._on_scheme_chosen(self.scheme.currentText())
        self._check()

    def _make_fields(self, folder: Path) -> None:
        self.path = QLineEdit(str(folder / f"project{SUFFIX}"), self)
        self.path.setAccessibleName(self.tr("Project file"))
        self.scheme = QComboBox(self)
        self.scheme.setAccessibleName(self.tr("Scheme of labels"))
        self.scheme.addItems(scheme_names())
        self._labels = QLabel(self)
        self._labels.setObjectName("muted")
        self._labels.setWordWrap(True)
        self._why = QLabel(self)
        self._why.setObjectName("muted")
        self._why.setWordWrap(True)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.tr("Make project"))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("New project"), self)
        title.setObjectName("title")
        words = QLabel(
            self.tr("A project is one file. It holds documents, labels and everybody's work."), self
        )
        words.setObjectName("muted")
        browse = QPushButton(self.tr("Browse…"), self)
        browse.clicked.connect(self._on_browse)
        place = QHBoxLayout()
        place.addWidget(self.path, 1)
        place.addWidget(browse)
        form = QFormLayout()
        form.setSpacing(10)
        form.addRow(self.tr("File"), place)
        form.addRow(self.tr("Labels"), self.scheme)
        form.addRow("", self._labels)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self._why)
        column.addWidget(self._buttons)

    @property
    def chosen(self) -> NewProject:
        """The answers; the file's suffix is added where it was left out."""
        path = Path(self.path.text().strip()).expanduser()
        return NewProject(path if path.suffix else path.with_suffix(SUFFIX), self.scheme.currentText())

    def _on_browse(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("New project"),
            self.path.text(),
            self.tr("Projects (*{suffix})").format(suffix=SUFFIX),
        )
        if path:
            self.path.setText(path)

    def _on_scheme_chosen(self, name: str) -> None:
        try:
            names = [label.name for _, label in load_scheme(name).labels()]
            self._labels.setText(", ".join(names))
        except AnnotatorError as error:
            self._labels.setText(str(error))

    def _check(self) -> None:
        given = bool(self.path.text().strip())
        path = self.chosen.path if given else Path()
        why = ""
        if given and path.exists():
            why = self.tr("There is a file of this name already; choose another name, or open that project.")
        elif given and not path.parent.is_dir():
            why = self.tr("The folder {folder} does not exist.").format(folder=path.parent)
        self._why.setText(why)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(given and not why)
