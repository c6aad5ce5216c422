"""What an author does, seen through what they then see."""

import pytest

from annotator.domain.annotation import OriginKind, SetStatus
from annotator.errors import RuleError
from annotator.operations import annotating, projects
from tests.unit.operations.conftest import TEXT, suggest


def look(project, document_id, author="anna"):
    return annotating.view(project.read, document_id, author)


def said(spans):
    return [(TEXT[span.start : span.end], span.label) for span in spans]


def by_text(view, words, label=None):
    return next(
        span
        for span in (*view.suggestions, *view.spans)
        if TEXT[span.start : span.end] == words and label in (None, span.label)
    )


def test_a_fresh_author_sees_all_suggestions_and_has_no_set(project, document_id):
    seen = look(project, document_id)
    assert seen.set is None
    assert seen.spans == ()
    assert [words for words, _ in said(seen.suggestions)][:2] == [
        "Angela Merkel said that Berlin grew by 3 per cent in 2020.",
        "Angela Merkel",
    ]
    assert len(seen.suggestions) == 5


def test_accepting_confirms_and_names_the_suggestion(project, document_id):
    suggestion = by_text(look(project, document_id), "Angela Merkel")
    annotating.accept(project, "anna", document_id, [suggestion.id])
    seen = look(project, document_id)
    assert said(seen.spans) == [("Angela Merkel", "PERSON")]
    assert seen.spans[0].origin.kind is OriginKind.ACCEPTED
    assert seen.spans[0].origin.sources == (suggestion.id,)
    assert seen.set.status is SetStatus.IN_PROGRESS
    assert suggestion.id not in {span.id for span in seen.suggestions}


def test_authors_do_not_see_each_other(project, document_id):
    suggestion = by_text(look(project, document_id), "Angela Merkel")
    annotating.accept(project, "anna", document_id, [suggestion.id])
    assert look(project, document_id, "ben").spans == ()
    assert len(look(project, document_id, "ben").suggestions) == 5


def test_rejecting_survives_a_new_run_of_the_pipeline(project, document_id):
    suggestion = by_text(look(project, document_id), "Reuters")
    annotating.reject(project, "anna", document_id, [suggestion.id])
    suggest(project, document_id)
    assert "Reuters" not in [words for words, _ in said(look(project, document_id).suggestions)]


def test_relabelling_a_suggestion_accepts_it_under_the_new_label(project, document_id):
    suggestion = by_text(look(project, document_id), "Reuters")
    annotating.relabel(project, "anna", document_id, suggestion.id, "ORG")
    seen = look(project, document_id)
    assert said(seen.spans) == [("Reuters", "ORG")]
    assert suggestion.id not in {span.id for span in seen.suggestions}


def test_moving_the_ends_of_a_suggestion_and_of_a_span(project, document_id):
    suggestion = by_text(look(project, document_id), "Angela Merkel")
    annotating.move(project, "anna", document_id, suggestion.id, suggestion.start + 7, suggestion.end)
    own = by_text(look(project, document_id), "Merkel")
    annotating.move(project, "anna", document_id, own.id, own.start - 7, own.end)
    seen = look(project, document_id)
    assert said(seen.spans) == [("Angela Merkel", "PERSON")]
    assert seen.spans[0].id == own.id


def test_accepting_all_above_is_one_step(project, document_id):
    annotating.accept_above(project, "anna", document_id, 0.9)
    assert said(look(project, document_id).spans) == [("Angela Merkel", "PERSON"), ("3 per cent", "PERCENT")]
    projects.undo(project, "anna")
    assert look(project, document_id).spans == ()


def test_a_new_span_takes_the_place_of_those_it_overlaps(project, document_id):
    start = TEXT.index("Berlin grew")
    annotating.add(project, "anna", document_id, start, start + 6, "GPE")
    annotating.add(project, "anna", document_id, start, start + 11, "ORG")
    assert said(look(project, document_id).spans) == [("Berlin grew", "ORG")]
    projects.undo(project, "anna")
    assert said(look(project, document_id).spans) == [("Berlin", "GPE")]


def test_claims_may_lie_over_entities(project, document_id):
    start = TEXT.index("It will")
    annotating.add(project, "anna", document_id, TEXT.index("Reuters"), TEXT.index("Reuters") + 7, "ORG")
    annotating.add(project, "anna", document_id, start, len(TEXT), "PREDICTION")
    assert len(look(project, document_id).spans) == 2


def test_removing_a_span_that_was_suggested_does_not_bring_the_suggestion_back(project, document_id):
    suggestion = by_text(look(project, document_id), "Reuters")
    annotating.accept(project, "anna", document_id, [suggestion.id])
    own = by_text(look(project, document_id), "Reuters")
    annotating.remove(project, "anna", document_id, [own.id])
    seen = look(project, document_id)
    assert seen.spans == ()
    assert "Reuters" not in [words for words, _ in said(seen.suggestions)]


def test_removing_a_span_made_by_hand_removes_it(project, document_id):
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    own = look(project, document_id).spans[0]
    annotating.remove(project, "anna", document_id, [own.id])
    assert look(project, document_id).spans == ()
    assert look(project, document_id).rejected == ()


def test_marking_what_was_rejected_forgets_the_rejection(project, document_id):
    suggestion = by_text(look(project, document_id), "2020")
    annotating.reject(project, "anna", document_id, [suggestion.id])
    annotating.add(project, "anna", document_id, suggestion.start, suggestion.end, "DATE")
    seen = look(project, document_id)
    assert said(seen.spans) == [("2020", "DATE")]
    assert seen.rejected == ()


def test_nothing_is_stored_when_nothing_changes(project, document_id):
    before = projects.history(project)[0].seq
    assert annotating.accept(project, "anna", document_id, ["no such suggestion"]).step == 0
    assert annotating.set_status(project, "anna", document_id, SetStatus.NEW).step == 0
    assert projects.history(project)[0].seq == before


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, 10_000)])
def test_a_span_outside_the_text_is_refused_and_leaves_no_step(project, document_id, start, end):
    annotating.add(project, "anna", document_id, 7, 12, "ORG")
    before = projects.history(project)[0].seq
    with pytest.raises(RuleError):
        annotating.add(project, "anna", document_id, start, end, "GPE")
    assert projects.history(project)[0].seq == before


def test_a_suggestion_cannot_be_commented_on_and_a_span_can(project, document_id):
    suggestion = by_text(look(project, document_id), "Reuters")
    with pytest.raises(RuleError, match="accept it before"):
        annotating.comment(project, "anna", document_id, suggestion.id, "sure?")
    annotating.accept(project, "anna", document_id, [suggestion.id])
    own = by_text(look(project, document_id), "Reuters")
    annotating.comment(project, "anna", document_id, own.id, "sure?")
    assert by_text(look(project, document_id), "Reuters").comment == "sure?"


def test_undo_is_the_authors_own(project, document_id):
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    annotating.add(project, "ben", document_id, 0, 6, "ORG")
    annotating.add_seconds(project, "anna", document_id, 12.5)
    projects.undo(project, "anna")
    assert look(project, document_id).spans == ()
    assert said(look(project, document_id, "ben").spans) == [("Berlin", "ORG")]
    assert look(project, document_id).set.seconds == 12.5
    projects.redo(project, "anna")
    assert said(look(project, document_id).spans) == [("Berlin", "GPE")]


def test_done_and_back(project, document_id):
    annotating.set_status(project, "anna", document_id, SetStatus.DONE)
    assert look(project, document_id).set.status is SetStatus.DONE
    projects.undo(project, "anna")
    assert look(project, document_id).set.status is SetStatus.NEW
