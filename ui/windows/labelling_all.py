"""Connects the list of all occurrences with the page: which words get which label, and what follows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.operations.annotating import DocumentView
from ui.context import Context
from ui.jobs import Outcome
from ui.models.occurrences import Wanted
from ui.models.reach import snapped
from ui.panels.words import counted
from ui.text.view import TextView
from ui.windows.annotating import Annotating

if TYPE_CHECKING:
    from ui.dialogs.label_all import LabelAllDialog


class LabellingAll(QObject):
    """Shows the dialog, never two of them; a new one takes the place of the old."""

    def __init__(self, context: Context, text: TextView, annotating: Annotating) -> None:
        super().__init__(text)
        self._context = context
        self._text = text
        self._annotating = annotating
        self._dialog: LabelAllDialog | None = None
        context.actions["label-all"].triggered.connect(self.start)

    def start(self) -> None:
        """Ask for the current span, or for the selection with the label used last."""
        self._context.document.when_settled(self._start)

    def _start(self) -> None:
        # Imported when first asked for: the first window need not wait for it.
        from ui.dialogs.label_all import LabelAllDialog

        view, wanted = self._context.document.view, self._wanted()
        if view is None or wanted is None:
            return
        if self._dialog is not None:
            self._dialog.reject()
        dialog = LabelAllDialog(self._context, wanted, view.scheme, self._text.window())
        dialog.applied.connect(self._on_applied)
        dialog.finished.connect(self._on_finished)
        self._dialog = dialog
        dialog.show()
        dialog.activateWindow()

    def _wanted(self) -> Wanted | None:
        state, prompts = self._context.document, self._context.prompts
        view, current = state.view, state.current
        if view is None:
            return None
        text, document_id = view.document.text, view.document.id
        if current is not None:
            words = text[current.start : current.end]
            return Wanted(document_id, current.start, current.end, words, current.label, current.id)
        start, end = self._text.selection()
        if start == end:
            prompts.hint(self.tr("Go to a span or suggestion, or select words first."))
            return None
        label = self._annotating.last_label
        known = [layer for layer, one in view.scheme.labels() if one.name == label]
        if not known:
            prompts.hint(self.tr("No label was used yet; press a label's key first."))
            return None
        by_sentence = known[0].snap.value == "sentence"
        place = snapped(start, end, known[0], state.tokens, state.sentences if by_sentence else ())
        if place is None:
            prompts.hint(self.tr("Select words first, or put the caret into one."))
            return None
        return Wanted(document_id, *place, text[place[0] : place[1]], label)

    def _on_applied(self) -> None:
        dialog, state = self._dialog, self._context.document
        if dialog is None:
            return
        wanted, chosen = dialog.wanted, dialog.model.chosen()
        # Whoever went on meanwhile stays where they are.
        here = state.current_id == wanted.source
        state.label_places(
            wanted.label,
            chosen,
            source=wanted.source,
            replace=dialog.model.replacing,
            follow=partial(_at_source, wanted) if here else None,
            then=partial(self._tell, wanted.label, len(chosen)),
        )

    def _on_finished(self) -> None:
        if self.sender() is self._dialog:
            self._dialog = None

    def _tell(self, label: str, count: int, outcome: Outcome) -> None:
        if outcome.changes.step:
            one, many = self.tr("Labelled 1 place {label}"), self.tr("Labelled {count} places {label}")
            one, many = (words.replace("{label}", label) for words in (one, many))
            self._context.prompts.offer_undo(counted(count, one, many))
        else:
            self._context.prompts.hint(self.tr("Nothing was left to label there."))


def _at_source(wanted: Wanted, before: DocumentView, after: DocumentView) -> str | None:
    """Return the span where the words stood from which all this began."""
    if after.document.id != wanted.document_id:
        return None
    place = (wanted.start, wanted.end, wanted.label)
    return next((one.id for one in after.spans if (one.start, one.end, one.label) == place), None)
