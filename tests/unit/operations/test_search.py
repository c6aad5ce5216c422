"""What a search finds, and for whom."""

import pytest

from annotator.domain.annotation import SetStatus
from annotator.errors import QueryError
from annotator.operations import annotating, importing, search
from tests.unit.operations.conftest import TEXT


def lines(project, text, author="anna"):
    """The places found, as the text has them, with their labels."""
    found = search.search(project.read, text, author).documents
    return [(TEXT[line.start : line.end], line.label) for document in found for line in document.lines]


def test_words_quotes_and_expressions(project, document_id):
    assert lines(project, "BERLIN reuters") == [("Berlin", ""), ("Berlin", ""), ("Reuters", "")]
    assert lines(project, '"berlin"') == []
    assert lines(project, '"Angela Merkel said"') == [("Angela Merkel said", "")]
    assert lines(project, r"/gr\w+/") == [("grows", ""), ("grew", ""), ("grow", "")]
    assert lines(project, "angela /zebra/") == []


def test_labels_and_scores_are_of_one_span(project, document_id):
    assert lines(project, "label:PERSON") == [("Angela Merkel", "PERSON"), ("Reuters", "PERSON")]
    assert lines(project, "label:PERSON score<=.6") == [("Reuters", "PERSON")]
    assert lines(project, "score<.6") == [("2020", "DATE")]
    assert lines(project, "label:PERSON score<.5") == []
    assert lines(project, "label:PERSON,DATE label:ORG") == []
    assert lines(project, "label:PERSON label:DATE") == [
        ("Angela Merkel", "PERSON"),
        ("2020", "DATE"),
        ("Reuters", "PERSON"),
    ]


def test_with_words_the_places_are_those_of_the_words(project, document_id):
    assert lines(project, "label:PERSON berlin") == [("Berlin", ""), ("Berlin", "")]
    assert lines(project, "label:ORG berlin") == []


def test_what_was_rejected_is_found_no_more_and_what_was_confirmed_once(project, document_id):
    view = annotating.view(project.read, document_id, "anna")
    merkel, reuters = (span for span in view.suggestions if span.label == "PERSON")
    annotating.accept(project, "anna", document_id, [merkel.id])
    annotating.reject(project, "anna", document_id, [reuters.id])
    assert lines(project, "label:PERSON") == [("Angela Merkel", "PERSON")]
    (found,) = search.search(project.read, "label:PERSON", "anna").documents
    assert [line.author for line in found.lines] == ["anna"]
    assert lines(project, "label:PERSON", author="ben")[1] == ("Reuters", "PERSON")


def test_nobody_sees_another_persons_spans_unasked(project, document_id):
    annotating.add(project, "ben", document_id, 0, 6, "GPE")
    assert lines(project, "label:GPE", author="anna") == []
    assert lines(project, "label:GPE author:ben", author="anna") == [("Berlin", "GPE")]
    assert lines(project, "label:GPE", author="") == [("Berlin", "GPE")]


def test_states_and_authors(project, document_id):
    def found(text, author=""):
        return len(search.search(project.read, text, author).documents)

    assert found("status:new") == found("status:new", "anna") == 1
    annotating.set_status(project, "anna", document_id, SetStatus.DONE)
    assert (
        found("status:done") == found("status:done", "anna") == found("author:anna status:done", "ben") == 1
    )
    assert found("status:done", "ben") == found("author:ben") == 0
    assert found("status:new", "ben") == found("author:anna") == 1
    assert found("name:BERLIN") == 1
    assert found("name:Paris") == 0


def test_totals_are_told_where_the_index_knows(project, document_id):
    assert search.total(project.read, "berlin") == search.total(project.read, "name:berlin grew") == 1
    assert search.total(project.read, '"Berlin"') is None
    assert search.total(project.read, "label:PERSON") is None


def test_an_empty_search_is_refused(project):
    with pytest.raises(QueryError, match="nothing to search for"):
        search.search(project.read, "  ")


def test_all_pages_are_gone_through(project, tmp_path):
    file = tmp_path / "many.txt"
    file.write_text("".join(f"Story {number} 東京都庁\n====\n" for number in range(40)), "utf-8")
    importing.run_import(project, importing.plan_import([file], separator="^====$"))
    assert len(list(search.search_all(project.read, "京都", limit=30))) == 30
    (first,) = search.search(project.read, "京都 12").documents
    assert (first.lines[0].match, first.count) == ("12", 2)
