"""The page on which one person labels: it assembles the panels and connects them, nothing more."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.scheme import Scheme
from ui.actions import Scope
from ui.context import Context
from ui.models.documents import DocumentModel
from ui.models.idle import Stopwatch
from ui.models.search import SearchModel
from ui.models.suggestions import SuggestionModel
from ui.panels.documents import DocumentsPanel
from ui.panels.empty import EmptyState
from ui.panels.find_bar import FindBar
from ui.panels.label_bar import LabelBar
from ui.panels.queue import DecisionButtons, QueuePanel
from ui.panels.search import SearchPanel
from ui.panels.span import SpanPanel
from ui.panels.words import color_of
from ui.text.colors import DARK, LIGHT
from ui.text.model import ViewSpan
from ui.text.view import TextView
from ui.windows.annotating import Annotating
from ui.windows.labelling_all import LabellingAll
from ui.windows.navigation import Navigator
from ui.windows.page import Page
from ui.windows.searching import Searching

SIZES = [224, 780, 262]


class AnnotatePage(Page):
    """Documents at left, the text in the middle, suggestions and the current span at right."""

    id = "annotate"
    icon = "annotate"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._label_actions: list[QAction] = []
        self._shown_scheme: Scheme | None = None
        themes, icons, actions = context.themes, context.icons, context.actions
        self.model = DocumentModel(context.tasks, self)
        self.documents = DocumentsPanel(self.model, themes, icons, self)
        self.labels = LabelBar(themes, self)
        self.find = FindBar(icons, self)
        self.text = TextView(self)
        self.search = SearchPanel(SearchModel(context.tasks, self), themes, icons, self)
        self.empty = EmptyState(themes, icons, self)
        self.queue = QueuePanel(SuggestionModel(self), themes, icons, actions, self)
        self.span = SpanPanel(themes, self)
        self.buttons = DecisionButtons(actions, self)
        self._assemble()
        self.stopwatch = Stopwatch()
        self.navigator = Navigator(
            context.tasks,
            context.hub,
            context.session,
            context.document,
            self.model,
            context.prompts,
            self.stopwatch,
            self,
        )
        self.annotating = Annotating(
            context.document, self.text, actions, context.prompts, self.queue.threshold.value
        )
        self._set_up()
        self._connect()
        self.searching = Searching(
            context, self.search, self.documents, self.text, self.navigator, self.annotating
        )
        self.labelling_all = LabellingAll(context, self.text, self.annotating)
        self._on_theme_changed()
        self._on_loaded()

    def activate(self) -> None:
        """Let the text have the keys."""
        (self.text if self._context.document.view else self.documents.list).setFocus()

    def leave(self) -> None:
        """Store the time spent so far."""
        self.navigator.store_seconds()

    def layout_state(self) -> bytes:
        """Return where the dividers are."""
        return self.splitter.saveState().data()

    def restore_layout(self, state: bytes) -> None:
        """Put the dividers where they were."""
        self.splitter.restoreState(state)

    def show_documents(self, shown: bool) -> None:
        """Show or hide the list of documents."""
        self.documents.setVisible(shown)

    def show_details(self, shown: bool) -> None:
        """Show or hide the panel at the right."""
        self._details.setVisible(shown)

    def next_pane(self) -> None:
        """Move the focus between documents, text and suggestions."""
        panes = [pane for pane in (self.documents.list, self.text, self.queue.list) if pane.isVisible()]
        inside = [pane for pane in panes if pane.hasFocus() or pane.isAncestorOf(self.focusWidget() or self)]
        place = panes.index(inside[0]) + 1 if inside else 0
        if panes:
            panes[place % len(panes)].setFocus()

    def _assemble(self) -> None:
        self.centre = QStackedWidget(self)
        self.centre.addWidget(self.empty)
        self.centre.addWidget(self.text)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.labels, 0), (self.find, 0), (self.centre, 1), (self.search, 0)):
            column.addWidget(part, stretch)
        self._details = QWidget(self)
        self._details.setObjectName("panel")
        self._details.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._details.setMinimumWidth(210)
        rule = QFrame(self._details)
        rule.setObjectName("rule")
        right = QVBoxLayout(self._details)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part, stretch in ((self.queue, 1), (rule, 0), (self.span, 0), (self.buttons, 0)):
            right.addWidget(part, stretch)
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
        settings, actions = self._context.settings, self._context.actions
        for widget in (self.text, self.queue.list):
            actions.add_to(widget, Scope.TEXT)
        self.queue.threshold.setValue(settings.number("threshold"))
        self.text.set_zoom(settings.number("zoom"))
        self.text.set_line_spacing(settings.number("line_spacing"))
        self.text.set_labels_below(settings.flag("labels_below"))
        actions["labels-below"].setChecked(settings.flag("labels_below"))
        self.text.set_snap(self._snap)

    def _connect(self) -> None:
        context, actions, state = self._context, self._context.actions, self._context.document
        state.loaded.connect(self._on_loaded)
        state.updated.connect(self._on_updated)
        state.selected.connect(self._on_selected)
        context.themes.changed.connect(self._on_theme_changed)
        self.documents.opened.connect(self.navigator.open)
        self.documents.asked.connect(self.navigator.ask)
        self.model.answered.connect(self._on_listed)
        self.labels.chosen.connect(self.annotating.label)
        self.queue.chosen.connect(self.annotating.visit)
        self.queue.threshold.valueChanged.connect(self._on_threshold_changed)
        self.span.commented.connect(self.annotating.comment)
        self.text.span_clicked.connect(state.select)
        self.text.selection_changed.connect(self._on_selection_changed)
        self.text.context_requested.connect(self._on_context_requested)
        self.text.zoom_changed.connect(self._on_zoom_changed)
        self.find.marked.connect(self.text.set_hits)
        self.find.visited.connect(self._on_place_visited)
        self.find.closed.connect(self.text.setFocus)
        for id, slot in {
            "find": self._on_find,
            "filter": self._on_filter,
            "comment": self._on_comment,
            "pane-next": self.next_pane,
            "done-next": self.navigator.done_and_next,
            "reopen": self.navigator.reopen,
            "document-next": self._on_next,
            "document-previous": self._on_previous,
            "zoom-in": self._on_zoom_in,
            "zoom-out": self._on_zoom_out,
            "zoom-reset": self._on_zoom_reset,
        }.items():
            actions[id].triggered.connect(slot)
        actions["labels-below"].toggled.connect(self._on_labels_below)

    def _on_loaded(self) -> None:
        view = self._context.document.view
        if view is None:
            self._show_empty()
        else:
            self._show_scheme(view.scheme)
            regions = [(region.start, region.end) for region in view.document.regions]
            self.text.set_document(view.document.text, regions)
            self.find.set_text(view.document.text)
            self.centre.setCurrentWidget(self.text)
            self.documents.follow(view.document.id)
            self.text.setFocus()
        self._on_updated()

    def _on_updated(self) -> None:
        view = self._context.document.view
        self.queue.show_view(view)
        self.text.set_spans(self._view_spans())
        self._on_selected()

    def _on_selected(self) -> None:
        state = self._context.document
        span = state.current
        self.text.set_current(state.current_id)
        self.queue.follow(state.current_id)
        self.span.show_span(state.view, span)
        self.labels.light(span.label if span else "")
        suggested = state.current_is_suggestion
        self.buttons.show_current(suggested, span is not None and not suggested)
        if span is not None:
            self.text.ensure_visible(span.start, span.end)

    def _view_spans(self) -> list[ViewSpan]:
        view = self._context.document.view
        return (
            [self._view_span(span, view.scheme) for span in (*view.spans, *view.suggestions)] if view else []
        )

    def _view_span(self, span: Span, scheme: Scheme) -> ViewSpan:
        by_sentence = scheme.layer(span.layer).snap.value == "sentence"
        return ViewSpan(
            id=span.id,
            start=span.start,
            end=span.end,
            label=span.label,
            layer=span.layer,
            shape="bar" if by_sentence else "box",
            suggested=span.status is SpanStatus.SUGGESTED,
            score=span.score,
            color=self._context.themes.label_color(color_of(scheme, span.label)).name(),
        )

    def _show_scheme(self, scheme: Scheme) -> None:
        if scheme == self._shown_scheme:
            return
        self._shown_scheme = scheme
        self.labels.show_scheme(scheme)
        self.queue.show_scheme(scheme)
        for action in self._label_actions:
            action.deleteLater()
        self._label_actions = [self._label_action(label.name, label.key) for _, label in scheme.labels()]

    def _label_action(self, name: str, key: str) -> QAction:
        action = QAction(name, self)
        action.setData(name)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if key:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(self._on_label_triggered)
        for widget in (self.text, self.queue.list):
            widget.addAction(action)
        return action

    def _show_empty(self) -> None:
        actions, model = self._context.actions, self.model
        if self._context.session.project is None or not model.query.author:
            words = self.tr("The project is being opened.")
            self.empty.show_message("project", self.tr("One moment"), words)
        elif model.matching == 0 and model.total == 0:
            words = self.tr(
                "Import text files or a folder of them; they are copied into the project as they are."
            )
            offered = (actions["import"],) if actions.has("import") else ()
            self.empty.show_message("inbox", self.tr("No documents yet"), words, offered)
        else:
            words = self.tr("Choose one in the list at the left.")
            self.empty.show_message("annotate", self.tr("No document is open"), words)
        self.centre.setCurrentWidget(self.empty)

    def _on_listed(self) -> None:
        if self._context.document.view is None:
            self._show_empty()

    def _on_theme_changed(self) -> None:
        self.text.set_colors(DARK if self._context.themes.current.dark else LIGHT)
        self.text.set_spans(self._view_spans())

    def _on_selection_changed(self, start: int, end: int) -> None:
        if start != end:
            self._context.document.select(None)

    def _on_label_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.annotating.label(str(action.data()))

    def _on_context_requested(self, offset: int, place: QPoint) -> None:
        state, actions = self._context.document, self._context.actions
        start, end = self.text.selection()
        under = self.text.span_at(offset)
        if not start <= offset < end and under:
            state.select(under[0])
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if state.current is not None:
            menu.addActions([actions["accept"], actions["reject"], actions["label-all"], actions["comment"]])
            menu.addSeparator()
        menu.addActions(self._label_actions)
        menu.popup(place)

    def _snap(self, start: int, end: int) -> tuple[int, int]:
        return self._context.document.tokens.snap(start, end)

    def _on_threshold_changed(self, value: float) -> None:
        self._context.settings.put("threshold", value)

    def _on_find(self) -> None:
        start, end = self.text.selection()
        view = self._context.document.view
        if view:
            self.find.start(view.document.text[start:end])

    def _on_place_visited(self, start: int, end: int) -> None:
        self.text.select(start, end)
        self.text.ensure_visible(start, end)

    def _on_filter(self) -> None:
        self._context.actions["panel-documents"].setChecked(True)
        self.documents.filter.setFocus()
        self.documents.filter.selectAll()

    def _on_comment(self) -> None:
        state = self._context.document
        if state.current is None or state.current_is_suggestion:
            self._context.prompts.hint(self.tr("Go to one of your own spans to comment on it."))
            return
        self._context.actions["panel-details"].setChecked(True)
        self.span.comment.setFocus()
        self.span.comment.selectAll()

    def _on_next(self) -> None:
        self.navigator.step(1)

    def _on_previous(self) -> None:
        self.navigator.step(-1)

    def _on_zoom_in(self) -> None:
        self.text.set_zoom(self.text.zoom() + 1)

    def _on_zoom_out(self) -> None:
        self.text.set_zoom(self.text.zoom() - 1)

    def _on_zoom_reset(self) -> None:
        self.text.set_zoom(12.5)

    def _on_zoom_changed(self, zoom: float) -> None:
        self._context.settings.put("zoom", zoom)

    def _on_labels_below(self, below: bool) -> None:
        self.text.set_labels_below(below)
        self._context.settings.put("labels_below", below)
