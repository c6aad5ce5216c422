"""Prelabelling against bare spaCy over the same encoder calls: what the program adds may not cost as much again."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from annotator.assets import seed_documents
from annotator.nlp.pipeline import load_suggester

pytestmark = pytest.mark.bench
# Three articles' worth of paragraphs, so that one run takes about a second.
TEXTS = [path.read_text("utf-8")[:20_000] for path in seed_documents()]


def best_of(times: int, work: Callable[[], object]) -> float:
    """Return the least processor time in seconds; other programs on the machine do not count."""
    found = []
    for _ in range(times):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def test_suggesting_costs_little_beside_the_encoder(capsys: pytest.CaptureFixture[str]) -> None:
    suggester = load_suggester()
    encoder = suggester.nlp.get_pipe("encoder")

    def floor() -> None:
        encoder.encode([suggester.nlp.make_doc(text) for text in TEXTS])

    def whole() -> None:
        list(suggester.suggest((text, ()) for text in TEXTS))

    whole()
    least, spent = best_of(3, floor), best_of(3, whole)
    words = sum(len(text.split()) for text in TEXTS)
    with capsys.disabled():
        print(  # noqa: T201 - the figure is what a bench is for
            f"\nprelabel: {words / spent:,.0f} words/s, encoder alone {words / least:,.0f} words/s, ratio {spent / least:.2f}"
        )
    assert spent < 2.5 * least
