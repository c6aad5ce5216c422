"""The queue of open suggestions of the shown document as an item model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.annotation import Span
from annotator.operations.annotating import DocumentView

Index = QModelIndex | QPersistentModelIndex

SPAN = int(Qt.ItemDataRole.UserRole) + 1
SNIPPET = 80


def snippet(text: str, start: int, end: int, limit: int = SNIPPET) -> str:
    """Return a stretch on one line, cut after ``limit`` characters."""
    part = " ".join(text[start : min(end, start + limit)].split())
    return part + "…" if end - start > limit else part


class SuggestionModel(QAbstractListModel):
    """Rows are the suggestions of a view, in the order of the text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spans: tuple[Span, ...] = ()
        self._text = ""
        self._places: dict[str, int] = {}

    def show(self, view: DocumentView | None) -> None:
        """Take over the suggestions of a view; a decided one is removed as a row, so that the list stays put."""
        spans = view.suggestions if view else ()
        text = view.document.text if view else ""
        gone = self._only_missing(spans) if text == self._text else None
        if gone is not None:
            self.beginRemoveRows(QModelIndex(), gone, gone)
            self._take(spans)
            self.endRemoveRows()
        elif spans != self._spans or text != self._text:
            self.beginResetModel()
            self._text = text
            self._take(spans)
            self.endResetModel()

    def place_of(self, span_id: str | None) -> int:
        """Return the row of a suggestion, or -1."""
        return self._places.get(span_id, -1) if span_id else -1

    def span_at(self, place: int) -> Span | None:
        """Return the suggestion of a row."""
        return self._spans[place] if 0 <= place < len(self._spans) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many suggestions are open."""
        return 0 if parent.isValid() else len(self._spans)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a suggestion's text on one line, or for `SPAN` the span."""
        span = self.span_at(index.row()) if index.isValid() else None
        if span is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return snippet(self._text, span.start, span.end)
        if role == SPAN:
            return span
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{span.label}: {snippet(self._text, span.start, span.end)}"
        return None

    def _take(self, spans: tuple[Span, ...]) -> None:
        self._spans = spans
        self._places = {span.id: place for place, span in enumerate(spans)}

    def _only_missing(self, spans: tuple[Span, ...]) -> int | None:
        if len(spans) != len(self._spans) - 1:
            return None
        for place, span in enumerate(self._spans):
            if place == len(spans) or spans[place].id != span.id:
                return place if self._spans[place + 1 :] == spans[place:] else None
        return None
