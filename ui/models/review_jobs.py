"""What the review asks of the writer and reader threads: functions of a project or reader to plain values. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId
from annotator.operations import projects, reviewing
from annotator.operations.reviewing import ReviewOverview, ReviewView

if TYPE_CHECKING:
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader
    from ui.tasks import Ticket


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What a reviewer's step did, and the document as it is after the commit."""

    changes: Changes
    view: ReviewView
    undo_title: str
    redo_title: str


def change(
    project: Project, operation: str, reviewer: str, document_id: DocumentId, args: tuple[Any, ...]
) -> ReviewOutcome:
    """Run an operation of `annotator.operations.reviewing` by name and read its document again."""
    changes = getattr(reviewing, operation)(project, reviewer, document_id, *args)
    return ReviewOutcome(
        changes,
        reviewing.review_view(project.read, document_id),
        projects.undo_title(project, reviewer),
        projects.redo_title(project, reviewer),
    )


def read_overview(reader: Reader, ticket: Ticket) -> ReviewOverview:
    """Read all documents to review; raises Cancelled when the ticket is."""
    return reviewing.review_overview(reader, cancelled=ticket.is_cancelled)


def read_view(reader: Reader, document_id: DocumentId) -> ReviewView:
    """Read the readings of a document."""
    return reviewing.review_view(reader, document_id)
