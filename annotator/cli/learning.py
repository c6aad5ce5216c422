"""Commands about pipelines: which there are, how good they are, how much work they spare, and training them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.exchange import Json
from annotator.cli.printing import count, progress, say, show, show_json, table
from annotator.domain.curve import svg
from annotator.domain.scoring import Figures
from annotator.errors import AnnotatorError
from annotator.operations import evaluating

Trust = Annotated[
    bool, typer.Option("--trust", help="Load a folder from outside the program; a pipeline can contain code.")
]


def register(app: typer.Typer) -> None:
    """Add this chapter's commands."""
    app.command("evaluate", help="Measure a pipeline on gold documents.")(evaluate)


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
    curve: Annotated[Path | None, typer.Option(help="Write the curve of --effort to this SVG file.")] = None,
    trust: Trust = False,
    as_json: Json = False,
) -> None:
    """Print strict precision, recall and F1 of every label, or what labelling would cost."""
    if effort:
        _effort(pipeline, gold, scheme, threshold, layer, curve, trust, as_json)
        return
    found = evaluating.evaluate(
        pipeline, gold, scheme=scheme, trusted=trust, progress=progress("Suggesting in document")
    )
    if as_json:
        show_json(_as_dict(found))
        return
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


def _effort(
    pipeline: str,
    gold: Path,
    scheme: str,
    threshold: float,
    layer: str,
    curve: Path | None,
    trust: bool,
    as_json: bool,
) -> None:
    found = evaluating.effort(
        pipeline,
        gold,
        scheme=scheme,
        threshold=threshold,
        layer=layer or None,
        trusted=trust,
        progress=progress("Labelling document"),
    )
    names = [effort.name for effort in found.ways["by hand"]]
    each = {way: [effort.per_span for effort in efforts] for way, efforts in found.ways.items()}
    if curve:
        _write(curve, svg(each, names))
    if as_json:
        show_json(
            {
                "pipeline": found.pipeline,
                "gold": found.gold,
                "threshold": threshold,
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
