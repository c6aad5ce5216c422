"""The places where the same words stand, as rows that can be ticked; looked for beside everything else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.domain.ids import DocumentId, SpanId
from annotator.errors import Cancelled
from annotator.operations import occurrences
from annotator.operations.occurrences import Occurrence, Scope, Standing
from ui.tasks import Tasks, Ticket

if TYPE_CHECKING:
    from annotator.operations.projects import Reader

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which words are to get which label, and where they stood: ``source`` is None for a mere selection."""

    document_id: DocumentId
    start: int
    end: int
    words: str
    label: str
    source: SpanId | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Where to look, and what counts as the same words."""

    scope: Scope = Scope.DOCUMENT
    case: bool = True
    whole_word: bool = True


class OccurrenceModel(QAbstractListModel):
    """Owns the places found and which of them a person ticked otherwise than they are at first.

    ``answered`` comes with the places, ``ticked`` when a tick changed, ``refused`` with a sentence.
    """

    answered = Signal()
    ticked = Signal()
    refused = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._ticket: Ticket | None = None
        self._asked = 0
        self._rows: list[Occurrence] = []
        self._turned: set[tuple[DocumentId, int]] = set()
        self._replacing = False
        self._closed = False

    @property
    def is_busy(self) -> bool:
        """Whether the places are still being looked for."""
        return self._ticket is not None

    @property
    def replacing(self) -> bool:
        """Whether places that are labelled otherwise can be chosen too."""
        return self._replacing

    @property
    def has_work(self) -> bool:
        """Whether there is a place that can be ticked."""
        return any(map(self.can_tick, self._rows))

    def ask(self, wanted: Wanted, terms: Terms, author: str) -> None:
        """Look for the words anew; the rows stay until the answer is there, an older answer is thrown away."""
        if self._closed:
            return
        self._drop()
        work = partial(_find, wanted, terms, author)
        answer, failed = partial(self._on_found, self._asked), partial(self._on_failed, self._asked)
        self._ticket = self._tasks.read_long(work, answer, failed=failed)

    def close(self) -> None:
        """Stop looking for good; no answer is taken any more."""
        self._closed = True
        self._drop()

    def replace(self, replacing: bool) -> None:
        """Offer places that are labelled otherwise, or leave them alone."""
        self._replacing = replacing
        self._tell_all()

    def chosen(self) -> list[Occurrence]:
        """Return the ticked places."""
        return [one for one in self._rows if self.is_ticked(one)]

    def can_tick(self, one: Occurrence) -> bool:
        """Tell whether there is anything to do at a place."""
        return one.standing is not Standing.ALREADY and (
            self._replacing or one.standing is not Standing.TAKEN
        )

    def is_ticked(self, one: Occurrence) -> bool:
        """Tell whether a place will be labelled; what was rejected before is not, unless a person ticks it."""
        at_first = one.standing is not Standing.REJECTED
        return self.can_tick(one) and at_first is not (one.place in self._turned)

    def first_open(self) -> int:
        """Return the first row that can be ticked, 0 without one."""
        return next((row for row, one in enumerate(self._rows) if self.can_tick(one)), 0)

    def toggle(self, index: Index) -> None:
        """Tick or untick a row where that is possible."""
        if index.isValid() and self.can_tick(self._rows[index.row()]):
            self._turned ^= {self._rows[index.row()].place}
            self.dataChanged.emit(index, index)
            self.ticked.emit()

    def toggle_all(self) -> None:
        """Tick every row; when all are ticked, none."""
        possible = [one for one in self._rows if self.can_tick(one)]
        wanted = not all(self.is_ticked(one) for one in possible)
        self._turned ^= {one.place for one in possible if self.is_ticked(one) is not wanted}
        self._tell_all()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many places were found."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a row, its tick, or the `Occurrence` itself."""
        if not index.isValid():
            return None
        one = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{one.before}{one.text}{one.after}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{one.before}{one.text}{one.after}, {self.note(one)}"
        if role == Qt.ItemDataRole.CheckStateRole and self.can_tick(one):
            return Qt.CheckState.Checked if self.is_ticked(one) else Qt.CheckState.Unchecked
        return one if role == ROW else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be ticked where that is possible; all can be gone through."""
        flags = super().flags(index)
        if index.isValid() and self.can_tick(self._rows[index.row()]):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def note(self, one: Occurrence) -> str:
        """Return what stands beside a place: what was said of it so far, and its document."""
        said = {
            Standing.ALREADY: self.tr("labelled already"),
            Standing.TAKEN: self.tr("labelled otherwise"),
            Standing.REJECTED: self.tr("rejected before"),
        }.get(one.standing)
        return f"{said} · {one.name}" if said else one.name

    def _drop(self) -> None:
        self._asked += 1
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    def _tell_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        self.ticked.emit()

    def _on_found(self, asked: int, rows: list[Occurrence]) -> None:
        if asked != self._asked:
            return
        self._ticket = None
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        self.answered.emit()

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked != self._asked or isinstance(error, Cancelled):
            return
        self._on_found(asked, [])
        self.refused.emit(str(error))


def _find(wanted: Wanted, terms: Terms, author: str, reader: Reader, ticket: Ticket) -> list[Occurrence]:
    return occurrences.occurrences_of(
        reader,
        author,
        wanted.document_id,
        wanted.words,
        wanted.label,
        scope=terms.scope,
        case=terms.case,
        whole_word=terms.whole_word,
        cancelled=ticket.is_cancelled,
    )
