"""The document that is shown, which of its spans is the current one, and the changes under way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, SpanId
from annotator.domain.sentences import sentences
from annotator.domain.text import TokenIndex
from annotator.operations.annotating import DocumentView
from annotator.operations.occurrences import Occurrence
from ui import jobs
from ui.changes import ChangesHub
from ui.models.session import Session
from ui.tasks import Tasks

Command = Callable[[], None]
Follow = Callable[[DocumentView, DocumentView], str | None]
"""From the view before and after a change to the span that is to be the current one."""


class DocumentState(QObject):
    """Owns the `DocumentView` that is shown; replaces it as a whole after each commit, never before.

    ``loaded`` comes when another document (or none) is shown, ``updated`` when the same one changed,
    ``selected`` when another span is the current one, ``stored`` after every commit asked for here.
    """

    loaded = Signal()
    updated = Signal()
    selected = Signal()
    stored = Signal(object)

    def __init__(
        self, tasks: Tasks, hub: ChangesHub, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._hub = hub
        self._session = session
        self.view: DocumentView | None = None
        self.tokens = TokenIndex("")
        self.current_id: str | None = None
        self.wanted: DocumentId | None = None
        self._sentences: list[tuple[int, int]] | None = None
        self._commands: deque[Command] = deque()
        self._under_way = 0
        self._own_step = 0
        hub.changed.connect(self._on_changed)

    @property
    def current(self) -> Span | None:
        """The current span or suggestion."""
        return self.view.find(self.current_id) if self.view and self.current_id else None

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences of the shown text, found when first asked for."""
        if self._sentences is None:
            self._sentences = sentences(self.view.document.text) if self.view else []
        return self._sentences

    @property
    def current_is_suggestion(self) -> bool:
        """Whether the current span is still a suggestion."""
        span = self.current
        return span is not None and span.status is SpanStatus.SUGGESTED

    def open(self, document_id: DocumentId | None) -> None:
        """Show another document, or none; the answer to an older request is thrown away."""
        self.wanted = document_id
        self._commands.clear()
        if document_id is None:
            self._tasks.drop("document")
            self._show(None)
            return
        self._read()

    def select(self, span_id: str | None) -> None:
        """Make a span the current one, or none."""
        if span_id != self.current_id:
            self.current_id = span_id
            self.selected.emit()

    def when_settled(self, command: Command) -> None:
        """Run a command when the changes asked for before it are stored, so that fast typing loses no key."""
        if self._under_way:
            self._commands.append(command)
        else:
            command()

    def change(self, operation: str, *args: Any, follow: Follow | None = None) -> None:
        """Ask for an operation of `annotator.operations.annotating` on the shown document."""
        view = self.view
        if view is None:
            return
        self._submit(
            partial(
                jobs.change,
                operation=operation,
                author=self._session.author,
                document_id=view.document.id,
                args=args,
            ),
            follow,
        )

    def label_places(
        self,
        label: str,
        chosen: Sequence[Occurrence],
        *,
        source: SpanId | None,
        replace: bool,
        follow: Follow | None = None,
        then: Callable[[jobs.Outcome], None] | None = None,
    ) -> None:
        """Label chosen occurrences, in other documents too, as one step; ``then`` comes after the commit."""
        work = partial(
            jobs.label_places,
            author=self._session.author,
            shown=self._shown_id(),
            label=label,
            chosen=tuple(chosen),
            source=source,
            replace=replace,
        )
        self._submit(work, follow, then)

    def undo(self) -> None:
        """Take back the author's last step, wherever it was."""
        self._submit(partial(jobs.undo, author=self._session.author, shown=self._shown_id()), None)

    def redo(self) -> None:
        """Do the author's last undone step again."""
        self._submit(partial(jobs.redo, author=self._session.author, shown=self._shown_id()), None)

    def ask_titles(self) -> None:
        """Find out what undo and redo would do; comes as ``stored`` with empty changes."""
        self._tasks.write(partial(jobs.titles, author=self._session.author), self.stored.emit)

    def _submit(
        self,
        work: Callable[[Any], jobs.Outcome],
        follow: Follow | None,
        then: Callable[[jobs.Outcome], None] | None = None,
    ) -> None:
        self._under_way += 1
        # A view being read now would be older than the one that this change brings back.
        if self._is_current():
            self._tasks.drop("document")
        self._tasks.write(work, partial(self._on_outcome, follow, then), failed=self._on_failed)

    def _on_outcome(
        self, follow: Follow | None, then: Callable[[jobs.Outcome], None] | None, outcome: jobs.Outcome
    ) -> None:
        before, after = self.view, outcome.view
        if before and after and after.document.id == before.document.id and self.wanted == after.document.id:
            self.view = after
            chosen = follow(before, after) if follow else self.current_id
            self.current_id = chosen if chosen and after.find(chosen) else None
            self.updated.emit()
            self.selected.emit()
        self._own_step = outcome.changes.step
        self.stored.emit(outcome)
        self._hub.publish(outcome.changes)
        if then:
            then(outcome)
        self._settle()

    def _on_failed(self, error: Exception) -> None:
        self._commands.clear()
        self._tasks.refused.emit(str(error))
        self._settle()

    def _settle(self) -> None:
        self._under_way -= 1
        while self._commands and not self._under_way:
            self._commands.popleft()()

    def _on_changed(self, changes: Changes) -> None:
        if self.wanted and changes.step != self._own_step and changes.touches(self.wanted):
            self._read()

    def _read(self) -> None:
        work = partial(jobs.read_view, document_id=self.wanted, author=self._session.author)
        self._tasks.read(work, self._show, key="document")

    def _show(self, view: DocumentView | None) -> None:
        same = self._is_current() and view is not None and view.document.id == self._shown_id()
        self.view = view
        if same:
            if self.current is None:
                self.current_id = None
            self.updated.emit()
        else:
            self.current_id = None
            self.tokens = TokenIndex(view.document.text if view else "")
            self._sentences = None
            self.loaded.emit()
        self.selected.emit()

    def _is_current(self) -> bool:
        return self.view is not None and self.view.document.id == self.wanted

    def _shown_id(self) -> DocumentId | None:
        return self.view.document.id if self.view else None
