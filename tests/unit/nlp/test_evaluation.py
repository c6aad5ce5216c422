"""Strict figures of suggestions, and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.evaluation import evaluate
from annotator.nlp.scores import calibration_error

KEYS = st.frozensets(st.tuples(st.integers(0, 5), st.integers(6, 9), st.sampled_from("AB")), max_size=6)


def test_a_span_counts_when_all_of_it_is_right() -> None:
    result = evaluate(
        [([(0, 4, "ORG"), (5, 9, "GPE"), (10, 12, "GPE")], [(0, 4, "ORG"), (5, 8, "GPE"), (10, 12, "LOC")])]
    )
    assert (result.total.right, result.total.proposed, result.total.gold) == (1, 3, 3)
    assert result.total.f1 == pytest.approx(1 / 3)
    assert result.labels["ORG"].f1 == 1.0
    assert result.labels["LOC"].recall == 0.0
    assert (result.low, result.high) == (result.total.f1, result.total.f1)


def test_nothing_at_all_is_zero() -> None:
    result = evaluate([])
    assert (result.total.precision, result.total.recall, result.total.f1) == (0.0, 0.0, 0.0)


@given(st.lists(st.tuples(KEYS, KEYS), min_size=2, max_size=6))
def test_laws(pairs: list) -> None:
    result = evaluate(pairs, resamples=50)
    assert 0 <= result.low <= result.high <= 1
    assert sum(f.right for f in result.labels.values()) == result.total.right
    assert sum(f.gold for f in result.labels.values()) == result.total.gold
    swapped = evaluate([(gold, found) for found, gold in pairs], resamples=1)
    assert swapped.total.f1 == pytest.approx(result.total.f1)
    assert swapped.total.precision == pytest.approx(result.total.recall)


def test_honest_scores_have_no_calibration_error() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert calibration_error([0.95] * 4, [True, False, False, False]) == pytest.approx(0.7)
