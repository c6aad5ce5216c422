"""From key to operation: what each of the review's actions does with the shown document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from annotator.domain.scheme import Scheme
from ui.actions import BY_ID, READINGS, ActionSet
from ui.models.reach import Edge, Unit, resized, snapped
from ui.models.review import ReviewState
from ui.models.review_draft import begin
from ui.models.review_verdict import verdict_of
from ui.models.session import Session
from ui.prompts import Prompts
from ui.text.view import TextView

CHOOSING = (
    *(f"choose-{place}" for place in range(1, READINGS + 1)),
    "choose-none",
    "conflict-edit",
    "conflict-reopen",
    "accept-agreed",
    "review-finish",
    "order-common",
)
EDITING = ("edit-store", "edit-cancel")


class Reviewing(QObject):
    """Asks `ReviewState` for changes and keeps the keys of choosing and of editing apart."""

    finished = Signal()

    def __init__(
        self,
        state: ReviewState,
        text: TextView,
        actions: ActionSet,
        prompts: Prompts,
        session: Session,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._state = state
        self._text = text
        self._actions = actions
        self._prompts = prompts
        self._session = session
        self._page = page
        self._labels: list[QAction] = []
        self._twins: list[QAction] = []
        self._connect()

    def show_scheme(self, scheme: Scheme) -> None:
        """Give the labels their keys, for the edit."""
        for action in self._labels:
            action.deleteLater()
        self._labels = []
        for _, label in scheme.labels():
            if label.key:
                action = self._make_key([QKeySequence(label.key)], partial(self.label, label.name))
                self._labels.append(action)
        self.show_actions()

    def show_actions(self) -> None:
        """Let the keys of choosing or those of editing count."""
        state, actions = self._state, self._actions
        view, editing = state.view, state.draft is not None
        for action in (*self._labels, *self._twins):
            action.setEnabled(editing)
        actions.enable(EDITING, editing)
        actions.enable(CHOOSING, view is not None and not editing)
        conflict = state.conflict
        readers = len(conflict.readings) if conflict else 0
        for place in range(1, READINGS + 1):
            actions[f"choose-{place}"].setEnabled(not editing and place <= readers)
        settled = view is not None and state.current in view.settled
        actions["conflict-reopen"].setEnabled(not editing and settled)
        actions["accept-agreed"].setEnabled(not editing and view is not None and bool(view.open_agreed))
        actions.enable(("choose-none", "conflict-edit"), conflict is not None and not editing)
        actions.enable(("conflict-next", "conflict-previous"), conflict is not None)

    def visit(self, index: int) -> None:
        """Go to a conflict."""
        self._state.select(index)

    def visit_span(self, span_id: str) -> None:
        """Go to the conflict that a clicked span belongs to; in an edit, to the span of the edit."""
        view, draft = self._state.view, self._state.draft
        if draft and span_id.startswith("draft:"):
            self._state.set_draft(draft.stepped(int(span_id.removeprefix("draft:")) - draft.at))
            return
        for conflict in view.conflicts if view else ():
            verdict = verdict_of(conflict, view.gold if view else None)
            if any(span.id == span_id for span in (*conflict.spans, *verdict.spans)):
                self._state.select(conflict.index)
                return

    def take(self, author: str) -> None:
        """Settle the current conflict with an author's reading and go to the next open one."""
        self._state.when_settled(partial(self._choose, author))

    def label(self, name: str) -> None:
        """Label the selection or the current span of the edit."""
        state = self._state
        draft, view = state.draft, state.view
        if draft is None or view is None:
            return
        layer = view.scheme.layer_of(name)
        if layer.name != draft.conflict.layer:
            words = self.tr("This conflict is about the layer “{layer}”; take one of its labels.")
            self._prompts.hint(words.format(layer=draft.conflict.layer))
            return
        start, end = self._text.selection()
        if start == end and draft.current is not None:
            state.set_draft(draft.relabelled(name))
            return
        by_sentence = layer.snap.value == "sentence"
        place = snapped(start, end, layer, state.tokens, state.sentences if by_sentence else ())
        if place is None:
            self._prompts.hint(self.tr("Select words first, or put the caret into one."))
            return
        self._text.set_caret(place[1])
        state.set_draft(draft.added(*place, name, layer))

    def _connect(self) -> None:
        settled = self._state.when_settled
        plain: dict[str, Callable[[], None]] = {
            "conflict-next": partial(settled, partial(self._go, 1)),
            "conflict-previous": partial(settled, partial(self._go, -1)),
            "choose-none": partial(settled, partial(self._choose, None)),
            "conflict-edit": partial(settled, self._edit),
            "conflict-reopen": partial(settled, self._reopen),
            "accept-agreed": partial(settled, self._accept_agreed),
            "review-finish": partial(settled, self._finish),
            "edit-store": self._store,
            "edit-cancel": self._cancel,
        }
        for place in range(1, READINGS + 1):
            plain[f"choose-{place}"] = partial(settled, partial(self._choose_at, place - 1))
        for id, slot in plain.items():
            self._actions[id].triggered.connect(slot)
        self._actions["order-common"].toggled.connect(self._state.set_by_frequency)
        for edge in Edge:
            for unit, tail in ((Unit.TOKEN, ""), (Unit.CHARACTER, "-char")):
                for step, side in ((-1, "left"), (1, "right")):
                    self._twin(f"{edge}-{side}{tail}", partial(self._resize, edge, step, unit))
        self._twin("reject", self._drop)

    def _twin(self, id: str, slot: Callable[[], None]) -> None:
        """Let the keys of an annotating action do the like here; the action itself acts on the other page."""
        self._twins.append(self._make_key([QKeySequence(key) for key in BY_ID[id].keys], slot))

    def _make_key(self, keys: list[QKeySequence], slot: Callable[[], None]) -> QAction:
        action = QAction(self._page)
        action.setShortcuts(keys)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setEnabled(False)
        action.triggered.connect(slot)
        self._page.addAction(action)
        return action

    def _go(self, step: int) -> None:
        state = self._state
        if state.draft is not None:
            state.set_draft(state.draft.stepped(step))
            return
        index = state.next_open(state.current, step, settled_too=True)
        if index >= 0:
            state.select(index)

    def _choose_at(self, place: int) -> None:
        conflict = self._state.conflict
        if conflict and place < len(conflict.readings):
            self._choose(conflict.readings[place][0])

    def _choose(self, author: str | None) -> None:
        conflict = self._state.conflict
        if conflict and self._state.draft is None:
            self._state.change("choose", conflict, author, follow=self._go_on)

    def _go_on(self) -> None:
        state = self._state
        index = state.next_open(state.current)
        if index >= 0:
            state.select(index)
            return
        state.moved.emit()
        self._prompts.hint(self.tr("All conflicts are settled. Ctrl+Enter: finish, next document."))

    def _reopen(self) -> None:
        conflict = self._state.conflict
        if conflict:
            self._state.change("reopen", conflict)

    def _accept_agreed(self) -> None:
        self._state.change("accept_agreed")

    def _finish(self) -> None:
        state, view = self._state, self._state.view
        if view is None:
            return
        left = len(view.conflicts) - len(view.settled)
        if left:
            index = state.next_open(state.current) if state.current in view.settled else state.current
            state.select(index)
            self._prompts.hint(
                self.tr("{left} conflicts are still open; settle them first.").format(left=left)
            )
        else:
            state.change("finish", follow=self.finished.emit)

    def _edit(self) -> None:
        view, conflict = self._state.view, self._state.conflict
        if view and conflict:
            settled = verdict_of(conflict, view.gold).spans if conflict.index in view.settled else ()
            self._state.set_draft(begin(conflict, settled, self._session.author))

    def _store(self) -> None:
        draft = self._state.draft
        if draft:
            self._state.change("edit", draft.conflict, draft.pieces, follow=self._go_on)

    def _cancel(self) -> None:
        self._state.set_draft(None)

    def _drop(self) -> None:
        draft = self._state.draft
        if draft and draft.current:
            self._state.set_draft(draft.without_current())

    def _resize(self, edge: Edge, step: int, unit: Unit) -> None:
        draft = self._state.draft
        if draft is None or draft.current is None:
            return
        start, end, _ = draft.current
        place = resized(start, end, edge, step, unit, self._state.tokens)
        if place:
            self._state.set_draft(draft.moved(*place))
