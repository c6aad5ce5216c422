"""Labelling all occurrences of the same words."""

import pytest

from annotator.domain.annotation import OriginKind, SpanStatus
from annotator.errors import RuleError
from annotator.operations import annotating, occurrences, projects
from annotator.operations.occurrences import Scope, Standing
from tests.unit.operations.test_memory import OTHER, other_id  # noqa: F401 - a fixture


@pytest.fixture
def berlin(project, document_id):
    """An own span “Berlin” in the first document."""
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    return annotating.view(project.read, document_id, "anna").spans[0].id


def look(project, document_id):
    seen = annotating.view(project.read, document_id, "anna")
    return [(seen.document.text[one.start : one.end], one.label) for one in seen.spans]


def test_the_preview_says_where_and_what_stands_there(project, document_id, other_id, berlin):  # noqa: F811
    found = occurrences.occurrences(project.read, "anna", document_id, berlin, scope=Scope.PROJECT)
    assert [one.standing for one in found] == [Standing.ALREADY, *[Standing.OPEN] * 3]
    assert found[0].before == ""
    assert found[1].before.endswith("said that ")
    assert found[1].after.startswith(" grew by 3 per cent")
    assert [one.document_id for one in found] == [document_id] * 2 + [other_id] * 2
    assert len(occurrences.occurrences(project.read, "anna", document_id, berlin)) == 2


def test_all_chosen_ones_are_labelled_as_one_step(project, document_id, other_id, berlin):  # noqa: F811
    left = (other_id, OTHER.index("Berlin"))
    changes = occurrences.label_everywhere(
        project, "anna", document_id, berlin, scope=Scope.PROJECT, leave=[left]
    )
    assert changes.documents == {document_id, other_id}
    assert look(project, document_id) == [("Berlin", "GPE")] * 2
    (own,) = annotating.view(project.read, other_id, "anna").spans
    assert own.start == OTHER.rindex("Berlin")
    assert own.origin.kind is OriginKind.ACCEPTED  # the memory had suggested it
    projects.undo(project, "anna")
    assert look(project, document_id) == [("Berlin", "GPE")]
    assert look(project, other_id) == []


def test_what_was_said_otherwise_stays(project, document_id, berlin):
    text = annotating.view(project.read, document_id, "anna").document.text
    second = text.index("Berlin grew")
    annotating.add(project, "anna", document_id, second, second + len("Berlin grew"), "EVENT")
    found = occurrences.occurrences(project.read, "anna", document_id, berlin)
    assert found[1].standing is Standing.TAKEN
    assert found[1].already
    assert occurrences.label_everywhere(project, "anna", document_id, berlin).step == 0


def test_rejected_places_are_taken_only_when_chosen(project, document_id, berlin):
    second = annotating.view(project.read, document_id, "anna").suggestions
    recalled = next(one for one in second if one.origin.kind is OriginKind.MEMORY)
    annotating.reject(project, "anna", document_id, [recalled.id])
    found = occurrences.occurrences(project.read, "anna", document_id, berlin)
    assert found[1].standing is Standing.REJECTED
    assert occurrences.label_everywhere(project, "anna", document_id, berlin).step == 0
    occurrences.label_places(project, "anna", "GPE", [found[1]], source=berlin)
    seen = annotating.view(project.read, document_id, "anna")
    assert [one.origin.kind for one in seen.spans] == [OriginKind.HAND, OriginKind.PROPAGATED]
    assert all(one.status is SpanStatus.CONFIRMED for one in seen.spans)


def test_case_and_whole_words_can_be_let_go(project, document_id, other_id):  # noqa: F811
    text = annotating.view(project.read, document_id, "anna").document.text
    start = text.index("grew") + 1
    annotating.add(project, "anna", document_id, start, start + 1, "GPE")
    span = annotating.view(project.read, document_id, "anna").spans[0].id

    def number(**options):
        return len(
            occurrences.occurrences(project.read, "anna", document_id, span, scope=Scope.PROJECT, **options)
        )

    assert number() == 0
    assert number(whole_word=False) == (text + OTHER).count("r")
    assert number(whole_word=False, case=False) == (text + OTHER).lower().count("r")


def test_a_span_that_is_gone_is_told(project, document_id):
    with pytest.raises(RuleError, match="not there any more"):
        occurrences.occurrences(project.read, "anna", document_id, "nothing")


def test_words_that_nobody_marked_yet_can_be_looked_for(project, document_id):
    found = occurrences.occurrences_of(project.read, "anna", document_id, "Berlin", "GPE")
    assert [one.standing for one in found] == [Standing.OPEN] * 2
    with pytest.raises(RuleError):
        occurrences.occurrences_of(project.read, "anna", document_id, "Berlin", "NO SUCH LABEL")


def test_what_is_in_the_way_goes_only_when_it_is_to_be_replaced(project, document_id, berlin):
    text = annotating.view(project.read, document_id, "anna").document.text
    second = text.index("Berlin grew")
    annotating.add(project, "anna", document_id, second, second + len("Berlin grew"), "EVENT")
    (_, taken) = occurrences.occurrences(project.read, "anna", document_id, berlin)
    assert occurrences.label_places(project, "anna", "GPE", [taken], source=berlin).step == 0
    occurrences.label_places(project, "anna", "GPE", [taken], source=berlin, replace=True)
    assert look(project, document_id) == [("Berlin", "GPE")] * 2
    projects.undo(project, "anna")
    assert look(project, document_id) == [("Berlin", "GPE"), ("Berlin grew", "EVENT")]
