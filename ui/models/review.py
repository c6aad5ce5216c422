"""The state of the review: the documents to review, the shown one, its current conflict, the edit under way."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.domain.adjudication import Conflict
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId
from annotator.domain.sentences import sentences
from annotator.domain.text import TokenIndex
from annotator.operations.reviewing import ReviewOverview, ReviewRow, ReviewView, review_row
from ui import jobs
from ui.changes import ChangesHub
from ui.models import review_jobs
from ui.models.review_draft import Draft
from ui.models.review_jobs import ReviewOutcome
from ui.models.session import Session
from ui.tasks import Tasks

Follow = Callable[[], None]


class ReviewState(QObject):
    """Holds what the store answered last, replaced as a whole after each commit; asks for all changes.

    ``listed`` comes with other rows, ``loaded`` with another document, ``updated`` when the same one changed,
    ``moved`` with another current conflict or edit, ``stored`` after each commit asked for here.
    """

    listed = Signal()
    loaded = Signal()
    updated = Signal()
    moved = Signal()
    stored = Signal(object)

    def __init__(
        self, tasks: Tasks, hub: ChangesHub, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._hub = hub
        self._session = session
        self.rows: list[ReviewRow] = []
        self.patterns: Counter[tuple[str, str]] = Counter()
        self.is_listed = False
        self.view: ReviewView | None = None
        self.tokens = TokenIndex("")
        self.current = -1
        self.draft: Draft | None = None
        self.by_frequency = False
        self._wanted: DocumentId | None = None
        self._commands: deque[Callable[[], None]] = deque()
        self._under_way = 0
        self._own_step = 0
        self._active = False
        self._round = 0
        hub.changed.connect(self._on_changed)
        session.opening.connect(self._on_opening)

    @property
    def conflict(self) -> Conflict | None:
        """The current conflict."""
        conflicts = self.view.conflicts if self.view else ()
        return conflicts[self.current] if 0 <= self.current < len(conflicts) else None

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """The sentences of the shown text."""
        return sentences(self.view.document.text) if self.view else []

    def order(self) -> list[int]:
        """Return the indices of the conflicts in the order in which they are gone through."""
        conflicts = self.view.conflicts if self.view else ()
        if not self.by_frequency:
            return list(range(len(conflicts)))
        return sorted(
            range(len(conflicts)),
            key=lambda index: (
                -self.patterns[conflicts[index].pattern],
                conflicts[index].pattern,
                index,
            ),
        )

    def set_active(self, active: bool) -> None:
        """Follow changes from now on, or let them pass until the page is shown again."""
        self._active = active
        if active:
            self._list()
            if self._wanted:
                self._read()

    def open(self, document_id: DocumentId) -> None:
        """Show another document, at its first open conflict."""
        self._wanted = document_id
        self.draft = None
        self._commands.clear()
        self._read()

    def select(self, index: int) -> None:
        """Make a conflict the current one; an edit under way is dropped."""
        if index != self.current or self.draft is not None:
            self.current = index
            self.draft = None
            self.moved.emit()

    def set_draft(self, draft: Draft | None) -> None:
        """Begin, change or drop the edit."""
        self.draft = draft
        self.moved.emit()

    def set_by_frequency(self, by_frequency: bool) -> None:
        """Go through the conflicts by how often their like occurs, or by place."""
        self.by_frequency = by_frequency
        self.updated.emit()
        self.moved.emit()

    def next_open(self, after: int, step: int = 1, *, settled_too: bool = False) -> int:
        """Return the conflict that follows one in order, round and round: an open one; -1 when there is none."""
        order = self.order()
        if self.view is None or not order:
            return -1
        place = order.index(after) if after in order else (-1 if step > 0 else 0)
        for away in range(1, len(order) + 1):
            index = order[(place + step * away) % len(order)]
            if settled_too or index not in self.view.settled:
                return index
        return -1

    def when_settled(self, command: Callable[[], None]) -> None:
        """Run a command when what was asked for before it is answered, so that fast typing loses no key."""
        if self._under_way:
            self._commands.append(command)
        else:
            command()

    def change(self, operation: str, *args: Any, follow: Follow | None = None) -> None:
        """Ask for an operation of `annotator.operations.reviewing` on the shown document."""
        if self.view is None:
            return
        work = partial(
            review_jobs.change,
            operation=operation,
            reviewer=self._session.author,
            document_id=self.view.document.id,
            args=args,
        )
        self._under_way += 1
        self._tasks.write(work, partial(self._on_outcome, follow), failed=self._on_failed)

    def _on_outcome(self, follow: Follow | None, outcome: ReviewOutcome) -> None:
        if outcome.view.document.id == self._wanted:
            self.view = outcome.view
            self.draft = None
            self._take_row(outcome.view)
            self.updated.emit()
            if follow:
                follow()
        self._own_step = outcome.changes.step
        self.stored.emit(
            jobs.Outcome(outcome.changes, undo_title=outcome.undo_title, redo_title=outcome.redo_title)
        )
        self._hub.publish(outcome.changes)
        self._settle()

    def _on_failed(self, error: Exception) -> None:
        self._commands.clear()
        self._tasks.refused.emit(str(error))
        self._settle()

    def _settle(self) -> None:
        self._under_way -= 1
        while self._commands and not self._under_way:
            self._commands.popleft()()

    def _take_row(self, view: ReviewView) -> None:
        fresh = review_row(view)
        self.rows = [fresh if row.document_id == fresh.document_id else row for row in self.rows]
        self.listed.emit()

    def _on_opening(self, _name: str) -> None:
        self._round += 1
        self._wanted = None
        self.is_listed = False
        self.rows, self.patterns = [], Counter()
        self.listed.emit()
        self._show(None)

    def _on_changed(self, changes: Changes) -> None:
        # Suggestions are nobody's reading.
        if not self._active or changes.step == self._own_step or changes.operation == "prelabel":
            return
        self._list()
        if self._wanted and changes.touches(self._wanted):
            self._read()

    def _list(self) -> None:
        if self._session.project is not None:
            self._round += 1
            # All documents are compared for it, so nothing else may have to wait behind it.
            self._tasks.read_long(review_jobs.read_overview, partial(self._on_listed, self._round))

    def _on_listed(self, round: int, overview: ReviewOverview) -> None:
        if round != self._round:
            return
        self.rows, self.patterns = list(overview.rows), overview.patterns
        self.is_listed = True
        ids = [row.document_id for row in self.rows]
        if self._wanted not in ids:
            first = next((row for row in self.rows if row.open or not row.gold_done), None)
            first = first or next(iter(self.rows), None)
            self._wanted = first.document_id if first else None
            if first:
                self._read()
            else:
                self._show(None)
        self.listed.emit()

    def _read(self) -> None:
        # Keys pressed while another document is on its way are meant for that one.
        self._under_way += 1
        work = partial(review_jobs.read_view, document_id=self._wanted)
        self._tasks.read(work, self._on_read, failed=self._on_failed)

    def _on_read(self, view: ReviewView) -> None:
        if view.document.id == self._wanted:
            self._show(view)
        self._settle()

    def _show(self, view: ReviewView | None) -> None:
        same = view is not None and self.view is not None and view.document.id == self.view.document.id
        kept = self.conflict
        self.view = view
        if same and view is not None:
            self.current = _place_of(kept, view)
            self.draft = None
            self.updated.emit()
        else:
            self.tokens = TokenIndex(view.document.text if view else "")
            self.draft = None
            self.current = -1
            self.current = max(self.next_open(-1), 0) if view and view.conflicts else -1
            self.loaded.emit()
        self.moved.emit()


def _place_of(kept: Conflict | None, view: ReviewView) -> int:
    """Return the conflict at the place of an earlier one, the nearest when it is gone; -1 without any."""
    if not view.conflicts:
        return -1
    if kept is None:
        return 0
    return min(
        range(len(view.conflicts)),
        key=lambda index: (
            view.conflicts[index].layer != kept.layer,
            abs(view.conflicts[index].start - kept.start),
        ),
    )
