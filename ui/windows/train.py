"""The page on which the pipeline learns: what there is, the training, old against new, and the versions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from ui.context import Context
from ui.models.training import Phase, TrainingState
from ui.panels.curve import CurveView
from ui.panels.train_lists import LabelCounts, OldAgainstNew, VersionList
from ui.panels.words import number, score_text
from ui.windows.page import Page


class TrainPage(Page):
    """Left what there is to learn from, in the middle the training, right the versions."""

    id = "train"
    icon = "train"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.state = TrainingState(context.tasks, context.hub, context.session, self)
        self.words = QLabel(self)
        self.labels = LabelCounts(self.tr("Finished spans by label"), self)
        self.start = QPushButton(self.tr("Train"), self)
        self.start.setObjectName("primary")
        self.stop = QPushButton(self.tr("Stop"), self)
        self.progress = QLabel(self)
        self.curve = CurveView(context.themes, self)
        self.outcome = OldAgainstNew(self.tr("Old against new by label"), self)
        self.promote = QPushButton(self.tr("Let the new version suggest"), self)
        self.versions = VersionList(self.tr("Versions"), self)
        self.use = QPushButton(self.tr("Use this version"), self)
        self.pinned = QCheckBox(self.tr("Keep it: never replace it by itself"), self)
        self._assemble()
        self._connect()
        self._show()

    def activate(self) -> None:
        """Look again, and let the button have the keys."""
        self.state.set_active(True)
        (self.start if self.start.isEnabled() else self.labels).setFocus()

    def leave(self) -> None:
        """Follow the project no more; a training goes on."""
        self.state.set_active(False)

    def state_words(self) -> tuple[str, ...]:
        """Return what the state line says."""
        overview = self.state.overview
        if overview is None:
            return ()
        return (
            self.tr("{count} finished documents").format(count=number(overview.ready.documents)),
            self.tr("{count} spans to learn from").format(count=number(overview.ready.labels.total())),
        )

    def layout_state(self) -> bytes:
        """Return where the dividers are."""
        return self.splitter.saveState().data()

    def restore_layout(self, state: bytes) -> None:
        """Put the dividers where they were."""
        self.splitter.restoreState(state)

    def _assemble(self) -> None:
        for label in (self.words, self.progress):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        left = self._column("panel", self.tr("FINISHED DOCUMENTS"), self.words, self.labels)
        middle = self._column(
            "surface", self.tr("TRAINING"), buttons, self.progress, self.curve, self.outcome
        )
        promoting = QHBoxLayout()
        promoting.addStretch(1)
        promoting.addWidget(self.promote)
        middle.layout().addLayout(promoting)
        right = self._column("panel", self.tr("VERSIONS"), self.versions, self.pinned, self.use)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for place, part in enumerate((left, middle, right)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(place, int(place == 1))
        self.splitter.setSizes([250, 620, 380])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def _column(self, name: str, heading: str, *parts: QWidget | QHBoxLayout) -> QWidget:
        column = QWidget(self)
        column.setObjectName(name)
        column.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel(heading, column)
        title.setObjectName("heading")
        layout = QVBoxLayout(column)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(title)
        for part in parts:
            if isinstance(part, QWidget):
                layout.addWidget(part)
            else:
                layout.addLayout(part)
        return column

    def _connect(self) -> None:
        self.state.changed.connect(self._show)
        self.state.said.connect(self._context.prompts.hint)
        self.start.clicked.connect(self.state.start)
        self.stop.clicked.connect(self.state.stop)
        self.promote.clicked.connect(self._on_promote)
        self.use.clicked.connect(self._on_use)
        self.pinned.toggled.connect(self.state.pin)
        self.versions.itemSelectionChanged.connect(self._show_buttons)

    def _show(self) -> None:
        state = self.state
        if state.overview is not None:
            ready = state.overview.ready
            enough = self.tr("Enough to learn from. A quarter is held back to judge old and new.")
            self.words.setText(ready.missing or enough)
            self.labels.show_overview(state.overview)
            self.versions.show_overview(state.overview)
            self.pinned.blockSignals(True)
            self.pinned.setChecked(state.overview.pinned)
            self.pinned.blockSignals(False)
        else:
            self.words.setText(self.tr("The finished documents are being counted."))
        self.curve.show_epochs(state.epochs)
        self.outcome.show_trained(state.trained)
        self.outcome.setVisible(state.trained is not None)
        self.progress.setText(self._progress())
        self._show_buttons()

    def _show_buttons(self) -> None:
        state, overview = self.state, self.state.overview
        idle = state.phase is Phase.IDLE
        self.start.setEnabled(state.is_possible)
        self.stop.setVisible(not idle)
        trained = state.trained
        self.promote.setVisible(
            trained is not None
            and trained.better
            and overview is not None
            and trained.version.author != overview.active
        )
        self.promote.setEnabled(idle)
        chosen = self.versions.key()
        self.use.setEnabled(idle and bool(chosen) and overview is not None and chosen != overview.active)
        self.pinned.setEnabled(overview is not None and idle)

    def _progress(self) -> str:
        state = self.state
        if state.phase is Phase.PROMOTING:
            return self.tr("Suggesting anew in documents that nobody has begun…")
        if state.phase is Phase.TRAINING:
            if not state.epochs:
                return self.tr("Loading the pipeline and reading the finished documents…")
            last = state.epochs[-1]
            words = self.tr("Epoch {epoch} of {epochs}: F1 {score} on the documents held back")
            return words.format(
                epoch=last.epoch, epochs=last.epochs, score=score_text(last.f1.get("all", 0.0))
            )
        if state.trained is None:
            return self.tr(
                "Training runs beside your work and can be stopped; nothing changes until you use it."
            )
        old, new = score_text(state.trained.old["all"]), score_text(state.trained.new["all"])
        if state.trained.better:
            return self.tr("Better: F1 {new} against {old} on the documents held back.").format(
                new=new, old=old
            )
        return self.tr("Not better: F1 {new} against {old}; the old one stays in use.").format(
            new=new, old=old
        )

    def _on_promote(self) -> None:
        if self.state.trained is not None:
            self.state.promote(self.state.trained.version.author)

    def _on_use(self) -> None:
        if self.versions.key():
            self.state.promote(self.versions.key())
