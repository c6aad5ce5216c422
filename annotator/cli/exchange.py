"""Commands that bring in and give out: import, prelabel, export, formats, pipelines, schemes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from annotator.assets import load_scheme, scheme_names
from annotator.cli.printing import bullet, count, leave, plain, progress, say, show, show_json, table
from annotator.operations import exporting, importing, prelabelling, projects

DONE_IN_PART = 3
Project = Annotated[Path, typer.Argument(help="Project file.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Trust = Annotated[
    bool, typer.Option("--trust", help="Load a folder from outside the program; a pipeline can contain code.")
]
Report = Annotated[Path | None, typer.Option(help="Write the report to this file as JSON.")]


def register(app: typer.Typer) -> None:
    """Add this chapter's commands."""
    app.command("import", help="Bring text files, folders and native JSONL into a project.")(import_)
    app.command("prelabel", help="Let a pipeline suggest spans in documents it has not seen.")(prelabel)
    app.command("export", help="Write training data.")(export)
    app.command("formats", help="List the file formats.")(formats)
    app.command("schemes", help="List the label schemes.")(schemes)


def import_(
    project: Project,
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    separator: Annotated[
        str, typer.Option(help="“auto”, “none”, or a regular expression for lines that divide a file.")
    ] = importing.AUTO,
    format: Annotated[
        str, typer.Option(help="“text” or a format; the file's extension decides otherwise.")
    ] = "",
    author: Annotated[str, typer.Option(help="Whose labels those of foreign records are.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported, store nothing.")
    ] = False,
    report: Report = None,
    as_json: Json = False,
) -> None:
    """Import files; what cannot be read is named and the rest imported (exit code 3)."""
    plan = importing.plan_import(paths, separator=separator, format=format)
    _announce(plan)
    if dry_run:
        _dry(plan, as_json)
        return
    with projects.open_project(project) as handle:
        done = importing.run_import(handle, plan, author=author, progress=progress("Importing file"))
    _report_import(done, report, as_json)


def _announce(plan: importing.ImportPlan) -> None:
    for file in plan.files:
        if file.separator:
            how = "found" if file.detected else "given"
            say(
                f"{file.path.name}: {count(len(file.pieces), 'document')}, divided at “{_readable(file.separator)}” ({how})."
            )
        if file.guessed:
            say(
                f"{file.path.name}: read as {file.encoding}, which is a guess; look at its accents and quotes."
            )


def _report_import(done: importing.ImportReport, report: Path | None, as_json: bool) -> None:
    summary = {
        "added": done.added,
        "known": done.known,
        "sets": done.sets,
        "problems": [plain(problem) for problem in done.problems],
    }
    if report:
        report.write_text(json.dumps(summary, ensure_ascii=False, indent=2), encoding="utf-8")
    if as_json:
        show_json(summary)
    else:
        known = f"; {done.known:,} were there already" if done.known else ""
        show(f"{count(done.added, 'document')} imported{known}.")
    for problem in done.problems:
        say(str(problem))
    if done.problems:
        leave(DONE_IN_PART)


def _readable(pattern: str) -> str:
    """Return an escaped pattern as the line it stands for."""
    return re.sub(r"\\(.)", r"\1", pattern)


def _dry(plan: importing.ImportPlan, as_json: bool) -> None:
    if as_json:
        show_json({"files": plan.files})
    else:
        for file in plan.files:
            show(f"{file.path.name}: {file.problem or (file.format or file.encoding)}")
            for piece in file.pieces:
                show(f"  {piece.start:>9,}–{piece.end:<9,} {piece.name}")
    if any(file.problem for file in plan.files):
        leave(DONE_IN_PART)


def prelabel(
    project: Project,
    pipeline: Annotated[str, typer.Option(help="Name or folder of a spaCy pipeline.")] = "",
    jobs: Annotated[int, typer.Option(min=1, help="Processes that work side by side.")] = 1,
    again: Annotated[bool, typer.Option("--again", help="Also documents that have suggestions.")] = False,
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Suggest spans; can be stopped and goes on where it was."""
    with projects.open_project(project) as handle:
        made = prelabelling.prelabel(
            handle,
            pipeline=pipeline,
            jobs=jobs,
            again=again,
            trusted=trust,
            progress=progress("Prelabelling"),
        )
    if as_json:
        show_json(
            {
                "pipeline": made.pipeline,
                "documents": made.documents,
                "spans": made.spans,
                "relations": made.relations,
                "unmapped": made.unmapped,
            }
        )
        return
    show(
        f"{count(made.documents, 'document')} prelabelled by {made.pipeline}: {count(made.spans, 'span')}, "
        f"{count(made.relations, 'relation')}."
    )
    if made.unmapped:
        named = ", ".join(f"{label} ({number:,})" for label, number in made.unmapped.most_common())
        say(f"The scheme lacks these labels of the pipeline, so they were left out: {named}.")


def export(
    project: Project,
    out: Annotated[Path, typer.Argument(help="File, or folder with --split.")],
    format: Annotated[str, typer.Option(help="See “annotator formats”.")],
    source: Annotated[str, typer.Option(help="gold, an author, pipeline, or all (jsonl).")] = "",
    split: Annotated[str, typer.Option(help="Shares of train/dev/test, such as 80/10/10.")] = "",
    unfinished: Annotated[bool, typer.Option("--unfinished", help="Also documents not marked done.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    report: Report = None,
    as_json: Json = False,
) -> None:
    """Write training data and say what the format could not carry."""
    with projects.open_project(project, read_only=True) as handle:
        done = exporting.export(
            handle, out, format=format, source=source, split=split, unfinished=unfinished, overwrite=force
        )
    summary = {
        "files": done.files,
        "source": done.source,
        "documents": done.documents,
        "spans": done.spans,
        "left_out": done.left_out,
        "loss": done.loss.to_dict(),
    }
    if report:
        report.write_text(json.dumps(plain(summary), ensure_ascii=False, indent=2), encoding="utf-8")
    if as_json:
        show_json(summary)
        return
    for file in done.files:
        show(str(file))
    say(f"{count(done.documents, 'document')}, {count(done.spans, 'span')} of “{done.source}”.")
    if done.left_out:
        say(f"{count(done.left_out, 'document')} not marked done left out (--unfinished takes them too).")
    bullet(done.loss.to_text().splitlines())


def formats(as_json: Json = False) -> None:
    """List what can be read and written."""
    known = exporting.formats()
    if as_json:
        show_json({"formats": known})
        return
    rows = [
        (
            item.name,
            "/".join([*["read"] * item.reads, *["write"] * item.writes]),
            " ".join(item.extensions),
            item.title,
        )
        for item in known
    ]
    table(rows, ("format", "can", "files", "what"))


def schemes(as_json: Json = False) -> None:
    """List the schemes that ship with the program."""
    known = [load_scheme(name) for name in scheme_names()]
    if as_json:
        show_json({"schemes": [scheme.to_dict() for scheme in known]})
        return
    for scheme in known:
        for layer in scheme.layers:
            show(f"{scheme.name}  {layer.name}: {', '.join(label.name for label in layer.labels)}")
