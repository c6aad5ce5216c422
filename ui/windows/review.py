"""The page on which readings are compared and settled: it assembles the panels and connects them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.annotation import SpanStatus
from annotator.domain.ids import DocumentId
from annotator.domain.scheme import Scheme
from ui.actions import BY_ID, Scope, key_text, tooltip
from ui.context import Context
from ui.models.review import ReviewState
from ui.models.review_verdict import Badge, badges_of
from ui.panels.empty import EmptyState
from ui.panels.label_bar import LabelBar
from ui.panels.review_bar import ReviewBar
from ui.panels.review_choice import ChoicePanel
from ui.panels.review_edit import EditPanel
from ui.panels.review_lists import ConflictsPanel, ReviewDocumentsPanel
from ui.panels.state_line import shortened
from ui.panels.words import number
from ui.text.colors import DARK, LIGHT
from ui.text.view import TextView
from ui.windows.page import Page
from ui.windows.review_spans import review_spans
from ui.windows.reviewing import Reviewing

SIZES = [236, 740, 300]


class ReviewPage(Page):
    """Documents at left, the readings in the text, conflicts and the current one at right."""

    id = "review"
    icon = "review"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._badges: dict[str, Badge] = {}
        self._shown_scheme: Scheme | None = None
        self._shown_layer = ""
        themes, icons, actions = context.themes, context.icons, context.actions
        self.state = ReviewState(context.tasks, context.hub, context.session, self)
        self.documents = ReviewDocumentsPanel(themes, icons, self)
        self.bar = ReviewBar(themes, actions, self)
        self.labels = LabelBar(themes, self)
        self.text = TextView(self)
        self.empty = EmptyState(themes, icons, self)
        self.conflicts = ConflictsPanel(themes, icons, actions, self)
        self.choice = ChoicePanel(themes, actions, self)
        self.edit = EditPanel(themes, actions, self)
        self.finish = QPushButton(self)
        self._assemble()
        self.reviewing = Reviewing(self.state, self.text, actions, context.prompts, context.session, self)
        self._set_up()
        self._connect()
        self._on_theme_changed()
        self._on_loaded()

    def activate(self) -> None:
        """Look again: others may have gone on since; let the text have the keys."""
        self.text.set_zoom(self._context.settings.number("zoom"))
        self.state.set_active(True)
        self._show_actions()
        (self.text if self.state.view else self.documents.list).setFocus()

    def leave(self) -> None:
        """Follow no changes while another page is shown."""
        self.state.set_active(False)

    def state_words(self) -> tuple[str, ...]:
        """Return what the state line says of the shown document."""
        view = self.state.view
        if view is None:
            return ()
        gold = sum(span.status is SpanStatus.CONFIRMED for span in view.gold.spans) if view.gold else 0
        return (
            shortened(view.document.name),
            self.tr("{count} readers").format(count=number(len(view.readings))),
            self.tr("{count} agreed").format(count=number(len(view.agreed))),
            self.tr("{left} of {count} conflicts open").format(
                left=number(len(view.conflicts) - len(view.settled)), count=number(len(view.conflicts))
            ),
            self.tr("{count} gold spans").format(count=number(gold)),
        )

    def layout_state(self) -> bytes:
        """Return where the dividers are."""
        return self.splitter.saveState().data()

    def restore_layout(self, state: bytes) -> None:
        """Put the dividers where they were."""
        self.splitter.restoreState(state)

    def show_documents(self, shown: bool) -> None:
        """Show or hide the documents to review."""
        self.documents.setVisible(shown)

    def show_details(self, shown: bool) -> None:
        """Show or hide the conflicts."""
        self._details.setVisible(shown)

    def _assemble(self) -> None:
        self.centre = QStackedWidget(self)
        self.centre.addWidget(self.empty)
        self.centre.addWidget(self.text)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.labels)
        column.addWidget(self.centre, 1)
        self._details = QWidget(self)
        self._details.setObjectName("panel")
        self._details.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._details.setMinimumWidth(250)
        self._rule = QFrame(self._details)
        self._rule.setObjectName("rule")
        self.finish.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.finish.setToolTip(tooltip(BY_ID["review-finish"]))
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 4, 12, 12)
        foot.addWidget(self.finish)
        right = QVBoxLayout(self._details)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part, stretch in ((self.conflicts, 1), (self._rule, 0), (self.choice, 0), (self.edit, 0)):
            right.addWidget(part, stretch)
        right.addLayout(foot)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for place, part in enumerate((self.documents, middle, self._details)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(place, int(place == 1))
        self.splitter.setSizes(SIZES)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def _set_up(self) -> None:
        settings = self._context.settings
        self._context.actions.add_to(self, Scope.REVIEW)
        self.text.set_line_spacing(settings.number("line_spacing"))
        self.text.set_labels_below(settings.flag("labels_below"))

    def _connect(self) -> None:
        context, actions, state = self._context, self._context.actions, self.state
        state.listed.connect(self._on_listed)
        state.loaded.connect(self._on_loaded)
        state.updated.connect(self._on_updated)
        state.moved.connect(self._on_moved)
        context.themes.changed.connect(self._on_theme_changed)
        self.documents.opened.connect(self._on_opened)
        self.conflicts.chosen.connect(self.reviewing.visit)
        self.choice.taken.connect(self.reviewing.take)
        self.labels.chosen.connect(self.reviewing.label)
        self.finish.clicked.connect(actions["review-finish"].trigger)
        self.text.span_clicked.connect(self.reviewing.visit_span)
        self.text.zoom_changed.connect(self._on_zoom_changed)
        for id, slot in {
            "zoom-in": self._on_zoom_in,
            "zoom-out": self._on_zoom_out,
            "zoom-reset": self._on_zoom_reset,
            "pane-next": self._on_pane_next,
            "review-next": self._on_next,
            "review-previous": self._on_previous,
        }.items():
            actions[id].triggered.connect(slot)
        actions["labels-below"].toggled.connect(self.text.set_labels_below)
        self.reviewing.finished.connect(self._on_finished)

    def _on_opened(self, document_id: str) -> None:
        self.state.open(DocumentId(document_id))

    def _on_listed(self) -> None:
        self.documents.show_state(self.state)
        self.conflicts.show_state(self.state, self._badges)
        if self.state.view is None:
            self._show_empty()

    def _on_loaded(self) -> None:
        view = self.state.view
        if view is None:
            self._show_empty()
        else:
            if view.scheme != self._shown_scheme:
                self._shown_scheme = view.scheme
                self._shown_layer = ""
                self.reviewing.show_scheme(view.scheme)
            regions = [(region.start, region.end) for region in view.document.regions]
            self.text.set_document(view.document.text, regions)
            self.centre.setCurrentWidget(self.text)
            if self.isVisible():
                self.text.setFocus()
        for part in (self.conflicts, self._rule):
            part.setVisible(view is not None)
        self._on_updated()

    def _on_updated(self) -> None:
        view = self.state.view
        # Somebody may have finished the document, or begun it again, while it is shown.
        self._badges = badges_of([reading.set.author for reading in view.readings]) if view else {}
        self.documents.show_state(self.state)
        self.conflicts.show_state(self.state, self._badges)
        self.bar.show_view(self.state.view, self._badges)
        self._on_moved()

    def _on_moved(self) -> None:
        state = self.state
        draft, conflict = state.draft, state.conflict
        self.conflicts.follow(state.current)
        self.choice.show_state(state, self._badges)
        self.edit.show_state(state)
        self.bar.setVisible(state.view is not None and draft is None)
        if draft and state.view:
            self._show_labels(state.view.scheme, draft.conflict.layer)
        self.labels.setVisible(draft is not None)
        self.labels.light(draft.current[2] if draft and draft.current else "")
        self._draw_spans()
        if draft and draft.current:
            self.text.set_current(f"draft:{draft.at}")
            self.text.ensure_visible(*draft.current[:2])
        else:
            self.text.set_current(None)
        self.text.set_hits([(conflict.start, conflict.end)] if conflict else [])
        if conflict and not draft:
            self.text.set_caret(conflict.start)
            self.text.ensure_visible(conflict.start, conflict.end, margin=90)
        self._show_finish()
        self._show_actions()

    def _show_labels(self, scheme: Scheme, layer: str) -> None:
        """Offer the labels of the layer that the edit is about."""
        if layer != self._shown_layer:
            self._shown_layer = layer
            self.labels.show_scheme(replace(scheme, layers=(scheme.layer(layer),)))

    def _draw_spans(self) -> None:
        self.text.set_spans(
            review_spans(self.state.view, self.state.draft, self._badges, self._context.themes)
        )

    def _show_finish(self) -> None:
        view = self.state.view
        left = len(view.conflicts) - len(view.settled) if view else 0
        self.finish.setVisible(view is not None and self.state.draft is None)
        self.finish.setObjectName("" if left else "primary")
        self.finish.style().polish(self.finish)
        self.finish.setText(self.tr("Finish, next  {key}").format(key=key_text(BY_ID["review-finish"].keys)))
        self.finish.setEnabled(view is not None)

    def _show_actions(self) -> None:
        if self.isVisible():
            self.reviewing.show_actions()

    def _show_empty(self) -> None:
        if self._context.session.project is None or not self.state.is_listed:
            words = self.tr("The readings are being compared.")
            self.empty.show_message("review", self.tr("One moment"), words)
        else:
            words = self.tr(
                "Two people must mark the same document done before their readings can be compared. Each works "
                "under their own name (Project, Who are you…) and ends a document with Ctrl+Enter."
            )
            actions = self._context.actions
            self.empty.show_message(
                "review",
                self.tr("Nothing to review yet"),
                words,
                (actions["page-annotate"], actions["author"]),
            )
        self.centre.setCurrentWidget(self.empty)

    def _on_finished(self) -> None:
        shown = self.state.view.document.id if self.state.view else None
        rows = self.state.rows
        place = next((place for place, row in enumerate(rows) if row.document_id == shown), -1)
        following = [*rows[place + 1 :], *rows[: place + 1]]
        target = next((row for row in following if not row.gold_done), None)
        if target is None:
            self._context.prompts.hint(self.tr("All documents that two people have done are reviewed."))
        else:
            self.state.open(target.document_id)

    def _on_next(self) -> None:
        self._step(1)

    def _on_previous(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        shown = self.state.view.document.id if self.state.view else None
        target = self.documents.neighbour(shown, step)
        if target is not None:
            self.state.open(target)
        else:
            last = self.tr("This is the last document to review.")
            first = self.tr("This is the first document to review.")
            self._context.prompts.hint(last if step > 0 else first)

    def _on_theme_changed(self) -> None:
        self.text.set_colors(DARK if self._context.themes.current.dark else LIGHT)
        self._draw_spans()
        self.choice.show_state(self.state, self._badges)

    def _on_pane_next(self) -> None:
        panes = [pane for pane in (self.documents.list, self.text, self.conflicts.list) if pane.isVisible()]
        if panes:
            inside = [place for place, pane in enumerate(panes) if pane.hasFocus()]
            panes[(inside[0] + 1 if inside else 0) % len(panes)].setFocus()

    def _on_zoom_in(self) -> None:
        self.text.set_zoom(self.text.zoom() + 1)

    def _on_zoom_out(self) -> None:
        self.text.set_zoom(self.text.zoom() - 1)

    def _on_zoom_reset(self) -> None:
        self.text.set_zoom(12.5)

    def _on_zoom_changed(self, zoom: float) -> None:
        self._context.settings.put("zoom", zoom)
