"""Authors undo their own steps; what others did meanwhile stays, and what comes back has to fit beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.scheme import Label, Layer
from annotator.errors import ProjectError, RuleError
from annotator.storage.check import check
from tests.unit.storage.making import span


@pytest.fixture(autouse=True)
def _nothing_is_broken(project):
    yield
    assert check(project).findings == ()


@pytest.fixture
def do(project):
    """Do a step as an author."""

    def do(author, work, **fields):
        return project.transact("work", work, author=author, **fields)[1]

    return do


def test_undo_takes_back_the_authors_newest_step_and_no_others(project, own, do):
    mine, other = span(own, 0, 3), span(own, 4, 9)
    do("kim", lambda transaction: transaction.add_spans([mine]))
    do("lee", lambda transaction: transaction.add_spans([other]))
    project.undo(author="kim")
    assert project.read.spans(own.id) == [other]
    assert project.undoable(author="kim") is None
    assert project.redoable(author="lee") is None
    project.redo(author="kim")
    assert project.read.spans(own.id) == [mine, other]


def test_a_batch_is_undone_as_one_and_quiet_steps_are_passed_over(project, document, own, do):
    for start in (0, 4, 13):
        do(
            "kim",
            lambda transaction, start=start: transaction.add_spans([span(own, start, start + 3)]),
            group="g",
        )
        do(
            "kim",
            lambda transaction, start=start: transaction.change_set(own.id, seconds=start + 1.0),
            undoable=False,
        )
    project.undo(author="kim")
    assert project.read.spans(own.id) == []
    assert project.read.set_of(document.id, "kim").seconds == 14.0
    assert check(project).findings == ()
    project.redo(author="kim")
    assert len(project.read.spans(own.id)) == 3


def test_what_comes_back_may_not_overlap_what_was_added_since(project, own, do):
    old, new = span(own, 0, 9), span(own, 4, 12)
    do("kim", lambda transaction: transaction.add_spans([old]))
    do("kim", lambda transaction: transaction.remove_spans([old.id]))
    do("lee", lambda transaction: transaction.add_spans([new]))
    with pytest.raises(RuleError, match="overlaps"):
        project.undo(author="kim")
    assert project.read.spans(own.id) == [new]
    project.undo(author="lee")
    project.undo(author="kim")
    assert project.read.spans(own.id) == [old]


def test_a_scheme_that_is_used_is_not_taken_back(project, scheme, own, do):
    more = replace(scheme, layers=(*scheme.layers, Layer("places", (Label("GPE"),))))
    do("kim", lambda transaction: transaction.put_scheme(more))
    do("lee", lambda transaction: transaction.add_spans([span(own, 0, 3, "GPE", "places")]))
    with pytest.raises(RuleError, match="is used in this project"):
        project.undo(author="kim")
    assert project.scheme.layers == more.layers


def test_a_span_does_not_come_back_into_a_scheme_without_its_label(project, scheme, own, do):
    added = span(own, 0, 18, "OPINION", "claims")
    do("lee", lambda transaction: transaction.add_spans([added]))
    do("lee", lambda transaction: transaction.remove_spans([added.id]))
    entities, claims = scheme.layers
    fewer = replace(scheme, layers=(entities, replace(claims, labels=claims.labels[:1])))
    do("kim", lambda transaction: transaction.put_scheme(fewer))
    with pytest.raises(RuleError, match="has no label “OPINION” any more"):
        project.undo(author="lee")


def test_a_row_that_was_changed_since_is_not_overwritten(project, own, do):
    added = span(own, 0, 3)
    do("kim", lambda transaction: transaction.add_spans([added]))
    do("lee", lambda transaction: transaction.change_span(added.id, label="PERSON"))
    with pytest.raises(ProjectError, match="take those back first"):
        project.undo(author="kim")
