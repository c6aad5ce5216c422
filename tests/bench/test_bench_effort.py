"""What labelling costs in actions per gold span, and what memory costs in time.

The gold of real articles is not part of the program; name a JSONL file of it in ANNOTATOR_GOLD to measure on it.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from random import Random

import pytest

from annotator.assets import load_scheme
from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus
from annotator.domain.effort import by_hand, replay, total
from annotator.domain.ids import new_id
from annotator.domain.memory import Counts, Memory
from annotator.domain.recalling import open_suggestions
from annotator.domain.suggestions import pending
from annotator.domain.text import Document
from annotator.operations import evaluating
from tests.bench.projects import make_documents

pytestmark = [pytest.mark.bench, pytest.mark.slow]

SCHEME = load_scheme("news")
NAMES = [("Berlin", "GPE"), ("Acme Corp", "ORG"), ("Ann Lee", "PERSON"), ("May", "DATE"), ("Chinese", "NORP")]


def _say(capsys, figures):
    with capsys.disabled():
        sys.stdout.write(f"\n{figures}\n")


def articles(count, random):
    """Return documents of generated sentences with their gold."""
    made = []
    for number in range(count):
        parts, gold, place = [], [], 0
        for _ in range(40):
            words, label = random.choice(NAMES)
            sentence = f"They saw {words} there. "
            gold.append(("entities", place + 9, place + 9 + len(words), label))
            parts.append(sentence)
            place += len(sentence)
        made.append((Document(new_id(), f"Generated {number}", "".join(parts).strip()), gold))
    return made


def proposals(gold, random):
    """Return what a pipeline might say: a tenth is missing, a tenth has another label."""
    for layer, start, end, label in gold:
        if random.random() > 0.1:
            said = label if random.random() > 0.1 else "EVENT"
            origin = Origin(OriginKind.PIPELINE, "bench@1")
            yield Span(new_id(), "s", start, end, said, layer, SpanStatus.SUGGESTED, origin, 0.9)


def test_memory_spares_actions(capsys):
    random = Random(1)
    made = [(document, gold, list(proposals(gold, random))) for document, gold in articles(5, random)]
    alone, beside = Memory(), Memory()
    hand = total(by_hand(document, gold) for document, gold, _ in made)
    memory = total(replay(document, gold, [], SCHEME, memory=alone) for document, gold, _ in made)
    pipeline = total(replay(*one, SCHEME) for one in made)
    both = total(replay(*one, SCHEME, memory=beside) for one in made)
    _say(
        capsys,
        f"generated gold, actions per span: by hand {hand:.2f}, memory {memory:.2f}, pipeline {pipeline:.2f}, "
        f"pipeline + memory {both:.2f}",
    )
    assert both < pipeline < hand
    assert memory < hand


@pytest.mark.skipif(
    not os.environ.get("ANNOTATOR_GOLD"), reason="ANNOTATOR_GOLD names no file of gold documents"
)
def test_effort_on_real_gold(capsys):
    gold = Path(os.environ["ANNOTATOR_GOLD"])
    found = evaluating.effort("", gold)
    shown = ", ".join(f"{way} {value:.2f}" for way, value in found.totals().items())
    _say(capsys, f"{found.pipeline} on {gold.name}, actions per gold span: {shown}")
    assert found.totals()["pipeline + memory"] <= found.totals()["pipeline"] < 2.0


@pytest.mark.parametrize("surfaces", [1_000, 50_000])
def test_asking_the_memory_beside_asking_without(capsys, surfaces):
    """A memory of many surfaces answers about an article nearly as fast as one of few."""
    (document,) = make_documents(1, words=2_000)
    words = sorted(set(document.text.split()))

    def known(count):
        random = Random(2)
        keys = [f"{random.choice(words)} {number}" for number in range(count)]
        return Memory([{("entities", key, "ORG"): Counts(1, 0) for key in [*keys, words[0]]}])

    few, many = (_best(known(count), document) for count in (10, surfaces))
    without = _time(lambda: pending([], [], SCHEME))
    _say(
        capsys,
        f"suggestions of {len(document.text)} characters: none {without:.3f} ms, 10 surfaces {few:.2f} ms, "
        f"{surfaces} surfaces {many:.2f} ms",
    )
    assert many < few * 50


def _best(memory, document):
    return _time(lambda: open_suggestions(document, [], [], SCHEME, memory))


def _time(work):
    spent = []
    for _ in range(7):
        begun = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begun) * 1000)
    return min(spent)
