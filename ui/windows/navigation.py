"""Which document is shown next, and how long somebody worked on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from annotator.domain.annotation import SetStatus
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId
from annotator.operations.annotating import DocumentView
from ui import jobs
from ui.changes import ChangesHub
from ui.models.document import DocumentState
from ui.models.documents import DocumentModel
from ui.models.idle import InputWatch, Stopwatch
from ui.models.session import Session
from ui.prompts import Prompts
from ui.tasks import Tasks

LEAST_SECONDS = 1.0
"""Less than this is passing through, not work, and is no step worth storing."""


class Navigator(QObject):
    """Opens documents, adds the seconds spent when one is left, and keeps the list in step with changes."""

    def __init__(
        self,
        tasks: Tasks,
        hub: ChangesHub,
        session: Session,
        state: DocumentState,
        model: DocumentModel,
        prompts: Prompts,
        stopwatch: Stopwatch,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._hub = hub
        self._session = session
        self._state = state
        self._model = model
        self._prompts = prompts
        self._stopwatch = stopwatch
        self._watch = InputWatch(stopwatch, self)
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self._watch)
        self._wants_first = False
        hub.changed.connect(self._on_changed)
        model.answered.connect(self._on_answered)
        session.opened.connect(self.show_project)
        session.author_changed.connect(self.show_author)
        session.refused.connect(self._on_refused)

    def show_project(self) -> None:
        """List another project's documents and show the first."""
        self._state.open(None)
        self._wants_first = True
        self._ask_anew()

    def show_author(self) -> None:
        """List and show anew, as another person's work; the document stays."""
        self._state.select(None)
        self._state.open(self._state.wanted)
        self._ask_anew()

    def ask(self, text: str, status: SetStatus | None) -> None:
        """List what fits a filter."""
        self._model.ask(jobs.DocumentQuery(self._session.author, text, status))

    def open(self, document_id: str) -> None:
        """Show a document."""
        self.store_seconds()
        self._state.open(DocumentId(document_id))

    def step(self, step: int) -> None:
        """Show the document below (1) or above (-1) in the list as filtered."""
        shown = self._state.wanted
        if shown is None:
            return
        work = partial(jobs.neighbour, document_id=shown, step=step, query=self._model.query)
        words = self.tr("This is the last document.") if step > 0 else self.tr("This is the first document.")
        self._tasks.read(work, partial(self._on_found, words), key="neighbour")

    def done_and_next(self) -> None:
        """Mark the shown document done, then show the next one that is not."""
        self._state.when_settled(self._done)

    def reopen(self) -> None:
        """Put the shown document back among those in progress."""
        self._state.when_settled(partial(self._state.change, "set_status", SetStatus.IN_PROGRESS))

    def store_seconds(self, then: Callable[[Changes], None] | None = None) -> None:
        """Add the time spent on the shown document to the author's set."""
        view, seconds = self._state.view, self._stopwatch.take()
        project = self._session.project
        if view is None or not self._session.author or project is None or project.read_only:
            return
        # Looking without touching makes no set: a document is begun by its first decision.
        if view.set is None or seconds < LEAST_SECONDS:
            return
        work = partial(
            jobs.add_seconds,
            author=self._session.author,
            document_id=view.document.id,
            seconds=round(seconds, 1),
        )
        self._tasks.write(work, then)

    def _ask_anew(self) -> None:
        if self._session.project is None:
            return
        self._state.ask_titles()
        self._model.ask(jobs.DocumentQuery(self._session.author))

    def _done(self) -> None:
        if self._state.view is None:
            return
        self.store_seconds()
        self._state.change("set_status", SetStatus.DONE, follow=self._on_done)

    def _on_done(self, _before: DocumentView, after: DocumentView) -> str | None:
        row = self._model.row_at(self._model.place_of(after.document.id))
        position = row.position if row else None
        work = partial(jobs.next_open, author=self._session.author, position=position)
        words = self.tr("All documents are done.")
        self._tasks.read(work, partial(self._on_found, words), key="neighbour")
        return None

    def _on_found(self, words: str, document_id: DocumentId | None) -> None:
        if document_id is None:
            self._prompts.hint(words)
        else:
            self.open(document_id)

    def _on_answered(self) -> None:
        if not self._wants_first or not self._model.rowCount():
            return
        self._wants_first = False
        rows = [self._model.row_at(place) for place in range(self._model.rowCount())]
        still_open = (row for row in rows if row is not None and row.status is not SetStatus.DONE)
        first = next(still_open, rows[0])
        if first is not None:
            self.open(first.id)

    def _on_changed(self, changes: Changes) -> None:
        self._wants_first = self._wants_first or (changes.document_list and self._state.wanted is None)
        self._model.refresh(changes)

    def _on_refused(self, _sentence: str) -> None:
        self._state.open(None)
        self._model.clear()
