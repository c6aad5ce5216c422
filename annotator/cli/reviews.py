"""Commands about settling disagreements without a window."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli.exchange import Json, Project
from annotator.cli.printing import count, show, show_json
from annotator.operations import projects, reviewing


def register(app: typer.Typer) -> None:
    """Add this chapter's commands."""
    app.command("adjudicate", help="Make gold of what needs no reviewer.")(adjudicate)


def adjudicate(
    project: Project,
    policy: Annotated[str, typer.Option(help="agreed, or majority (three readers or more).")] = "agreed",
    reviewer: Annotated[str, typer.Option(help="Under whose name.")] = "",
    as_json: Json = False,
) -> None:
    """Settle documents that two or more people have done."""
    with projects.open_project(project) as handle:
        report = reviewing.adjudicate(handle, policy, reviewer)
    if as_json:
        show_json(
            {
                "policy": policy,
                "documents": report.documents,
                "agreed": report.agreed,
                "by_majority": report.by_majority,
                "left": report.left,
                "finished": report.finished,
            }
        )
        return
    show(
        f"{count(report.documents, 'document')} with two or more readers: {count(report.agreed, 'span')} agreed, "
        f"{report.by_majority:,} conflicts by majority, {report.left:,} left for a reviewer, "
        f"{count(report.finished, 'document')} finished."
    )
