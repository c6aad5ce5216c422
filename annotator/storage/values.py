"""What storage answers with where the domain has no word of its own: list rows, steps and counts."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.annotation import SetStatus
from annotator.domain.ids import DocumentId


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A line of the document list, as one author sees it.

    ``position`` orders the list and pages it, ``length`` is in code points. ``spans`` counts the author's
    confirmed spans, ``pending`` the active pipeline's suggestions that the author has not decided yet,
    ``done_by`` the persons who are done; ``gold`` tells that an adjudicated set exists.
    """

    id: DocumentId
    name: str
    position: int
    length: int
    status: SetStatus
    spans: int
    pending: int
    done_by: int
    gold: bool


@dataclass(frozen=True, slots=True)
class StepInfo:
    """One step of the history.

    ``at`` is ISO-8601 in UTC, ``kind`` one of do, undo and redo, ``state`` one of active, undone and dropped
    (undone, and then overtaken by a new step). ``hash`` is the end of the journal's chain after the step.
    """

    seq: int
    operation: str
    title: str
    author: str
    at: str
    kind: str
    rows: int
    state: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuthorCounts:
    """How far one author is: documents begun, documents done, and spans by status."""

    name: str
    sets: int = 0
    done: int = 0
    confirmed: int = 0
    suggested: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """How much a project holds. ``done`` and ``gold`` count documents, ``characters`` code points."""

    documents: int = 0
    characters: int = 0
    authors: int = 0
    sets: int = 0
    confirmed: int = 0
    suggested: int = 0
    rejected: int = 0
    relations: int = 0
    done: int = 0
    gold: int = 0
    steps: int = 0
    by_author: tuple[AuthorCounts, ...] = ()

    @property
    def spans(self) -> int:
        """All spans, whatever their status."""
        return self.confirmed + self.suggested + self.rejected
