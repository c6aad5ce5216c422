"""What runs on the writer and reader threads: functions from a project or a reader to plain values. No Qt.

The operations import SQLModel only when a project is opened, hence on those threads: it takes longer to load
than the first window may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.annotation import SetStatus
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, SpanId
from annotator.domain.scheme import Scheme
from annotator.operations import annotating, documents, occurrences, projects
from annotator.operations.annotating import DocumentView
from annotator.operations.occurrences import Occurrence

if TYPE_CHECKING:
    from annotator.storage.project import Project
    from annotator.storage.queries import DocumentRow, Reader


@dataclass(frozen=True, slots=True)
class Opened:
    """What the window knows of a project that was just opened."""

    path: Path
    scheme: Scheme
    authors: tuple[str, ...]
    read_only: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did, and everything that the page shows of its document after the commit.

    ``turned`` is "undo" or "redo" where an earlier step, named by ``title``, was turned.
    """

    changes: Changes
    title: str = ""
    turned: str = ""
    view: DocumentView | None = None
    undo_title: str = ""
    redo_title: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The first rows of a list, how many match in all, and how far the author is with the project."""

    rows: tuple[DocumentRow, ...]
    matching: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Which documents a list shows, and for whom."""

    author: str
    text: str = ""
    status: SetStatus | None = None


def open_project(path: Path, *, read_only: bool = False) -> tuple[Project, Opened]:
    """Open a project file; raises ProjectError with a sentence."""
    return _opened(projects.open_project(path, read_only=read_only))


def create_project(path: Path, scheme: str) -> tuple[Project, Opened]:
    """Make a project file and open it; raises ProjectError with a sentence."""
    return _opened(projects.create_project(path, scheme=scheme))


def _opened(project: Project) -> tuple[Project, Opened]:
    names = tuple(projects.author_names(project.read))
    return project, Opened(project.path, project.scheme, names, project.read_only)


def change(
    project: Project, operation: str, author: str, document_id: DocumentId, args: tuple[Any, ...]
) -> Outcome:
    """Run an operation of `annotator.operations.annotating` by name and read its document again.

    The view is read on the writing connection right after the commit: one trip between threads, not two.
    """
    changes = getattr(annotating, operation)(project, author, document_id, *args)
    return _outcome(project, changes, author, document_id)


def label_places(
    project: Project,
    author: str,
    shown: DocumentId | None,
    label: str,
    chosen: Sequence[Occurrence],
    source: SpanId | None,
    replace: bool,
) -> Outcome:
    """Label chosen occurrences as one step; the view is of the document shown."""
    changes = occurrences.label_places(project, author, label, chosen, source=source, replace=replace)
    return _outcome(project, changes, author, shown)


def undo(project: Project, author: str, shown: DocumentId | None) -> Outcome:
    """Take back the author's last step; the view is of the document shown."""
    title = projects.undo_title(project, author)
    return _outcome(project, projects.undo(project, author), author, shown, title, "undo")


def redo(project: Project, author: str, shown: DocumentId | None) -> Outcome:
    """Do the author's last undone step again; the view is of the document shown."""
    title = projects.redo_title(project, author)
    return _outcome(project, projects.redo(project, author), author, shown, title, "redo")


def titles(project: Project, author: str) -> Outcome:
    """Read what undo and redo would do, without changing anything."""
    return _outcome(project, Changes(), author, None)


def _outcome(
    project: Project,
    changes: Changes,
    author: str,
    document_id: DocumentId | None,
    title: str = "",
    turned: str = "",
) -> Outcome:
    view = annotating.view(project.read, document_id, author) if document_id else None
    return Outcome(
        changes,
        title,
        turned,
        view,
        projects.undo_title(project, author),
        projects.redo_title(project, author),
    )


def add_seconds(project: Project, author: str, document_id: DocumentId, seconds: float) -> Changes:
    """Add time spent on a document."""
    return annotating.add_seconds(project, author, document_id, seconds)


def add_author(project: Project, name: str) -> Changes:
    """Make a person known to the project."""
    return projects.add_author(project, name)


def read_view(reader: Reader, document_id: DocumentId, author: str) -> DocumentView:
    """Read everything that the page shows of a document."""
    return annotating.view(reader, document_id, author)


def list_documents(reader: Reader, query: DocumentQuery, limit: int) -> Listing:
    """Read the first ``limit`` rows of a list and its figures."""
    done, total = figures(reader, query.author)
    matching = total
    if query.text or query.status is not None:
        matching = documents.document_count(reader, query.author, text=query.text, status=query.status)
    return Listing(tuple(more_documents(reader, query, None, limit)), matching, done, total)


def more_documents(reader: Reader, query: DocumentQuery, after: int | None, limit: int) -> list[DocumentRow]:
    """Read the rows that follow a position."""
    return documents.document_rows(
        reader, query.author, after=after, limit=limit, text=query.text, status=query.status
    )


def rows_at(
    reader: Reader, author: str, positions: tuple[int, ...]
) -> tuple[list[DocumentRow], tuple[int, int]]:
    """Read rows again by their positions in the project, whatever the list's filter, and the figures."""
    query = DocumentQuery(author)
    found = [row for place in positions for row in more_documents(reader, query, place - 1, 1)]
    return [row for row in found if row.position in positions], figures(reader, author)


def figures(reader: Reader, author: str) -> tuple[int, int]:
    """Read how many documents an author has done, and how many there are."""
    done = documents.document_count(reader, author, status=SetStatus.DONE)
    return done, documents.document_count(reader, author)


def neighbour(reader: Reader, document_id: DocumentId, step: int, query: DocumentQuery) -> DocumentId | None:
    """Find the document above (-1) or below (+1) one in a list."""
    return documents.neighbour(reader, document_id, step, query.author, text=query.text, status=query.status)


def next_open(reader: Reader, author: str, position: int | None) -> DocumentId | None:
    """Find the next document that the author has not done: below a position first, then from the top."""
    states = (SetStatus.RETURNED, SetStatus.IN_PROGRESS, SetStatus.NEW)
    for after in dict.fromkeys((position, None)):
        found = [
            row
            for state in states
            for row in documents.document_rows(reader, author, after=after, limit=1, status=state)
        ]
        if found:
            return min(found, key=lambda row: row.position).id
    return None
