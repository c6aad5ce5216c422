"""Searching all documents from the window, by keyboard."""

from PySide6.QtCore import QModelIndex

from ui.models.search import FIRST


def rows(stage):
    model = stage.page.search.model
    found = [model.row_at(place) for place in range(model.rowCount())]
    return [(document.name, line.match if line else None) for document, line in found]


def type_query(stage, text):
    """Open the panel and type a query to its end."""
    stage.press("Ctrl+Shift+F")
    stage.page.search.field.clear()
    stage.qtbot.keyClicks(stage.page.search.field, text)
    stage.qtbot.waitUntil(
        lambda: stage.page.search.model.text == text or stage.page.search.words.objectName() == "error"
    )
    stage.settle()


def test_a_place_in_another_document_is_opened_and_selected_and_escape_returns(stage):
    first = stage.view.document.id
    type_query(stage, "the")
    panel = stage.page.search
    stage.press("Down", widget=panel.field)
    assert panel.list.hasFocus()
    while panel.model.row_at(panel.list.currentIndex().row())[0].id == first:
        stage.press("Down", widget=panel.list)
    stage.press("Down", widget=panel.list)
    document, line = panel.model.row_at(panel.list.currentIndex().row())
    stage.press("Return", widget=panel.list)
    assert stage.view.document.id == document.id != first
    assert stage.text.selection() == (line.start, line.end)
    assert stage.view.document.text[line.start : line.end].lower() == "the"
    assert stage.text.hasFocus()
    stage.press("Ctrl+Shift+F")
    assert panel.field.hasFocus()
    stage.press("Esc", widget=panel.field)
    assert not panel.isVisible()
    assert stage.text.hasFocus()


def test_a_label_goes_to_the_span(stage):
    label = stage.view.suggestions[0].label
    type_query(stage, f"label:{label}")
    panel = stage.page.search
    stage.press("Return", widget=panel.field)
    stage.press("Return", widget=panel.list)
    assert stage.current is not None
    assert stage.current.label == label


def test_errors_stand_under_the_field_and_go_with_the_next_query(stage):
    type_query(stage, "score<x")
    panel = stage.page.search
    assert "from 0 to 1" in panel.words.text()
    assert panel.words.objectName() == "error"
    assert panel.model.rowCount() == 0
    panel.field.clear()
    stage.qtbot.keyClicks(panel.field, "zzzz")
    stage.qtbot.waitUntil(lambda: panel.model.text == "zzzz")
    stage.settle()
    assert "Nothing fits" in panel.words.text()


def test_an_emptied_field_shows_the_help_again(stage):
    type_query(stage, "score<x")
    panel = stage.page.search
    stage.press("Ctrl+A", "Backspace", widget=panel.field)
    stage.qtbot.waitUntil(lambda: "label:ORG" in panel.words.text())
    assert panel.words.objectName() == "muted"


def test_a_late_answer_to_an_older_query_is_dropped(stage):
    model = stage.page.search.model
    model.ask("the", "anna")
    model.ask("zzzz", "anna")
    stage.settle()
    assert rows(stage) == []


def test_enter_in_the_filter_searches_the_texts(stage):
    stage.press("Ctrl+L")
    stage.qtbot.keyClicks(stage.page.documents.filter, "the")
    stage.press("Return", widget=stage.page.documents.filter)
    assert stage.page.search.isVisible()
    assert stage.page.search.model.documents


def test_pages_come_as_they_are_needed(qtbot, stage, qtmodeltester):
    model = stage.page.search.model
    model.ask("/[a-z]/", "anna")
    stage.settle()
    qtmodeltester.check(model)
    before = len(model.documents)
    assert 0 < before <= FIRST
    assert model.canFetchMore(QModelIndex()) is (not model.is_complete)


def test_another_person_starts_with_an_empty_search(stage):
    type_query(stage, "the")
    stage.context.session.choose_author("ben")
    stage.settle()
    assert not stage.page.search.isVisible()
    assert rows(stage) == []
