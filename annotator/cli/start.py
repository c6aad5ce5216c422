"""Commands that begin: open the window, the demonstration project, a new project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from annotator.assets import seed_documents
from annotator.cli.printing import count, leave, progress, say, show
from annotator.errors import AnnotatorError
from annotator.operations import exporting, importing, prelabelling, projects
from annotator.settings import default_project_path


def register(app: typer.Typer) -> None:
    """Add this chapter's commands."""
    app.command("open", help="Open the window, on a project if one is named.")(open_window)
    app.command("demo", help="Open the sample documents, imported and prelabelled.")(demo)
    app.command("new", help="Make a new project.")(new)


def has_display() -> bool:
    """Tell whether a window can be seen here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(
    project: Annotated[Path | None, typer.Argument(help="Project file.")] = None,
    author: Annotated[str, typer.Option(help="Under whose name you work.")] = "",
) -> None:
    """Start the window in a process of its own, so that nothing of the command line weighs on it."""
    words = [str(project)] if project else []
    if project and not project.exists():
        raise AnnotatorError(
            f"There is no command and no project “{project}”; make a project with “annotator new {project}”."
        )
    if not has_display():
        raise AnnotatorError(
            "There is no display to open a window on; the commands of “annotator --help” work without one."
        )
    leave(_window([*words, *(["--author", author] if author else [])]))


def _window(words: list[str], *, offscreen: bool = False) -> int:
    environment = dict(os.environ)
    if offscreen:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    root = str(Path(__file__).resolve().parents[2])
    known = environment.get("PYTHONPATH", "")
    environment["PYTHONPATH"] = os.pathsep.join(part for part in (root, known) if part)
    return subprocess.call([sys.executable, "-m", "ui.app", *words], env=environment)


def new(
    project: Annotated[Path, typer.Argument(help="Project file to make.")],
    scheme: Annotated[str, typer.Option(help="Name of a scheme, or a .toml file.")] = "news",
    name: Annotated[str, typer.Option(help="Name of the project; the file's name if left out.")] = "",
) -> None:
    """Make an empty project with a scheme."""
    with projects.create_project(project, scheme=scheme, name=name):
        show(f"{project} is ready; import documents with “annotator import {project} PATH…”.")


def demo(
    project: Annotated[
        Path | None, typer.Option(help="Project file; the user's data folder if left out.")
    ] = None,
    headless: Annotated[
        bool, typer.Option("--headless", help="Open no window; write a picture of it.")
    ] = False,
    screenshot: Annotated[Path | None, typer.Option(help="Where the picture goes.")] = None,
    pipeline: Annotated[str, typer.Option(help="Name or folder of a spaCy pipeline.")] = "",
) -> None:
    """Bring the sample documents into a project, prelabel them, and open the window on them."""
    path = project or default_project_path()
    _prepare(path, pipeline)
    hidden = headless or not has_display()
    if not hidden and screenshot is None:
        leave(_window([str(path)]))
    picture = screenshot or path.with_suffix(".png")
    if hidden:
        if not headless:
            say("There is no display: writing a picture of the window instead.")
        code = _window([str(path), "--screenshot", str(picture), "--quit"], offscreen=True)
        _write_export(path)
    else:
        code = _window([str(path), "--screenshot", str(picture)])
    if code == 0 and picture.exists():
        show(f"screenshot {picture}")
        return
    raise AnnotatorError(f"The window ended with code {code} and left no picture at {picture}.")


def _prepare(path: Path, pipeline: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = (
        projects.open_project(path) if path.exists() else projects.create_project(path, name="Sample news")
    )
    with opened as handle:
        report = importing.run_import(handle, importing.plan_import(seed_documents()))
        say(f"{count(report.added, 'document')} imported, {report.known:,} there already.")
        for problem in report.problems:
            say(str(problem))
        made = prelabelling.prelabel(handle, pipeline=pipeline, progress=progress("Prelabelling"))
        if made.documents:
            say(f"{count(made.spans, 'suggestion')} by {made.pipeline}.")
    show(f"project {path}")


def _write_export(path: Path) -> None:
    with projects.open_project(path) as handle:
        for name, suffix in (("spacy", ".spacy"), ("jsonl", ".jsonl")):
            target = path.with_name(f"{path.stem}-train{suffix}")
            report = exporting.export(handle, target, format=name, source=exporting.PIPELINE, overwrite=True)
            for file in report.files:
                show(f"export {file}")
