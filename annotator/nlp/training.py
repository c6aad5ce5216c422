"""Goes on training a pipeline on a person's own documents, on their own machine, without torch.

The encoder stays as it is, so each text is encoded once and an epoch takes seconds. So that nothing is forgotten,
the pipeline's own suggestions on other texts are learned again beside the new documents (pseudo-rehearsal).
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.errors import PipelineError
from annotator.nlp.evaluation import Evaluation, Key, evaluate
from annotator.nlp.pipeline import LONGEST, load_suggester
from annotator.nlp.suggestions import CLAIMS, ENTITIES

LEAST = 3  # finished documents: two to learn from and one to ask about
_RATE = 0.0005
_DROP = 0.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A finished document: its text and its confirmed spans ``(start, end, label)`` in code points."""

    text: str
    entities: tuple[Key, ...] = ()
    claims: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """One epoch: its number from 1, the losses of the two components, F1 of entities and claims held back."""

    epoch: int
    epochs: int
    ner_loss: float
    claims_loss: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The new pipeline's folder and how it and the old one do on the documents held back."""

    folder: Path
    name: str
    learned: int
    held: int
    old: Evaluation
    new: Evaluation
    old_claims: Evaluation
    new_claims: Evaluation

    @property
    def better(self) -> bool:
        """Whether the new pipeline gets more of all spans held back right than the old one."""
        return _joint(self.new, self.new_claims) > _joint(self.old, self.old_claims)


def train(
    base: str,
    lessons: Sequence[Lesson],
    out: Path,
    *,
    version: str,
    rehearsal: Sequence[str] = (),
    epochs: int = 8,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Train a copy of the pipeline ``base`` and write it to the folder ``out``, which appears only when complete.

    A fifth of the documents, chosen by their text, is held back to compare old and new. ``rehearsal`` are further
    texts of any origin. Raises PipelineError when there is too little to learn from or the base cannot learn.
    """
    learned, held = divide(lessons)
    suggester = load_suggester(base)
    nlp = suggester.nlp
    missing = [name for name in ("encoder", "ner", "claims") if name not in nlp.pipe_names]
    if missing or not hasattr(nlp.get_pipe("ner"), "get_loss"):
        raise PipelineError(
            f"The pipeline “{base or 'news'}” cannot go on learning here because it has no {', '.join(missing) or 'ner'} "
            "of the embedded kind; choose an embedded pipeline as the base."
        )
    before = _asked(suggester, held)
    rehearsed = [_own(suggester, text) for text in rehearsal]
    _learn(nlp, [*learned, *rehearsed], epochs, progress)
    after = _asked(suggester, held)
    nlp.meta["version"] = version
    folder = _write(nlp, out)
    return Outcome(
        folder,
        f"pipeline:{nlp.meta['name']}@{version}",
        len(learned),
        len(held),
        before[0],
        after[0],
        before[1],
        after[1],
    )


def divide(lessons: Sequence[Lesson]) -> tuple[list[Lesson], list[Lesson]]:
    """Return the documents to learn from and the fifth (at least one) that is held back, by a hash of the text."""
    if len(lessons) < LEAST:
        raise PipelineError(
            f"There are {len(lessons)} finished documents to learn from, and {LEAST} are needed; finish more first."
        )
    if not any(lesson.entities or lesson.claims for lesson in lessons):
        raise PipelineError(
            "The finished documents hold no confirmed spans to learn from; confirm some first."
        )
    order = sorted(
        lessons, key=lambda lesson: hashlib.sha256(lesson.text.encode("utf-8", "replace")).digest()
    )
    size = max(1, len(order) // 5)
    return order[size:], order[:size]


def _own(suggester: Any, text: str) -> Lesson:
    (found,) = suggester.suggest([(text, ())])
    entities, claims = (
        tuple((s.start, s.end, s.label) for s in found.spans if s.layer == layer)
        for layer in (ENTITIES, CLAIMS)
    )
    return Lesson(text, entities, claims)


def _asked(suggester: Any, held: Sequence[Lesson]) -> tuple[Evaluation, Evaluation]:
    answers = [_own(suggester, lesson.text) for lesson in held]
    return (
        evaluate([(answer.entities, lesson.entities) for answer, lesson in zip(answers, held, strict=True)]),
        evaluate([(answer.claims, lesson.claims) for answer, lesson in zip(answers, held, strict=True)]),
    )


def _learn(nlp: Any, lessons: Sequence[Lesson], epochs: int, progress: Callable[[Progress], None]) -> None:
    from thinc.api import Adam

    examples = [example for lesson in lessons for example in _examples(nlp, lesson)]
    ner, claims = nlp.get_pipe("ner"), nlp.get_pipe("claims")
    ner_rate, claims_rate = Adam(_RATE), Adam(_RATE)
    rng = random.Random(0)
    for epoch in range(1, epochs + 1):
        rng.shuffle(examples)
        losses: dict[str, float] = {}
        for example in examples:
            ner.update([example], drop=_DROP, sgd=ner_rate, losses=losses)
            claims.update([example], drop=_DROP, sgd=claims_rate, losses=losses)
        progress(Progress(epoch, epochs, losses.get(ner.name, 0.0), losses.get(claims.name, 0.0)))


def _examples(nlp: Any, lesson: Lesson) -> list[Any]:
    """Return the lesson as spaCy examples whose documents are encoded already; over-long texts are left out."""
    from spacy.training import Example
    from spacy.util import filter_spans

    if not lesson.text.strip() or len(lesson.text) > LONGEST:
        return []
    doc = nlp.get_pipe("encoder")(nlp.make_doc(lesson.text))
    reference = nlp.make_doc(lesson.text)

    def spans(keys: Sequence[Key]) -> list[Any]:
        found = (reference.char_span(a, b, label, alignment_mode="expand") for a, b, label in keys)
        return [span for span in found if span is not None]

    reference.ents = filter_spans(spans(lesson.entities))
    reference.spans["claims"] = spans(lesson.claims)
    return [Example(doc, reference)]


def _write(nlp: Any, out: Path) -> Path:
    """Write the pipeline beside its place first, so that a killed training leaves what was there before."""
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.unfinished-{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        base = nlp.path
        nlp.to_disk(unfinished)
        for name in ("LICENSE", "NOTICE"):
            if base is not None and (base / name).is_file():
                shutil.copyfile(base / name, unfinished / name)
        if out.exists():
            raise PipelineError(f"There is a pipeline in {out} already; give the new one another version.")
        unfinished.rename(out)
    except OSError as error:
        raise PipelineError(
            f"The new pipeline cannot be written to {out} ({error.strerror}); make room there or name another folder."
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return out


def _joint(entities: Evaluation, claims: Evaluation) -> float:
    right = entities.total.right + claims.total.right
    size = entities.total.proposed + entities.total.gold + claims.total.proposed + claims.total.gold
    return 2 * right / size if size else 0.0
