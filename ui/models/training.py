"""How far learning is: what there is to learn from, the training under way, and its outcome."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from annotator.domain.changes import Changes
from annotator.errors import Cancelled
from annotator.operations import learning, promoting
from annotator.operations.learning import Epoch, Overview, Trained
from ui.changes import ChangesHub
from ui.models.session import Session
from ui.tasks import Tasks, Ticket

if TYPE_CHECKING:
    from annotator.operations.projects import Project, Reader
    from annotator.operations.promoting import Prepared, Promotion


DONE = "mark done"
"""The operation after which the training may be due by itself."""


class Phase(StrEnum):
    """What is going on."""

    IDLE = "idle"
    TRAINING = "training"
    PROMOTING = "promoting"


class TrainingState(QObject):
    """Runs the training beside everything else; ``changed`` says that something here is different.

    It starts by itself after every few finished documents, and then uses what is better, unless the pipeline is pinned.

    ``said`` carries a sentence for the person: what was done, or why not.
    """

    changed = Signal()
    said = Signal(str)
    _learned = Signal(object)

    def __init__(
        self, tasks: Tasks, hub: ChangesHub, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._hub, self._session = tasks, hub, session
        self._ticket: Ticket | None = None
        self._active = False
        self._by_itself = False
        self.overview: Overview | None = None
        self.epochs: list[Epoch] = []
        self.trained: Trained | None = None
        self.phase = Phase.IDLE
        self._learned.connect(self._on_epoch, Qt.ConnectionType.QueuedConnection)
        session.opened.connect(self._on_opened)
        session.author_changed.connect(self.look)
        hub.changed.connect(self._on_changed)

    @property
    def is_possible(self) -> bool:
        """Whether a training can be started now."""
        project = self._session.project
        return (
            project is not None
            and not project.read_only
            and self.phase is Phase.IDLE
            and self.overview is not None
            and not self.overview.ready.missing
        )

    def set_active(self, active: bool) -> None:
        """Follow the project while somebody looks."""
        self._active = active
        if active:
            self.look()

    def look(self) -> None:
        """Ask where the project stands."""
        if self._active and self._session.project is not None:
            work = partial(_overview, self._session.author)
            self._tasks.read(work, self._on_overview, key="training")

    def start(self) -> None:
        """Train a new version on what is finished."""
        if self.is_possible:
            self._start(by_itself=False)

    def _start(self, *, by_itself: bool) -> None:
        self._by_itself = by_itself
        self.epochs, self.trained = [], None
        self._set(Phase.TRAINING)
        work = partial(_train, self._session.author, self._learned.emit)
        self._ticket = self._tasks.read_long(work, self._on_trained, failed=self._on_failed)

    def stop(self) -> None:
        """Stop what is under way; nothing of it stays."""
        if self._ticket is not None:
            self._ticket.cancel()

    def promote(self, pipeline: str) -> None:
        """Let a pipeline suggest from now on: a new version, or an older one again."""
        if self.phase is Phase.IDLE and self._session.project is not None:
            self._set(Phase.PROMOTING)
            work = partial(_prepare, pipeline)
            self._ticket = self._tasks.read_long(work, self._on_prepared, failed=self._on_failed)

    def pin(self, pinned: bool) -> None:
        """Keep the pipeline that suggests now, or let go of it."""
        if self.overview is not None and pinned != self.overview.pinned:
            self._tasks.write(partial(_pin, self._session.author, pinned), self._hub.publish)

    def _on_opened(self) -> None:
        self.stop()
        self.overview, self.epochs, self.trained = None, [], None
        self._set(Phase.IDLE)
        self.look()

    def _on_changed(self, changes: Changes) -> None:
        if changes.document_list or changes.settings or changes.all_documents:
            self.look()
        project = self._session.project
        if changes.operation == DONE and project is not None and not project.read_only:
            self._tasks.read(partial(_is_due, self._session.author), self._on_due, key="training-due")

    def _on_due(self, due: bool) -> None:
        if due and self.phase is Phase.IDLE:
            self._start(by_itself=True)

    def _on_overview(self, overview: Overview) -> None:
        self.overview = overview
        self.changed.emit()

    @Slot(object)
    def _on_epoch(self, epoch: Epoch) -> None:
        if self.phase is Phase.TRAINING:
            self.epochs.append(epoch)
            self.changed.emit()

    def _on_trained(self, trained: Trained) -> None:
        self.trained = trained
        self._set(Phase.IDLE)
        self.look()
        if self._by_itself and trained.better:
            self.promote(trained.version.author)

    def _on_prepared(self, prepared: Prepared) -> None:
        work = partial(_apply, self._session.author, prepared)
        self._tasks.write(work, self._on_promoted, failed=self._on_failed)

    def _on_promoted(self, promotion: Promotion) -> None:
        self._set(Phase.IDLE)
        self._hub.publish(promotion.changes)
        words = self.tr("{name} suggests from now on; Ctrl+Z takes it back.")
        self.said.emit(words.format(name=promotion.pipeline.removeprefix("pipeline:")))

    def _on_failed(self, error: Exception) -> None:
        self._set(Phase.IDLE)
        self.said.emit(
            self.tr("Stopped; nothing was changed.") if isinstance(error, Cancelled) else str(error)
        )

    def _set(self, phase: Phase) -> None:
        self.phase = phase
        if phase is Phase.IDLE:
            self._ticket = None
        self.changed.emit()


def _overview(author: str, reader: Reader) -> Overview:
    return learning.overview(reader, author)


def _is_due(author: str, reader: Reader) -> bool:
    return learning.is_due(reader, author)


def _train(author: str, tell: Any, reader: Reader, ticket: Ticket) -> Trained:
    return learning.train(reader, author=author, progress=tell, cancelled=ticket.is_cancelled)


def _prepare(pipeline: str, reader: Reader, ticket: Ticket) -> Prepared:
    return promoting.prepare(reader, pipeline, progress=ticket.report, cancelled=ticket.is_cancelled)


def _apply(author: str, prepared: Prepared, project: Project) -> Promotion:
    return promoting.apply(project, author, prepared)


def _pin(author: str, pinned: bool, project: Project) -> Changes:
    return learning.pin(project, author, pinned)
