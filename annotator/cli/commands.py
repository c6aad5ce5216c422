"""Commands about a project as a whole: status, check, history, undo, redo."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli.exchange import Json, Project
from annotator.cli.printing import count, leave, show, show_json, table
from annotator.operations import projects

UNSOUND = 1


def register(app: typer.Typer) -> None:
    """Add this chapter's commands."""
    app.command("status", help="Say what a project holds and how far everybody is.")(status)
    app.command("check", help="Prove that a project file is sound.")(check)
    app.command("history", help="List the steps of a project, newest first.")(history)
    app.command("undo", help="Take back the last step.")(undo)
    app.command("redo", help="Do again what was taken back.")(redo)


def status(project: Project, as_json: Json = False) -> None:
    """Print counts of documents, sets and spans, by author."""
    with projects.open_project(project, read_only=True) as handle:
        found = projects.project_status(handle)
    if as_json:
        show_json(found)
        return
    counts = found.counts
    show(f"{found.name} ({found.path})")
    show(
        f"scheme {found.scheme}, version {found.scheme_version}; suggestions by {found.pipeline or 'nobody yet'}"
    )
    show(
        f"{count(counts.documents, 'document')}, {count(counts.spans, 'span')}, "
        f"{count(counts.relations, 'relation')}, {count(counts.steps, 'step')}"
    )
    rows = [
        (
            author.name,
            f"{author.sets:,}",
            f"{author.done:,}",
            f"{author.confirmed:,}",
            f"{author.suggested:,}",
            f"{author.rejected:,}",
        )
        for author in counts.by_author
    ]
    if rows:
        table(rows, ("author", "documents", "done", "confirmed", "suggested", "rejected"))


def check(project: Project, as_json: Json = False) -> None:
    """Print every fault that was found; exit code 1 when there is one."""
    report = projects.check_project(project)
    if as_json:
        show_json(report)
    else:
        for finding in report.findings:
            show(finding)
        figures = ", ".join(f"{value:,} {name}" for name, value in report.figures.items())
        show(f"{project}: {'sound' if report.ok else 'NOT sound'} ({figures})")
    if not report.ok:
        leave(UNSOUND)


def history(
    project: Project,
    limit: Annotated[int, typer.Option(min=1, help="How many steps at most.")] = 50,
    before: Annotated[int | None, typer.Option(help="Only steps before this number.")] = None,
    as_json: Json = False,
) -> None:
    """Print the steps of a project: number, time, author, what, and how many rows it changed."""
    with projects.open_project(project, read_only=True) as handle:
        steps = projects.history(handle, before=before, limit=limit)
    if as_json:
        show_json({"steps": steps})
        return
    rows = [
        (
            str(step.seq),
            step.at[:19].replace("T", " "),
            step.author or "–",
            step.title,
            str(step.rows),
            step.state,
        )
        for step in steps
    ]
    table(rows, ("step", "time (UTC)", "author", "what", "rows", "state"))


def undo(
    project: Project, author: Annotated[str, typer.Option(help="Only this author's steps.")] = ""
) -> None:
    """Take back the last step of anybody, or of one author."""
    with projects.open_project(project) as handle:
        title = projects.undo_title(handle, author)
        changes = projects.undo(handle, author)
    show(f"Took back: {title}." if changes.step else "There is nothing to take back.")


def redo(
    project: Project, author: Annotated[str, typer.Option(help="Only this author's steps.")] = ""
) -> None:
    """Do again what was taken back last."""
    with projects.open_project(project) as handle:
        title = projects.redo_title(handle, author)
        changes = projects.redo(handle, author)
    show(f"Did again: {title}." if changes.step else "There is nothing to do again.")
