"""Two readers and a reviewer."""

import pytest

from annotator.domain.adjudication import ConflictKind
from annotator.domain.annotation import GOLD, SetStatus, SpanStatus
from annotator.errors import RuleError
from annotator.operations import annotating, projects, reviewing
from tests.unit.operations.conftest import TEXT


@pytest.fixture
def read_twice(project, document_id):
    """Anna and Ben agree on Berlin, and on nothing else."""
    reuters, merkel = TEXT.index("Reuters"), TEXT.index("Angela Merkel")
    for author in ("anna", "ben"):
        annotating.add(project, author, document_id, 0, 6, "GPE")
    annotating.add(project, "anna", document_id, reuters, reuters + 7, "ORG")
    annotating.add(project, "ben", document_id, reuters, reuters + 7, "PERSON")
    annotating.add(project, "anna", document_id, merkel, merkel + 13, "PERSON")
    for author in ("anna", "ben"):
        annotating.set_status(project, author, document_id, SetStatus.DONE)
    return document_id


def gold(project, document_id):
    seen = reviewing.review_view(project.read, document_id)
    return [
        (TEXT[span.start : span.end], span.label)
        for span in (seen.gold.spans if seen.gold else ())
        if span.status is SpanStatus.CONFIRMED
    ]


def snapshot(project, document_id, author):
    return project.read.readings(document_id, [author])


def test_only_documents_that_two_have_done_are_reviewed(project, document_id):
    annotating.set_status(project, "anna", document_id, SetStatus.DONE)
    assert reviewing.review_rows(project.read) == []


def test_agreement_becomes_gold_with_its_sources(project, read_twice):
    (row,) = reviewing.review_rows(project.read)
    assert (row.authors, row.conflicts, row.open, row.agreed) == (("anna", "ben"), 2, 2, 1)
    reviewing.accept_agreed(project, "rita", read_twice)
    assert gold(project, read_twice) == [("Berlin", "GPE")]
    seen = reviewing.review_view(project.read, read_twice)
    assert len(seen.gold.spans[0].origin.sources) == 2
    assert seen.open_agreed == ()
    assert reviewing.accept_agreed(project, "rita", read_twice).step == 0


def test_conflicts_are_settled_each_way_and_nobody_is_overwritten(project, read_twice):
    before = [snapshot(project, read_twice, author) for author in ("anna", "ben")]
    seen = reviewing.review_view(project.read, read_twice)
    merkel, reuters = seen.conflicts
    assert (merkel.kind, reuters.kind) == (ConflictKind.MISSING, ConflictKind.LABEL)
    reviewing.choose(project, "rita", read_twice, reuters, "anna")
    assert gold(project, read_twice) == [("Reuters", "ORG")]
    reviewing.choose(project, "rita", read_twice, reuters, "ben")
    assert gold(project, read_twice) == [("Reuters", "PERSON")]
    reviewing.choose(project, "rita", read_twice, merkel, None)
    assert reviewing.review_view(project.read, read_twice).settled == {0, 1}
    reviewing.edit(project, "rita", read_twice, merkel, [(merkel.start + 7, merkel.end, "PERSON")])
    assert gold(project, read_twice) == [("Merkel", "PERSON"), ("Reuters", "PERSON")]
    reviewing.finish(project, "rita", read_twice)
    (row,) = reviewing.review_rows(project.read)
    assert row.gold_done
    assert [snapshot(project, read_twice, author) for author in ("anna", "ben")] == before


def test_choosing_the_reading_that_is_empty_settles_too(project, read_twice):
    merkel = reviewing.review_view(project.read, read_twice).conflicts[0]
    reviewing.choose(project, "rita", read_twice, merkel, "ben")
    assert gold(project, read_twice) == []
    assert 0 in reviewing.review_view(project.read, read_twice).settled


def test_review_cannot_be_finished_while_something_is_open(project, read_twice):
    with pytest.raises(RuleError, match="2 conflicts"):
        reviewing.finish(project, "rita", read_twice)


def test_reopening_and_undo(project, read_twice):
    merkel = reviewing.review_view(project.read, read_twice).conflicts[0]
    reviewing.choose(project, "rita", read_twice, merkel, "anna")
    reviewing.reopen(project, "rita", read_twice, merkel)
    assert reviewing.review_view(project.read, read_twice).settled == frozenset()
    projects.undo(project, "rita")
    assert reviewing.review_view(project.read, read_twice).settled == {0}


def test_adjudicating_without_a_reviewer(project, read_twice):
    report = reviewing.adjudicate(project, "agreed")
    assert (report.documents, report.agreed, report.left, report.finished) == (1, 1, 2, 0)
    assert gold(project, read_twice) == [("Berlin", "GPE")]
    with pytest.raises(RuleError, match="choose one of agreed, majority"):
        reviewing.adjudicate(project, "best")


def test_a_majority_of_three_settles_what_two_could_not(project, read_twice):
    reuters = TEXT.index("Reuters")
    annotating.add(project, "cleo", read_twice, 0, 6, "GPE")
    annotating.add(project, "cleo", read_twice, reuters, reuters + 7, "ORG")
    annotating.set_status(project, "cleo", read_twice, SetStatus.DONE)
    report = reviewing.adjudicate(project, "majority")
    assert (report.by_majority, report.left, report.finished) == (2, 0, 1)
    assert gold(project, read_twice) == [("Berlin", "GPE"), ("Reuters", "ORG")]
    assert project.read.set_of(read_twice, GOLD).status is SetStatus.DONE
