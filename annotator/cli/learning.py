"""Commands about pipelines: which there are, how good they are, how much work they spare, and training them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from annotator.assets import load_scheme
from annotator.cli.exchange import Json, Project, Trust
from annotator.cli.printing import count, progress, say, show, show_json, table
from annotator.domain.curve import svg
from annotator.domain.scoring import Figures
from annotator.errors import AnnotatorError
from annotator.operations import evaluating, learning, prelabelling, projects, promoting, versions


def register(app: typer.Typer) -> None:
    """Add this chapter's commands."""
    app.command("pipelines", help="List the pipelines that can suggest, and what was learned here.")(
        pipelines
    )
    app.command("train", help="Go on training a pipeline on a project's finished documents.")(train)
    app.command("choose", help="Let another pipeline suggest, or go back to an older one.")(choose)
    app.command("evaluate", help="Measure a pipeline on gold documents.")(evaluate)


def pipelines(as_json: Json = False) -> None:
    """List the pipelines that ship with the program, and those learned on this computer with their figures."""
    shipped, learned = prelabelling.pipelines(), versions.versions()
    if as_json:
        show_json({"pipelines": shipped, "learned": learned})
        return
    rows = [(item.name, item.version, item.description) for item in shipped]
    rows += [(one.name, one.version, _story(one)) for one in learned]
    table(rows, ("pipeline", "version", "what"))


def _story(one: versions.Version) -> str:
    verdict = "better" if one.better else "not better"
    return (
        f"learned from {one.base} on {count(one.documents, 'document')}, {one.at[:16].replace('T', ' ')}; "
        f"F1 {one.old.get('all', 0):.3f} → {one.new.get('all', 0):.3f} on {count(one.held_back, 'document')} held back "
        f"({verdict})"
    )


def train(
    project: Project,
    outdir: Annotated[
        Path | None, typer.Argument(help="Folder for the new version; the user's data folder if left out.")
    ] = None,
    base: Annotated[
        str, typer.Option(help="Pipeline to go on from; the one that suggests now if left out.")
    ] = "",
    author: Annotated[str, typer.Option(help="Learn from this person (and gold) only.")] = "",
    promote: Annotated[bool, typer.Option(help="Let the new version suggest where it is better.")] = True,
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Train on finished documents; a quarter of them is held back to judge the old and the new version."""
    with projects.open_project(project) as handle:
        made = learning.train(
            handle.read, author=author, base=base, folder=outdir, trusted=trust, progress=_epoch
        )
        done = None
        if promote and made.better:
            place = str(made.version.path)
            done = promoting.promote(
                handle, author, place, trusted=True, progress=progress("Suggesting anew in document")
            )
    if as_json:
        show_json({"trained": made, "promoted": done.pipeline if done else None})
        return
    show(f"{made.version.author} in {made.version.path}")
    rows = [
        (f"{layer} {label}", f"{old:.3f}", f"{new:.3f}", str(int(gold)))
        for layer, labels in made.labels.items()
        for label, (old, new, gold) in labels.items()
    ]
    rows += [(layer, f"{made.old[layer]:.3f}", f"{value:.3f}", "") for layer, value in made.new.items()]
    table(rows, ("F1 on documents held back", "old", "new", "gold"))
    if done:
        show(
            f"It is better and suggests from now on; {count(done.refreshed, 'untouched document')} suggested anew."
        )
    else:
        show("It is better." if made.better else "It is not better, so the old one stays in use.")


def _epoch(epoch: learning.Epoch) -> None:
    losses = ", ".join(f"{name} {value:.3f}" for name, value in epoch.loss.items())
    say(f"epoch {epoch.epoch} of {epoch.epochs}: loss {losses}; F1 {epoch.f1.get('all', 0.0):.3f}")


def choose(
    project: Project,
    pipeline: Annotated[str, typer.Argument(help="Name, NAME@VERSION, or folder of a pipeline.")],
    author: Annotated[str, typer.Option(help="Under whose name.")] = "",
    pin: Annotated[
        bool | None, typer.Option(help="Keep it from being replaced by itself, or let go.")
    ] = None,
    trust: Trust = False,
) -> None:
    """Let a pipeline suggest from now on; documents that somebody began keep the suggestions they have."""
    with projects.open_project(project) as handle:
        done = promoting.promote(
            handle, author, pipeline, trusted=trust, progress=progress("Suggesting anew in document")
        )
        if pin is not None:
            learning.pin(handle, author, pin)
    show(
        f"{done.pipeline} suggests from now on: {count(done.refreshed, 'document')} suggested anew, "
        f"{done.kept:,} begun ones keep what they have."
    )


def evaluate(
    pipeline: Annotated[str, typer.Argument(help="Name or folder of a spaCy pipeline; “news” is embedded.")],
    gold: Annotated[Path, typer.Argument(help="JSONL with one gold document a line.")],
    scheme: Annotated[str, typer.Option(help="Name of a scheme, or a .toml file.")] = "news",
    effort: Annotated[
        bool, typer.Option("--effort", help="Count the actions that labelling would cost instead.")
    ] = False,
    threshold: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="“Accept all above” in --effort.")
    ] = 0.95,
    layer: Annotated[str, typer.Option(help="Only this layer in --effort.")] = "",
    learn: Annotated[
        bool, typer.Option("--learn", help="In --effort also train while documents are finished.")
    ] = False,
    curve: Annotated[Path | None, typer.Option(help="Write the curve of --effort to this SVG file.")] = None,
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Print strict precision, recall and F1 of every label, or what labelling would cost."""
    if effort:
        with tempfile.TemporaryDirectory(prefix="annotator-effort-") as folder:
            done = evaluating.effort(
                pipeline,
                gold,
                scheme=scheme,
                threshold=threshold,
                layer=layer or None,
                trusted=trust,
                learn=_learner(pipeline, scheme, trust, Path(folder)) if learn else None,
                progress=progress("Labelling document"),
            )
        _show_effort(done, layer, curve, as_json)
        return
    found = evaluating.evaluate(
        pipeline, gold, scheme=scheme, trusted=trust, progress=progress("Suggesting in document")
    )
    if as_json:
        show_json(_as_dict(found))
    else:
        _show_figures(found)


def _show_figures(found: evaluating.Evaluation) -> None:
    show(
        f"{found.pipeline} on {count(found.documents, 'gold document')} of {found.gold}; strict: same ends, same label"
    )
    for one in found.layers:
        low, high = one.interval
        show()
        rows = [_row(label, value) for label, value in one.labels.items()]
        table([*rows, _row("all", one.all)], (one.layer, "precision", "recall", "F1", "gold", "suggested"))
        show(
            f"F1 {one.all.f1:.3f}, 95 of 100 between {low:.3f} and {high:.3f} when the documents are drawn anew"
        )
        show(_calibration(one))


def _row(name: str, value: Figures) -> tuple[str, ...]:
    return (
        name,
        f"{value.precision:.3f}",
        f"{value.recall:.3f}",
        f"{value.f1:.3f}",
        str(value.gold),
        str(value.proposed),
    )


def _calibration(one: evaluating.LayerFigures) -> str:
    if one.calibration.error is None:
        return "no scores"
    without = f"; {one.calibration.unscored:,} without a score" if one.calibration.unscored else ""
    return f"calibration error of the scores {one.calibration.error:.3f} ({one.calibration.scored:,} spans{without})"


def _as_dict(found: evaluating.Evaluation) -> dict[str, object]:
    def values(figures: Figures) -> dict[str, float]:
        return {
            "precision": figures.precision,
            "recall": figures.recall,
            "f1": figures.f1,
            "gold": figures.gold,
            "suggested": figures.proposed,
        }

    return {
        "pipeline": found.pipeline,
        "gold": found.gold,
        "documents": found.documents,
        "layers": {
            one.layer: {
                "all": values(one.all),
                "f1_interval": list(one.interval),
                "labels": {label: values(value) for label, value in one.labels.items()},
                "calibration": one.calibration,
            }
            for one in found.layers
        },
    }


def _learner(pipeline: str, scheme: str, trust: bool, folder: Path) -> evaluating.Learn:
    return learning.learner(versions.place_of(pipeline, trusted=trust), load_scheme(scheme), folder)


def _show_effort(found: evaluating.EffortReport, layer: str, curve: Path | None, as_json: bool) -> None:
    names = [effort.name for effort in found.ways["by hand"]]
    each = {way: [effort.per_span for effort in efforts] for way, efforts in found.ways.items()}
    if curve:
        _write(curve, svg(each, names))
    if as_json:
        show_json(
            {
                "pipeline": found.pipeline,
                "gold": found.gold,
                "threshold": found.threshold,
                "layer": layer or None,
                "totals": found.totals(),
                "documents": [
                    {
                        "name": name,
                        "gold": found.ways["by hand"][place].gold,
                        "actions": {way: efforts[place].actions for way, efforts in found.ways.items()},
                        "per_span": {way: values[place] for way, values in each.items()},
                    }
                    for place, name in enumerate(names)
                ],
            }
        )
        return
    show(f"{found.pipeline} on {found.gold}: actions per gold span, document by document")
    _table(names, each, found.totals())


def _table(names: Sequence[str], each: dict[str, list[float]], totals: dict[str, float]) -> None:
    rows = [
        (name[:48], *(f"{values[place]:.2f}" for values in each.values())) for place, name in enumerate(names)
    ]
    table([*rows, ("all", *(f"{value:.2f}" for value in totals.values()))], ("document", *each))
    show()
    longest = max(totals.values(), default=0.0) or 1.0
    for way, value in totals.items():
        show(f"{way:<32}{'█' * round(40 * value / longest)} {value:.2f}")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise AnnotatorError(f"The curve cannot be written to {path}: {error.strerror}.") from error
    say(f"The curve is in {path}.")
