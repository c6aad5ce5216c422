"""Learning on the user's machine: a pipeline goes on training on finished documents, in a process of its own.

    python -m annotator.nlp.training JOB.json

The job names the base pipeline, the lessons (finished documents), the documents held back, texts to rehearse and
the folder to write. On standard output stands one JSON line for each event: ``{"old": F1s}``, ``{"epoch", "epochs",
"loss", "f1"}``, at last ``{"done": folder, "old", "new", "labels", "better"}`` or ``{"error": sentence}``.
What is expensive to learn stays as it is: only the trainable components behind the frozen encoder are updated.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from annotator.domain.scoring import Judged, by_label, figures
from annotator.domain.text import Region
from annotator.errors import AnnotatorError, PipelineError

LAYERS = {"ner": "entities", "claims": "claims"}
# Fixed, not fitted to anybody's documents: what moved gold of held-back articles without unlearning the rest.
EPOCHS = 8
RATE = 0.001
BATCH = 8
# Rehearsed characters for each character of a lesson, at most.
REHEARSAL = 3.0
FACTS = "annotator"

Span = tuple[int, int, str, str]  # start, end, label, layer
Emit = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text with its boilerplate and its right spans."""

    text: str
    regions: tuple[Region, ...]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be trained, on what, and where it goes."""

    base: str
    out: Path
    name: str
    version: str
    lessons: tuple[Lesson, ...]
    held: tuple[Lesson, ...]
    rehearsal: tuple[Lesson, ...]
    facts: Mapping[str, Any]
    epochs: int = EPOCHS
    rate: float = RATE
    seed: int = 0


def read_job(path: Path) -> Job:
    """Read a job from a JSON file; raises AnnotatorError when it is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Job(
            base=data["base"],
            out=Path(data["out"]),
            name=data["name"],
            version=data["version"],
            lessons=tuple(_lesson(entry) for entry in data["lessons"]),
            held=tuple(_lesson(entry) for entry in data["held"]),
            rehearsal=tuple(_lesson(entry) for entry in data["rehearsal"]),
            facts=data.get("facts", {}),
            epochs=int(data.get("epochs", EPOCHS)),
            rate=float(data.get("rate", RATE)),
            seed=int(data.get("seed", 0)),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AnnotatorError(
            f"The training job {path} cannot be read ({error!r}); start it again."
        ) from error


def _lesson(entry: Mapping[str, Any]) -> Lesson:
    regions = tuple(Region(start, end) for start, end in entry.get("regions", ()))
    return Lesson(entry["text"], regions, tuple((a, b, c, d) for a, b, c, d in entry.get("spans", ())))


def train(job: Job, emit: Emit) -> dict[str, Any]:
    """Train, judge old and new on what was held back, and write the new pipeline; returns the last event.

    The folder appears complete or not at all. Raises PipelineError when the base has nothing to train.
    """
    from annotator.nlp.pipeline import load_suggester

    suggester = load_suggester(job.base)
    nlp = suggester.nlp
    names = trainable(nlp, job.lessons)
    kept = {name: nlp.get_pipe(name).to_bytes() for name in names}
    before = judged(suggester, job.held)
    old = f1s(before)
    emit({"old": old})
    examples = _examples(nlp, names, job.lessons)
    rehearsal = _examples(nlp, names, rehearse(suggester, job))
    for epoch, losses in enumerate(_epochs(nlp, names, examples, rehearsal, job), 1):
        now = judged(suggester, job.held)
        emit({"epoch": epoch, "epochs": job.epochs, "loss": losses, "f1": f1s(now)})
    trained = f1s(judged(suggester, job.held))
    for name in names:
        layer = LAYERS[name]
        if layer in old and trained[layer] < old[layer]:
            # What one component learned is no reason to take what another one unlearned.
            nlp.get_pipe(name).from_bytes(kept[name])
    after = judged(suggester, job.held)
    new = f1s(after)
    better = new["all"] > old["all"]
    facts = {**job.facts, "old": old, "new": new, "better": better, "labels": _labels(before, after)}
    write(nlp, job, facts)
    done = {"done": str(job.out), "old": old, "new": new, "better": better, "labels": facts["labels"]}
    emit(done)
    return done


def trainable(nlp: Any, lessons: Sequence[Lesson]) -> list[str]:
    """Return the components that can learn and that the lessons have something for."""
    taught = {layer for lesson in lessons for *_, layer in lesson.spans}
    able = [name for name, pipe in nlp.pipeline if name in LAYERS and getattr(pipe, "is_trainable", False)]
    names = [name for name in able if LAYERS[name] in taught]
    if not able:
        raise PipelineError(
            f"The pipeline “{nlp.meta.get('name', '')}” has nothing that can go on learning (its components: "
            f"{', '.join(nlp.pipe_names) or 'none'}); train one with “ner” or “claims”."
        )
    if not names:
        raise PipelineError(
            "The finished documents hold no span of a layer that the pipeline can learn; mark some and finish them."
        )
    return names


def judged(suggester: Any, lessons: Sequence[Lesson]) -> list[Judged]:
    """Return what a pipeline says of lessons beside what is right."""
    found = suggester.suggest((lesson.text, lesson.regions) for lesson in lessons)
    return [
        Judged(
            frozenset((layer, start, end, label) for start, end, label, layer in lesson.spans),
            {(one.layer, one.start, one.end, one.label): one.score for one in made.spans},
        )
        for lesson, made in zip(lessons, found, strict=True)
    ]


def f1s(documents: Sequence[Judged]) -> dict[str, float]:
    """Return the strict F1 of each layer that has gold, and over all of them (``all``)."""
    layers = sorted({key[0] for document in documents for key in document.gold})
    kept = [
        Judged(one.gold, {key: score for key, score in one.proposed.items() if key[0] in layers})
        for one in documents
    ]
    return {layer: figures(kept, layer).f1 for layer in layers} | {"all": figures(kept).f1}


def _labels(before: Sequence[Judged], after: Sequence[Judged]) -> dict[str, dict[str, list[float]]]:
    """Return for each layer and label the old and the new F1 and the number of gold spans."""
    old, new = by_label(before), by_label(after)
    return {
        layer: {
            label: [
                old[layer][label].f1,
                new.get(layer, {})[label].f1 if label in new.get(layer, {}) else 0.0,
                old[layer][label].gold,
            ]
            for label in labels
            if old[layer][label].gold
        }
        for layer, labels in old.items()
    }


def rehearse(suggester: Any, job: Job) -> list[Lesson]:
    """Return the rehearsed texts with the base's own answers, so that learning the new does not unlearn the old."""
    room = REHEARSAL * sum(len(lesson.text) for lesson in job.lessons)
    kept: list[Lesson] = []
    for lesson in job.rehearsal:
        if room <= 0:
            break
        room -= len(lesson.text)
        kept.append(lesson)
    found = suggester.suggest((lesson.text, lesson.regions) for lesson in kept)
    return [
        Lesson(lesson.text, lesson.regions, tuple((s.start, s.end, s.label, s.layer) for s in made.spans))
        for lesson, made in zip(kept, found, strict=True)
    ]


def _examples(nlp: Any, names: Sequence[str], lessons: Sequence[Lesson]) -> list[Any]:
    """Return lessons as examples, each encoded once; a long text in parts, as it is suggested on."""
    from annotator.nlp.pipeline import masked, split

    found = []
    for lesson in lessons:
        for offset, text in split(masked(lesson.text, lesson.regions)):
            if text.strip():
                end = offset + len(text)
                spans = [
                    (a - offset, b - offset, *rest)
                    for a, b, *rest in lesson.spans
                    if offset <= a and b <= end
                ]
                found.append(_example(nlp, names, text, spans))
    return found


def _example(nlp: Any, names: Sequence[str], text: str, spans: Sequence[Any]) -> Any:
    """Return an example whose predicted document has passed through everything before the trainable components."""
    from spacy.training import Example
    from spacy.util import filter_spans

    doc, reference = nlp.make_doc(text), nlp.make_doc(text)
    for name, pipe in nlp.pipeline:
        if name in names:
            break
        doc = pipe(doc)
    by_layer: dict[str, list[Any]] = {"entities": [], "claims": []}
    for start, end, label, layer in spans:
        span = reference.char_span(start, end, label, alignment_mode="expand") if layer in by_layer else None
        if span is not None:
            by_layer[layer].append(span)
    reference.set_ents(filter_spans(by_layer["entities"]))
    reference.spans["claims"] = by_layer["claims"]
    return Example(doc, reference)


def _epochs(
    nlp: Any, names: Sequence[str], examples: list[Any], rehearsal: list[Any], job: Job
) -> Iterator[dict[str, float]]:
    """Yield the losses of each epoch; the learning rate falls linearly to zero."""
    from spacy.util import fix_random_seed
    from thinc.api import Adam

    fix_random_seed(job.seed)
    random = Random(job.seed)
    optimizer = Adam(job.rate, L2=0.0)
    together = [*examples, *rehearsal]
    for epoch in range(job.epochs):
        optimizer.learn_rate = job.rate * (1 - epoch / job.epochs)
        random.shuffle(together)
        losses: dict[str, float] = {}
        for start in range(0, len(together), BATCH):
            part = together[start : start + BATCH]
            for name in names:
                nlp.get_pipe(name).update(part, drop=0.1, sgd=optimizer, losses=losses)
        yield {name: float(loss) for name, loss in losses.items()}


def write(nlp: Any, job: Job, facts: Mapping[str, Any]) -> None:
    """Write the pipeline aside and put it in its place when it is complete; a killed run leaves no version."""
    if job.out.exists():
        raise PipelineError(f"The folder {job.out} exists already; choose another one for the new pipeline.")
    aside = job.out.with_name(job.out.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    nlp.meta["name"], nlp.meta["version"] = job.name, job.version
    nlp.meta[FACTS] = dict(facts)
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        nlp.to_disk(aside)
        for name in ("LICENSE", "NOTICE"):
            # Whose work the base is stays told in what grows from it.
            if nlp.path is not None and (nlp.path / name).is_file():
                shutil.copyfile(nlp.path / name, aside / name)
        aside.rename(job.out)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise PipelineError(
            f"The new pipeline cannot be written to {job.out} ({error.strerror}); the old one stays in use."
        ) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a job; returns the exit status."""
    parser = argparse.ArgumentParser(prog="annotator.nlp.training", description=__doc__)
    parser.add_argument("job", type=Path, help="JSON file of the job")
    options = parser.parse_args(arguments)
    # Somebody is working at this machine; what they do goes first.
    if hasattr(os, "nice"):
        os.nice(10)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # What a library prints must not end up between our lines.
    answers, sys.stdout = sys.stdout, sys.stderr

    def emit(event: Mapping[str, Any]) -> None:
        answers.write(json.dumps(event, ensure_ascii=False) + "\n")
        answers.flush()

    try:
        train(read_job(options.job), emit)
    except AnnotatorError as error:
        emit({"error": str(error)})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
