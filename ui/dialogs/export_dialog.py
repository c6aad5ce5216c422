"""Writing training data: which format, whose labels, split or whole, where to; then what a format could not carry."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotation import GOLD
from annotator.operations import exporting
from annotator.operations.exporting import ALL, PIPELINE, ExportPreview, ExportReport
from ui.context import Context
from ui.panels.words import counted, number
from ui.tasks import Ticket

if TYPE_CHECKING:
    from annotator.operations.projects import Reader

SPLIT = "80/10/10"
TYPING_MS = 250


class ExportDialog(QDialog):
    """Asks, previews and runs an export on the background thread. Not modal: work may go on."""

    def __init__(self, context: Context, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder = folder
        self._ticket: Ticket | None = None
        self._counting: Ticket | None = None
        self._closed = False
        self.setWindowTitle(self.tr("Export"))
        self.resize(660, 460)
        self.format = QComboBox(self)
        self.source = QComboBox(self)
        self.unfinished = QCheckBox(self.tr("Take documents that are not marked done as well"), self)
        self.splits = QCheckBox(self.tr("Split by document"), self)
        self.split = QLineEdit(SPLIT, self)
        self.target = QLineEdit(self)
        self.counts = QLabel(self)
        self.words = QLabel(self)
        self.bar = QProgressBar(self)
        self.report = QPlainTextEdit(self)
        self.go = QPushButton(self.tr("Export"), self)
        self.stop = QPushButton(self.tr("Cancel"), self)
        self.copy = QPushButton(self.tr("Copy"), self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._assemble()
        self._connect()
        self._on_format()
        context.tasks.read(exporting.sources, self._on_sources, key="export-sources")

    def reject(self) -> None:
        """Stop an export under way, else close."""
        if self._ticket:
            self._ticket.cancel()
        else:
            self.done(QDialog.DialogCode.Rejected)

    def done(self, result: int) -> None:
        """Close for good: stop what is under way, take no more answers."""
        self._closed = True
        self._typing.stop()
        for ticket in (self._ticket, self._counting):
            if ticket:
                ticket.cancel()
        super().done(result)
        self.deleteLater()

    def _assemble(self) -> None:
        title = QLabel(self.tr("Export"), self)
        title.setObjectName("title")
        self._explain = QLabel(
            self.tr(
                "Only what a person confirmed, added or settled is written; open suggestions are nobody's word."
            ),
            self,
        )
        self._about = QLabel(self)
        for label in (self._explain, self._about, self.counts, self.words):
            label.setObjectName("muted")
            label.setWordWrap(True)
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.report.setReadOnly(True)
        self.report.setObjectName("field")
        self.report.setAccessibleName(self.tr("What the format could not carry"))
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self._make_form())
        self.pages.addWidget(self.report)
        self.go.setObjectName("primary")
        self.go.setDefault(True)
        for button in (self.stop, self.copy):
            button.setAutoDefault(False)
        self.copy.hide()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.copy)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.stop)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        for part in (title, self._explain, self.pages, self.bar):
            column.addWidget(part, int(part is self.pages))
        column.addLayout(foot)

    def _make_form(self) -> QWidget:
        for info in exporting.formats():
            if info.writes:
                self.format.addItem(info.title, info)
        self.format.setAccessibleName(self.tr("Format"))
        self.source.setAccessibleName(self.tr("Whose labels"))
        self.split.setAccessibleName(self.tr("Shares of train, dev and test in percent"))
        self.split.setFixedWidth(120)
        self.split.setEnabled(False)
        self.target.setAccessibleName(self.tr("Target"))
        browse = QPushButton(self.tr("Browse…"), self)
        browse.setAutoDefault(False)
        browse.clicked.connect(self._on_browse)
        shares, place = QHBoxLayout(), QHBoxLayout()
        for row, parts in ((shares, (self.splits, self.split)), (place, (self.target, browse))):
            row.setSpacing(8)
            for part in parts:
                row.addWidget(part)
        shares.addStretch(1)
        body = QWidget(self)
        form = QFormLayout(body)
        form.setContentsMargins(0, 4, 0, 0)
        form.setSpacing(10)
        form.addRow(self.tr("Format"), self.format)
        form.addRow("", self._about)
        form.addRow(self.tr("Labels of"), self.source)
        form.addRow("", self.unfinished)
        form.addRow(self.tr("Parts"), shares)
        form.addRow("", self.counts)
        form.addRow(self.tr("Write to"), place)
        return body

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._on_format)
        self.source.currentIndexChanged.connect(self._on_choice)
        self.unfinished.toggled.connect(self._on_choice)
        self.splits.toggled.connect(self._on_splits)
        self.split.textEdited.connect(self._typing.start)
        self._typing.timeout.connect(self._on_choice)
        self.go.clicked.connect(self._on_go)
        self.stop.clicked.connect(self.reject)
        self.copy.clicked.connect(self._on_copy)
        self._context.tasks.progressed.connect(self._on_progressed)
        self._context.session.opening.connect(self._on_opening)

    def _on_opening(self, _name: str) -> None:
        self.done(QDialog.DialogCode.Rejected)

    def _on_sources(self, names: list[str]) -> None:
        if self._closed:
            return
        texts = {
            GOLD: self.tr("gold: what the review settled"),
            PIPELINE: self.tr("the pipeline: its suggestions, decided by nobody"),
            ALL: self.tr("everybody: all sets, for another project"),
        }
        self.source.blockSignals(True)
        for name in names:
            self.source.addItem(texts.get(name, name), name)
        self.source.setCurrentIndex(max(0, self.source.findData(self._context.session.author)))
        self.source.blockSignals(False)
        self._on_format()

    def _on_format(self) -> None:
        info = self.format.currentData()
        self._about.setText(info.description)
        place = self.source.findData(ALL)
        item = self.source.model().item(place) if place >= 0 else None
        if item is not None:
            item.setEnabled(info.name == "jsonl")
            if info.name != "jsonl" and self.source.currentIndex() == place:
                self.source.setCurrentIndex(0)
        self._on_splits(self.splits.isChecked())

    def _on_splits(self, split: bool) -> None:
        self.split.setEnabled(split)
        info = self.format.currentData()
        project = self._context.session.project
        name = project.path.stem if project else "export"
        current = Path(self.target.text().strip()) if self.target.text().strip() else self._folder / name
        ours = current.suffix in {ending for each in exporting.formats() for ending in each.extensions}
        base = current.with_suffix("") if ours else current
        self.target.setText(str(base if split else base.with_suffix(info.extensions[0])))
        self._on_choice()

    def _on_choice(self) -> None:
        source = self.source.currentData()
        if not source:
            return
        if self._counting:
            self._counting.cancel()
        self.counts.setText(self.tr("Counting…"))
        self.unfinished.setEnabled(source not in (PIPELINE, ALL))
        split = self.split.text().strip() if self.splits.isChecked() else ""
        work = partial(_preview, source, split, self.unfinished.isChecked())
        self._counting = self._context.tasks.read_long(work, self._on_counted, failed=self._on_uncounted)

    def _on_counted(self, preview: ExportPreview) -> None:
        if self._closed:
            return
        parts = [f"{name} {number(count)}" for name, count in preview.parts.items()]
        words = counted(preview.documents, self.tr("1 document"), self.tr("{count} documents"))
        if parts:
            words += f":  {'  ·  '.join(parts)}"
        if preview.left_out:
            words += self.tr("   ({count} that are not done stay out)").format(count=number(preview.left_out))
        self.counts.setText(words)
        self.go.setEnabled(preview.documents > 0 and self._ticket is None)

    def _on_uncounted(self, error: Exception) -> None:
        if not self._closed and not (self._counting and self._counting.is_cancelled()):
            self.counts.setText(str(error))
            self.go.setEnabled(False)

    def _on_go(self) -> None:
        target = self.target.text().strip()
        if not target:
            self.words.setText(self.tr("Say where to write to."))
            return
        split = self.split.text().strip() if self.splits.isChecked() else ""
        # A second press, after the sentence that something is there already, allows to replace it.
        overwrite = self.go.property("overwrite") == target
        options = {
            "format": self.format.currentData().name,
            "source": self.source.currentData(),
            "split": split,
            "unfinished": self.unfinished.isChecked(),
            "overwrite": overwrite,
        }
        self.words.setText(self.tr("Writing…"))
        self.pages.setEnabled(False)
        self.go.setEnabled(False)
        self.bar.setRange(0, 0)
        self.bar.show()
        work = partial(_export, Path(target).expanduser(), options)
        self._ticket = self._context.tasks.read_long(work, self._on_exported, failed=self._on_stopped)

    def _on_progressed(self, ticket: int, done: int, total: int) -> None:
        if self._ticket is not None and ticket == self._ticket.number:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _on_exported(self, report: ExportReport) -> None:
        self._ticket = None
        if self._closed:
            return
        words = self.tr("{documents} documents with {spans} spans written.").format(
            documents=number(report.documents), spans=number(report.spans)
        )
        files = "\n".join(str(path) for path in report.files)
        left = (
            self.tr("{count} documents are not marked done and stayed out.\n\n").format(
                count=number(report.left_out)
            )
            if report.left_out
            else ""
        )
        heading = self.tr("What the format could not carry:") if report.loss else ""
        self.report.setPlainText(f"{words}\n\n{files}\n\n{left}{heading}\n{report.loss.to_text()}")
        self.pages.setEnabled(True)
        self.pages.setCurrentWidget(self.report)
        self._explain.hide()
        self.bar.hide()
        self.go.hide()
        self.copy.show()
        self.words.setText("")
        self.stop.setText(self.tr("Close"))
        self._context.prompts.hint(words)

    def _on_stopped(self, error: Exception) -> None:
        self._ticket = None
        if self._closed:
            return
        self.pages.setEnabled(True)
        self.bar.hide()
        self.go.setEnabled(True)
        target = self.target.text().strip()
        taken = Path(target).expanduser().exists()
        self.go.setProperty("overwrite", target if taken else None)
        self.go.setText(self.tr("Replace") if taken else self.tr("Export"))
        self.words.setText(str(error))

    def _on_browse(self) -> None:
        if self.splits.isChecked():
            path = QFileDialog.getExistingDirectory(self, self.tr("Folder for the parts"), self.target.text())
        else:
            path, _ = QFileDialog.getSaveFileName(
                self, self.tr("Export"), self.target.text(), options=QFileDialog.Option.DontConfirmOverwrite
            )
        if path:
            self.target.setText(path)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


def _preview(source: str, split: str, unfinished: bool, reader: Reader, ticket: Ticket) -> ExportPreview:
    return exporting.preview(
        reader, source=source, split=split, unfinished=unfinished, cancelled=ticket.is_cancelled
    )


def _export(target: Path, options: dict[str, object], reader: Reader, ticket: Ticket) -> ExportReport:
    return exporting.export(
        exporting.ReadOnly(reader), target, progress=ticket.report, cancelled=ticket.is_cancelled, **options
    )
