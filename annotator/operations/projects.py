"""A project as a whole: make it, open it, look at it, check it, go back and forth in its history."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.assets import load_scheme
from annotator.domain.annotation import AuthorKind
from annotator.domain.changes import Changes
from annotator.domain.scheme import Scheme

if TYPE_CHECKING:
    from annotator.storage.check import CheckReport
    from annotator.storage.project import Project
    from annotator.storage.queries import ProjectCounts, Reader, StepInfo


@dataclass(frozen=True, slots=True)
class ProjectStatus:
    """What a project holds and how far each author is."""

    path: Path
    name: str
    scheme: str
    scheme_version: int
    pipeline: str
    counts: ProjectCounts
    authors: tuple[str, ...]


def create_project(path: str | Path, *, scheme: str | Path | Scheme = "news", name: str = "") -> Project:
    """Make a new project file; raises ProjectError when there is one already or the place cannot be written."""
    from annotator.storage.project import Project

    chosen = scheme if isinstance(scheme, Scheme) else load_scheme(scheme)
    return Project.create(Path(path), scheme=chosen, name=name or Path(path).stem)


def open_project(path: str | Path, *, read_only: bool = False) -> Project:
    """Open a project file; raises LockedError when another program writes to it, ProjectError otherwise."""
    from annotator.storage.project import Project

    return Project.open(Path(path), read_only=read_only)


def project_status(project: Project) -> ProjectStatus:
    """Return what the project holds."""
    reader = project.read
    scheme = reader.scheme
    return ProjectStatus(
        path=project.path,
        name=str(reader.setting("name", project.path.stem)),
        scheme=scheme.name,
        scheme_version=scheme.version,
        pipeline=reader.active_pipeline(),
        counts=reader.counts(),
        authors=tuple(author.name for author in reader.authors()),
    )


def check_project(path: str | Path) -> CheckReport:
    """Prove a project file sound; raises ProjectError when it cannot be opened at all."""
    from annotator.storage.check import check

    return check(Path(path))


def history(project: Project, *, before: int | None = None, limit: int = 100) -> list[StepInfo]:
    """Return the latest steps, newest first, or those before a step number."""
    return steps(project.read, before=before, limit=limit)


def steps(reader: Reader, *, before: int | None = None, limit: int = 100) -> list[StepInfo]:
    """Return what ``history`` does, from a reader."""
    return reader.steps(before=before, limit=limit)


def undo(project: Project, author: str = "") -> Changes:
    """Take back the last step of an author (of anybody when empty); ``step`` 0 when there is none."""
    return project.undo(author=author)


def redo(project: Project, author: str = "") -> Changes:
    """Do again what was taken back last; ``step`` 0 when there is nothing."""
    return project.redo(author=author)


def undo_title(project: Project, author: str = "") -> str:
    """Return what undo would take back, or an empty text."""
    step = project.undoable(author=author)
    return step.title if step else ""


def redo_title(project: Project, author: str = "") -> str:
    """Return what redo would do again, or an empty text."""
    step = project.redoable(author=author)
    return step.title if step else ""


def add_author(project: Project, name: str) -> Changes:
    """Make a person known to the project; nothing happens when they are."""
    _, changes = project.transact(
        "add author", lambda tx: tx.add_author(name), author=name, title=f"Add {name}", undoable=False
    )
    return changes


def author_names(reader: Reader) -> list[str]:
    """Return the people of a project, in order of their names."""
    return sorted(author.name for author in reader.authors() if author.kind is AuthorKind.PERSON)
