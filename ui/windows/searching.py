"""Connects the search panel with the page: what is searched for, and going to the places found."""

from __future__ import annotations

from PySide6.QtCore import QObject

from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId
from ui.context import Context
from ui.panels.documents import DocumentsPanel
from ui.panels.search import SearchPanel
from ui.text.view import TextView
from ui.windows.annotating import Annotating
from ui.windows.navigation import Navigator

Place = tuple[DocumentId, int, int, str]


class Searching(QObject):
    """Holds only the place that is to be shown once its document is."""

    def __init__(
        self,
        context: Context,
        panel: SearchPanel,
        documents: DocumentsPanel,
        text: TextView,
        navigator: Navigator,
        annotating: Annotating,
    ) -> None:
        """Connect all of them; made after the page listens to the document itself, so that the text is there first."""
        super().__init__(panel)
        self._context = context
        self._model = panel.model
        self._panel = panel
        self._documents = documents
        self._text = text
        self._navigator = navigator
        self._annotating = annotating
        self._wanted: Place | None = None
        panel.asked.connect(self._on_asked)
        panel.visited.connect(self._on_visited)
        panel.closed.connect(self._on_closed)
        documents.filter.returnPressed.connect(self._on_filter_entered)
        context.actions["search"].triggered.connect(self.start)
        context.document.loaded.connect(self._on_loaded)
        context.session.opened.connect(self._on_project)
        context.session.author_changed.connect(self._on_project)
        context.hub.changed.connect(self._on_changed)

    def start(self) -> None:
        """Show the panel; selected words are what to search for."""
        view = self._context.document.view
        start, end = self._text.selection()
        words = view.document.text[start:end].strip() if view else ""
        # While the panel is open its query stays: the place gone to is selected, and no new question.
        if not words or "\n" in words or self._panel.isVisible():
            words = ""
        elif not words.isalnum():
            words = '"' + words.replace('"', " ") + '"'
        self._open(words)

    def _open(self, words: str) -> None:
        view = self._context.document.view
        self._panel.show_scheme(view.scheme if view else None)
        self._panel.start(words)

    def _on_filter_entered(self) -> None:
        words = self._documents.filter.text().strip()
        if words:
            self._open(words)

    def _on_asked(self, text: str) -> None:
        self._model.ask(text, self._context.session.author)

    def _on_visited(self, document_id: str, start: int, end: int, label: str) -> None:
        self._wanted = (DocumentId(document_id), start, end, label)
        view = self._context.document.view
        if view is not None and view.document.id == document_id:
            self._on_loaded()
        else:
            self._navigator.open(document_id)

    def _on_loaded(self) -> None:
        view, wanted = self._context.document.view, self._wanted
        if view is None or wanted is None or view.document.id != wanted[0]:
            return
        self._wanted = None
        _, start, end, label = wanted
        self._text.setFocus()
        if not 0 <= start < end <= len(view.document.text):
            return
        spans = (*view.spans, *view.suggestions)
        span = next(
            (one for one in spans if label and (one.start, one.end, one.label) == (start, end, label)), None
        )
        if span is not None:
            self._annotating.visit(span.id)
        else:
            self._text.select(start, end)
        self._text.ensure_visible(start, end)

    def _on_closed(self) -> None:
        self._text.setFocus()

    def _on_project(self) -> None:
        # What was found belongs to another project or person.
        self._wanted = None
        self._model.clear()
        self._panel.field.clear()
        self._panel.hide()

    def _on_changed(self, changes: Changes) -> None:
        # Places in texts stay where they are; only other documents make another answer.
        if changes.document_list and changes.operation in ("import", "undo", "redo") and self._model.text:
            self._model.ask(self._model.text, self._context.session.author)
