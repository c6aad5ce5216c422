"""Measures the finished pipeline and writes RESULTS.md; nobody edits that file."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibrate import Calibration
from corpus import Text
from judge import claims, document, entities

from annotator.nlp.evaluation import Evaluation, evaluate
from annotator.nlp.labels import CLAIM_LABELS, ENTITY_LABELS
from annotator.nlp.pipeline import SpacySuggester, load_suggester
from annotator.nlp.rules import RULES

if TYPE_CHECKING:
    from build import Build

Held = Sequence[tuple[Text, Any]]
_PLACES = {"GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "PERSON": "PERSON", "ORG": "ORG"}
WHO = (
    "The labels of the news sample and of the articles were given by language models, not by people. They are as good as "
    "two such readers agree (strict entity F1 .995, claims kappa .89), which does not make them right."
)


def write(
    path: Path, folder: Path, build: Build, left_out: Held, held: Held, calibration: Calibration
) -> None:
    """Measure everything and write the report."""
    suggester = load_suggester(str(folder))
    lines = [
        "# What the pipeline “news” was measured to do",
        "",
        "Written by `build.py`; do not edit.",
        "",
        WHO,
        "",
    ]
    lines += _main(suggester, build, left_out)
    lines += _rules(left_out, held)
    lines += _loss(suggester, held)
    lines += [
        "## Scores",
        "",
        f"Expected calibration error (10 bins, five-fold cross-validation over the held-out texts and the left-out "
        f"articles): entities {calibration.entity_error:.3f}, claims {calibration.claim_error:.3f}.",
        "",
        "Speakers (`ATTRIBUTED_TO`): 125 links that the rules proposed on the articles and on GUM and VOA texts were read "
        "one by one by a language model: 119 right, precision .952 (“according to” 13 of 13, before the verb "
        "101 of 106, after it 5 of 6). Recall was not measured.",
        "",
    ]
    lines += _size(suggester, folder, build.articles)
    lines += _data()
    path.write_text("\n".join(lines) + "\n", "utf-8")


def answers(suggester: SpacySuggester, texts: Sequence[Text], layer: str) -> list[list[tuple[int, int, str]]]:
    """Return what the finished pipeline suggests for texts."""
    found = suggester.suggest((text.text, ()) for text in texts)
    return [[(s.start, s.end, s.label) for s in one.spans if s.layer == layer] for one in found]


def _main(suggester: SpacySuggester, build: Build, left_out: Held) -> list[str]:
    held = build.held
    voa = [text for text in held if text.source.startswith("VOA")]
    lines = ["## Entities and claims, strict (start, end and label)", ""]
    lines += [
        "| test set | texts | entities P | R | F1 (95 %) | claims P | R | F1 (95 %) |",
        "| --- " * 8 + "|",
    ]
    sets = [
        (
            "articles, each left out in turn",
            [t for t, _ in left_out],
            [entities(document(t, x)) for t, (x, _) in left_out],
            [claims(t, y) for t, (_, y) in left_out],
        ),
        (
            "news sample, held-out split",
            held,
            answers(suggester, held, "entities"),
            answers(suggester, held, "claims"),
        ),
        (
            "of it, VOA news sentences",
            voa,
            answers(suggester, voa, "entities"),
            answers(suggester, voa, "claims"),
        ),
    ]
    detail: list[str] = []
    for name, texts, found, said in sets:
        of_entities = evaluate(zip(found, (t.entities for t in texts), strict=True))
        of_claims = evaluate(zip(said, (t.claims for t in texts), strict=True))
        lines.append(f"| {name} | {len(texts)} | {_cells(of_entities)} | {_cells(of_claims)} |")
        detail += [
            f"### {name}",
            "",
            *_per_label(of_entities, ENTITY_LABELS),
            "",
            *_per_label(of_claims, CLAIM_LABELS),
            "",
        ]
    for text, (tags, claim_logs) in left_out:
        one = evaluate([(entities(document(text, tags)), text.entities)])
        two = evaluate([(claims(text, claim_logs), text.claims)])
        lines.append(f"| article “{text.id}”, left out | 1 | {_cells(one)} | {_cells(two)} |")
    lines += [
        "",
        "The pipeline that ships was tuned on all five articles, so its own figure on them would mean nothing: the first row "
        "tunes on four and asks about the fifth (in 32 bits, before quantization). Gold claims are sentences of another "
        "sentence splitter, which gives an opening quote to the sentence before it; ours does not, and those count as wrong.",
        "",
        "Read the figures on the articles with care: the rules (above all `known` and `firm`) and the list of names that training "
        "mixes in were written after reading earlier errors on these five articles, so even the left-out figure is too high for "
        "articles that nobody has seen; the row “none” of the rules' table and the row “all but known” bound it from below. Rules "
        "that change nothing there stay because they keep a promise (`clean`, `amount`) or helped an earlier network.",
        "",
    ]
    return lines + _people(suggester, build) + detail


def _cells(result: Evaluation) -> str:
    total = result.total
    return f"{total.precision:.3f} | {total.recall:.3f} | **{total.f1:.3f}** ({result.low:.3f}–{result.high:.3f})"


def _per_label(result: Evaluation, order: Sequence[str]) -> list[str]:
    lines = ["| label | gold | P | R | F1 |", "| --- " * 5 + "|"]
    for label in order:
        if label in result.labels and result.labels[label].gold:
            figures = result.labels[label]
            lines.append(
                f"| {label} | {figures.gold} | {figures.precision:.3f} | {figures.recall:.3f} | {figures.f1:.3f} |"
            )
    return lines


def _people(suggester: SpacySuggester, build: Build) -> list[str]:
    """Measure on test splits that people labelled, in the labels that can be compared."""
    lines = ["## Test splits that people labelled", ""]
    lines += [
        "PERSON, ORG and PLACE (GPE, LOC and FAC in one), strict, after each corpus's own guidelines, which are not ours.",
        "",
    ]
    lines += ["| corpus | texts | P | R | F1 (95 %) |", "| --- " * 5 + "|"]
    for name in ("uner_ewt", "wikigold"):
        rows = [
            json.loads(line)
            for line in (build.corpora / "ner" / f"{name}.jsonl").read_text("utf-8").splitlines()
        ]
        rows = [row for row in rows if row["split"] == "test"][:150]
        found = [
            [
                (s.start, s.end, _PLACES[s.label])
                for s in one.spans
                if s.layer == "entities" and s.label in _PLACES
            ]
            for one in suggester.suggest((row["text"], ()) for row in rows)
        ]
        gold = [
            [(a, b, _PLACES[label]) for a, b, label in row["entities"] if label in _PLACES] for row in rows
        ]
        lines.append(f"| {name} | {len(rows)} | {_cells(evaluate(zip(found, gold, strict=True)))} |")
    return [*lines, ""]


def _rules(left_out: Held, held: Held) -> list[str]:
    def score(part: Held, names: Sequence[str]) -> float:
        return evaluate(
            [(entities(document(t, x, names)), t.entities) for t, (x, _) in part], resamples=1
        ).total.f1

    lines = [
        "## Rules",
        "",
        "Strict entity F1 in 32 bits.",
        "",
        "| rules | articles, left out | news sample, held out |",
    ]
    lines.append("| --- | --- | --- |")
    everything = list(RULES)
    choices = [("none", []), ("all", everything)]
    choices += [(f"all but {name}", [other for other in everything if other != name]) for name in everything]
    lines += [
        f"| {title} | {score(left_out, names):.4f} | {score(held, names):.4f} |" for title, names in choices
    ]
    return [*lines, ""]


def _loss(suggester: SpacySuggester, held: Held) -> list[str]:
    texts = [text for text, _ in held]
    full = evaluate([(entities(document(t, x)), t.entities) for t, (x, _) in held], resamples=1).total.f1
    bytes_ = evaluate(
        zip(answers(suggester, texts, "entities"), (t.entities for t in texts), strict=True), resamples=1
    ).total.f1
    return ["## Quantization", "", f"Held-out news sample: 32 bits {full:.4f}, 8 bits {bytes_:.4f}.", ""]


def _size(suggester: SpacySuggester, folder: Path, articles: Sequence[Text]) -> list[str]:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    words = sum(len(text.text.split()) for text in articles)
    list(suggester.suggest([(articles[0].text, ())]))
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        list(suggester.suggest((text.text, ()) for text in articles))
        best = max(best, words / (time.process_time() - started))
    return [
        "## Size and speed",
        "",
        f"{size:.1f} MB on disk; {best:,.0f} words a second of processor time on one core ({os.uname().machine}).",
        "",
    ]


def _data() -> list[str]:
    sources = json.loads((Path(__file__).parent / "sources.json").read_text("utf-8"))
    lines = ["## Data", "", "| file | what | origin | licence | SHA-256 |", "| --- " * 5 + "|"]
    lines += [
        f"| {name} | {s['name']} | {s['origin']} | {s['licence']} | {s['sha256'][:16]}… |"
        for name, s in sources.items()
    ]
    return [
        *lines,
        "",
        "ClaimBuster was left out: its licence could not be confirmed. No text of a corpus ships.",
    ]
