"""Who are you? A name to choose or to type; what is decided from then on is stored under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from annotator.domain.annotation import AuthorKind, kind_of


class AuthorDialog(QDialog):
    """Asks for a name; only a person's name can be accepted."""

    def __init__(self, names: tuple[str, ...], current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Who are you?"))
        self.setMinimumWidth(400)
        title = QLabel(self.tr("Who are you?"), self)
        title.setObjectName("title")
        words = QLabel(
            self.tr(
                "What you decide is stored under your name. Nobody else's work is shown to you, nor yours to "
                "them, until the review."
            ),
            self,
        )
        words.setObjectName("muted")
        words.setWordWrap(True)
        self.name = QComboBox(self)
        self.name.setEditable(True)
        self.name.addItems(list(names))
        self.name.setCurrentText(current)
        self.name.setAccessibleName(self.tr("Your name"))
        field = self.name.lineEdit()
        if field is not None:
            field.setPlaceholderText(self.tr("Your name"))
            field.setMaxLength(60)
            field.selectAll()
        self._why = QLabel(self)
        self._why.setObjectName("muted")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel,
            Qt.Orientation.Horizontal,
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(10)
        for part in (title, words, self.name, self._why, self._buttons):
            column.addWidget(part)
        self.name.editTextChanged.connect(self._check)
        self._check(current)
        self.name.setFocus()

    @property
    def chosen(self) -> str:
        """The name, without blanks at its ends."""
        return self.name.currentText().strip()

    def _check(self, _text: str) -> None:
        name = self.chosen
        is_person = bool(name) and kind_of(name) is AuthorKind.PERSON
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_person)
        self._why.setText(
            self.tr("“{name}” stands for something else here; take another name.").format(name=name)
            if name and not is_person
            else ""
        )
