"""The command that searches documents."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.exchange import Json, Project
from annotator.cli.printing import count, plain, show, show_json
from annotator.operations import projects, search

if TYPE_CHECKING:
    from annotator.domain.places import Line
    from annotator.storage.searching import FoundDocument

_WIDTH = 40


def register(app: typer.Typer) -> None:
    """Add this chapter's command."""
    app.command("search", help="Find documents by words, labels, scores, authors and states.")(search_)


def search_(
    project: Project,
    query: Annotated[
        list[str],
        typer.Argument(
            help="Such as: merger Acme, '\"to be sold\"', /[0-9]+ jobs/, label:ORG 'score<.6', status:done"
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, help="How many documents at most.")] = 50,
    author: Annotated[str, typer.Option(help="For whom: whose spans and states count.")] = "",
    as_json: Json = False,
) -> None:
    """Print each document that fits with its places, each with what stands around it."""
    words = " ".join(query)
    with projects.open_project(project, read_only=True) as handle:
        found = list(search.search_all(handle.read, words, author, limit=limit + 1))
    shown, more = list(islice(found, limit)), len(found) > limit
    if as_json:
        show_json({"query": words, "documents": plain(shown), "more": more})
        return
    for document in shown:
        _show(document)
    show(f"{count(len(shown), 'document')}{', and more; ask for them with --limit' if more else ''}")


def _show(document: FoundDocument) -> None:
    show(f"{document.name} ({count(document.count, 'place')})" if document.count else document.name)
    for line in document.lines:
        show(f"  {line.start:>7}  {_around(line)}")
    if document.count > len(document.lines):
        show(f"           … and {document.count - len(document.lines):,} more")


def _around(line: Line) -> str:
    label = f"  {line.label} by {line.author}" if line.label else ""
    return f"{line.left[-_WIDTH:]:>{_WIDTH}}[{line.match}]{line.right[:_WIDTH]}{label}"
