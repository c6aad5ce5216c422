"""Bringing documents in: look at what files hold first, split them rightly, then import. Nothing waits for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.changes import Changes
from annotator.errors import Cancelled
from annotator.operations import importing
from annotator.operations.importing import ImportPlan, ImportReport
from ui.context import Context
from ui.dialogs.import_delegate import FileDelegate
from ui.dialogs.import_file import FilePanel
from ui.dialogs.import_models import FileModel
from ui.panels.empty import EmptyState
from ui.panels.words import counted, number
from ui.tasks import Ticket

if TYPE_CHECKING:
    from annotator.operations.projects import Project


class ImportDialog(QDialog):
    """Owns a plan, asks for new ones, runs the import on the writer thread. Not modal: work may go on."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import documents"))
        self.setAcceptDrops(True)
        self.resize(940, 600)
        self._context = context
        self._plan = ImportPlan(())
        self._ticket: Ticket | None = None
        self._round = 0
        self._closed = False
        self.files = FileModel(self)
        self.list = QListView(self)
        self.panel = FilePanel(self)
        self.words = QLabel(self)
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.problems = QPlainTextEdit(self)
        self.problems.setReadOnly(True)
        self.problems.setObjectName("field")
        self.problems.setAccessibleName(self.tr("What could not be imported"))
        self.go = QPushButton(self.tr("Import"), self)
        self.stop = QPushButton(self.tr("Cancel"), self)
        self._assemble()
        self._connect()
        self.panel.owner.addItems(list(context.session.project.authors if context.session.project else ()))
        self.panel.owner.setCurrentText(context.session.author)
        self._show_plan()

    def add(self, paths: list[Path]) -> None:
        """Look through more files and folders; those planned already stay as they are."""
        self._begin(self.tr("Looking through the files…"))
        self._context.tasks.run(
            partial(importing.plan_import, paths),
            partial(self._on_added, self._round),
            failed=self._on_failed,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter in a field end the field's own input only; in a dialog it would press Import."""
        in_field = isinstance(self.focusWidget(), QLineEdit)
        if not (in_field and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls() and self._ticket is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look through what was dropped."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def reject(self) -> None:
        """Stop an import under way, else close."""
        if self._ticket:
            self._ticket.cancel()
            self.words.setText(self.tr("Stopping…"))
        else:
            self.done(QDialog.DialogCode.Rejected)

    def done(self, result: int) -> None:
        """Close for good: take no more answers; what an import has brought in stays."""
        self._round += 1
        self._closed = True
        if self._ticket:
            self._ticket.cancel()
        super().done(result)
        self.deleteLater()

    def _assemble(self) -> None:
        self.list.setModel(self.files)
        self.list.setItemDelegate(
            FileDelegate(self.files, self._context.themes, self._context.icons, self.list)
        )
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Files"))
        self.list.setFixedWidth(280)
        self._drop = EmptyState(self._context.themes, self._context.icons, self)
        self._drop.setObjectName("drop")
        self._drop.show_message(
            "import",
            self.tr("Drop files or folders here"),
            self.tr("Or choose text files or annotated files below."),
        )
        plan = QWidget(self)
        row = QHBoxLayout(plan)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.panel, 1)
        self.pages = QStackedWidget(self)
        for page in (self._drop, plan, self.problems):
            self.pages.addWidget(page)
        title = QLabel(self.tr("Import documents"), self)
        title.setObjectName("title")
        explain = QLabel(
            self.tr("Texts are copied into the project exactly as they are; the files stay untouched."), self
        )
        explain.setObjectName("muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 20, 22, 18)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(explain)
        column.addWidget(self.pages, 1)
        column.addWidget(self.bar)
        column.addLayout(self._make_foot())

    def _make_foot(self) -> QHBoxLayout:
        self._more = QPushButton(self.tr("Add files…"), self)
        self._folder = QPushButton(self.tr("Add folder…"), self)
        self.copy = QPushButton(self.tr("Copy"), self)
        self.go.setObjectName("primary")
        for button in (self._more, self._folder, self.copy, self.stop):
            button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self._more, self._folder, self.copy):
            foot.addWidget(button)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.stop)
        foot.addWidget(self.go)
        return foot

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.panel.separated.connect(self._on_separated)
        self._more.clicked.connect(self._on_more)
        self._folder.clicked.connect(self._on_folder)
        self.copy.clicked.connect(self._on_copy)
        self.go.clicked.connect(self._on_go)
        self.stop.clicked.connect(self.reject)
        self._context.tasks.progressed.connect(self._on_progressed)
        self._context.session.opening.connect(self._on_opening)

    def _on_opening(self, _name: str) -> None:
        self.done(QDialog.DialogCode.Rejected)

    def _begin(self, words: str) -> None:
        self._round += 1
        self.bar.setRange(0, 0)
        self.bar.show()
        self.words.setText(words)
        self.go.setEnabled(False)

    def _show_plan(self) -> None:
        files = self._plan.files
        self.bar.hide()
        self.files.show(files)
        self.pages.setCurrentIndex(1 if files else 0)
        self.copy.hide()
        place = max(0, self.list.currentIndex().row())
        if files and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.files.index(0))
        else:
            self._show_file(place)
        good = [file for file in files if not file.problem]
        bad = len(files) - len(good)
        native = sum(bool(file.format) for file in good)
        texts = self._plan.documents
        parts = []
        if texts:
            parts.append(counted(texts, self.tr("1 document"), self.tr("{count} documents")))
        if native:
            many = self.tr("{count} files with annotations")
            parts.append(counted(native, self.tr("1 file with annotations"), many))
        if bad:
            parts.append(
                counted(bad, self.tr("1 file cannot be read"), self.tr("{count} files cannot be read"))
            )
        self.words.setText("   ·   ".join(parts))
        self.go.setEnabled(bool(good))
        self.go.setText(self.tr("Import {count}").format(count=number(texts)) if texts else self.tr("Import"))
        if good:
            self.go.setDefault(True)
            if not self.panel.isAncestorOf(self.focusWidget() or self):
                self.go.setFocus()
        else:
            self._more.setFocus()

    def _show_file(self, place: int) -> None:
        file = self.files.file_at(place)
        self.panel.show_file(file)
        if file is not None and file.pieces:
            self._context.tasks.run(
                partial(importing.excerpts, file), partial(self._on_excerpts, file.path), failed=_ignore
            )

    def _on_excerpts(self, path: Path, excerpts: tuple[str, ...]) -> None:
        file = None if self._closed else self.files.file_at(self.list.currentIndex().row())
        if file is not None and file.path == path:
            self.panel.show_excerpts(excerpts)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._show_file(current.row())

    def _on_added(self, round: int, plan: ImportPlan) -> None:
        if round != self._round:
            return
        have = {file.path for file in self._plan.files}
        fresh = tuple(file for file in plan.files if file.path not in have)
        self._plan = ImportPlan((*self._plan.files, *fresh))
        self._show_plan()

    def _on_separated(self, separator: str) -> None:
        file = self.files.file_at(self.list.currentIndex().row())
        if file is None:
            return
        self._round += 1
        work = partial(importing.replan, self._plan, file.path, separator)
        self._context.tasks.run(work, partial(self._on_replanned, self._round), failed=self._on_failed)

    def _on_replanned(self, round: int, plan: ImportPlan) -> None:
        if round != self._round:
            return
        place = self.list.currentIndex().row()
        file = plan.files[place]
        if file.problem and not self._plan.files[place].problem:
            # What was wrong is the expression; the file itself could be read before.
            self.panel.show_wrong(file.problem)
            return
        self._plan = plan
        self._show_plan()

    def _on_failed(self, error: Exception) -> None:
        if not self._closed:
            self._show_plan()
            self.words.setText(str(error))

    def _on_go(self) -> None:
        self._begin(self.tr("Importing…"))
        self.bar.setRange(0, len(self._plan.files))
        self.panel.setEnabled(False)
        for button in (self._more, self._folder):
            button.setEnabled(False)
        work = partial(_import, self._plan, self.panel.owner.currentText().strip())
        self._ticket = self._context.tasks.write_long(work, self._on_imported, failed=self._on_stopped)

    def _on_progressed(self, ticket: int, done: int, total: int) -> None:
        if self._ticket is not None and ticket == self._ticket.number:
            self.bar.setRange(0, total)
            self.bar.setValue(done)

    def _on_imported(self, report: ImportReport) -> None:
        self._ticket = None
        for changes in report.changes:
            self._context.hub.publish(changes)
        self._context.prompts.hint(self._summary(report))
        if self._closed:
            return
        if not report.problems:
            self.accept()
            return
        self.bar.hide()
        self.problems.setPlainText("\n".join(str(problem) for problem in report.problems))
        self.pages.setCurrentWidget(self.problems)
        self.words.setText(self._summary(report))
        self.go.hide()
        self.copy.show()
        for button in (self._more, self._folder):
            button.hide()
        self.stop.setText(self.tr("Close"))

    def _on_stopped(self, error: Exception) -> None:
        """Say why the import ended; what came in until then is listed."""
        self._ticket = None
        # How far it came is not known; whoever lists documents has to look again.
        self._context.hub.publish(Changes(step=-1, operation="import", document_list=True, authors=True))
        if isinstance(error, Cancelled) or self._closed:
            self._context.prompts.hint(str(error))
            if not self._closed:
                self.accept()
            return
        self.panel.setEnabled(True)
        for button in (self._more, self._folder):
            button.setEnabled(True)
        self._show_plan()
        self.words.setText(str(error))

    def _summary(self, report: ImportReport) -> str:
        parts = [counted(report.added, self.tr("1 document imported"), self.tr("{count} documents imported"))]
        if report.known:
            parts.append(
                counted(report.known, self.tr("1 was there already"), self.tr("{count} were there already"))
            )
        if report.sets:
            parts.append(counted(report.sets, self.tr("1 reading"), self.tr("{count} readings")))
        if report.problems:
            parts.append(counted(len(report.problems), self.tr("1 problem"), self.tr("{count} problems")))
        return ", ".join(parts) + "."

    def _on_more(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"))
        if paths:
            self.add([Path(path) for path in paths])

    def _on_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, self.tr("Add folder"))
        if path:
            self.add([Path(path)])

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.problems.toPlainText())


def _import(plan: ImportPlan, author: str, project: Project, ticket: Ticket) -> ImportReport:
    return importing.run_import(
        project, plan, author=author, progress=ticket.report, cancelled=ticket.is_cancelled
    )


def _ignore(_error: Exception) -> None:
    """Show no first words of a file that has gone since it was planned; importing it says why."""
