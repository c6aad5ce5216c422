"""Labelling all occurrences of the same words from the window, by keyboard."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from annotator.operations import documents, importing, prelabelling, projects
from ui.dialogs.label_all import LabelAllDialog
from ui.windows.main import MainWindow

FIRST = "Reuters said that Berlin grew. Berlin slept, and BERLIN woke in Berlin again."
SECOND = "Berliners met in Berlin. It rained."
PIPELINE = "pipeline:test@1"


@pytest.fixture
def stage(bare_stage, tmp_path):
    """A window that shows the first of two texts; the first “Berlin” is suggested."""
    path = tmp_path / "berlin.annotator"
    with projects.create_project(path) as project:
        for name, text in (("first", FIRST), ("second", SECOND)):
            (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
            importing.run_import(project, importing.plan_import([tmp_path / f"{name}.txt"]))
        first = documents.document_rows(project.read, "")[0].id
        start = FIRST.index("Berlin")
        spans = [[start, start + 6, "GPE", "entities", 0.9]]
        prelabelling.store(project, PIPELINE, [{"id": first, "spans": spans, "relations": []}])
        prelabelling.choose_pipeline(project, PIPELINE)
    bare_stage.open(path)
    bare_stage.text.setFocus(Qt.FocusReason.OtherFocusReason)
    return bare_stage


def shown(stage):
    stage.press("Ctrl+Shift+O")
    (dialog,) = [found for found in stage.window.findChildren(LabelAllDialog) if found.isVisible()]
    stage.qtbot.waitExposed(dialog)
    return dialog


def texts(dialog):
    return [dialog.model.index(row).data() for row in range(dialog.model.rowCount())]


def to_window(stage):
    """Go back to the window, as the desktop does when a dialog closes."""
    stage.window.activateWindow()
    stage.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is stage.window.windowHandle())


def gone(stage):
    stage.qtbot.waitUntil(lambda: not stage.window.findChildren(LabelAllDialog))
    to_window(stage)
    return True


def test_a_suggestion_and_all_its_like_are_labelled_as_one_step(stage):
    stage.press("Tab")
    dialog = shown(stage)
    assert "Berlin" in dialog._title.text()
    assert len(texts(dialog)) == 3
    assert texts(dialog)[0].startswith("Reuters said that Berlin grew")
    assert dialog.apply.text() == "Label 3 places"
    stage.press("Return", widget=dialog.list)
    assert gone(stage)
    assert stage.own() == [("Berlin", "GPE")] * 3
    assert stage.left() == []
    assert stage.current == stage.view.spans[0]
    assert stage.window.toast.sentence == "Labelled 3 places GPE"
    assert stage.window.toast._undo.isVisible()
    stage.press("Ctrl+Z", widget=stage.text)
    assert stage.own() == []
    assert stage.left() == ["Berlin"]
    stage.press("Ctrl+Shift+Z", widget=stage.text)
    assert stage.own() == [("Berlin", "GPE")] * 3


def test_undo_in_the_toast_takes_all_of_it_back(stage):
    stage.press("Tab")
    stage.press("Return", widget=shown(stage).list)
    stage.qtbot.mouseClick(stage.window.toast._undo, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.own() == []


def test_space_leaves_one_out_and_all_can_be_ticked_at_once(stage):
    stage.press("Tab")
    dialog = shown(stage)
    stage.press("Down", "Space", widget=dialog.list)
    assert dialog.apply.text() == "Label 2 places"
    stage.press("Ctrl+A", widget=dialog.list)
    assert len(dialog.model.chosen()) == 3
    stage.press("Ctrl+A", widget=dialog.list)
    assert dialog.model.chosen() == []
    stage.press("Return", widget=dialog.list)
    assert dialog.isVisible()
    stage.press("Ctrl+A", "Space", widget=dialog.list)
    stage.press("Return", widget=dialog.list)
    assert [span.start for span in stage.view.spans] == [FIRST.index("Berlin"), FIRST.rindex("Berlin")]


def test_a_click_on_the_box_unticks(stage):
    stage.press("Tab")
    dialog = shown(stage)
    place = dialog.list.visualRect(dialog.model.index(1))
    stage.qtbot.mouseClick(
        dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, place.center().y())
    )
    assert [one.start for one in dialog.model.chosen()] == [FIRST.index("Berlin"), FIRST.rindex("Berlin")]
    assert dialog.list.currentIndex().row() == 1


def test_the_whole_project_with_any_case_and_parts_of_words(stage):
    stage.press("Tab")
    dialog = shown(stage)
    stage.press("Space", widget=dialog.everywhere)
    assert [row.data() for row in map(dialog.model.index, (2, 3))][1].startswith("Berliners met in Berlin")
    assert len(texts(dialog)) == 4
    stage.press("Space", widget=dialog.case)
    assert len(texts(dialog)) == 5
    stage.press("Space", widget=dialog.whole_word)
    assert len(texts(dialog)) == 6
    stage.press("Return", widget=dialog.list)
    assert gone(stage)
    assert len(stage.own()) == 4
    stage.press("Alt+PgDown", widget=stage.text)
    assert [span.start for span in stage.view.spans] == [0, SECOND.rindex("Berlin")]
    stage.press("Ctrl+Z", widget=stage.text)
    assert stage.own() == []
    stage.press("Alt+PgUp", widget=stage.text)
    assert stage.own() == []


def test_unticked_places_stay_so_with_other_options(stage):
    stage.press("Tab")
    dialog = shown(stage)
    stage.press("Space", widget=dialog.list)
    stage.press("Space", widget=dialog.everywhere)
    assert dialog.model.data(dialog.model.index(0), Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Unchecked
    assert len(dialog.model.chosen()) == 3


def test_what_is_labelled_otherwise_is_taken_only_when_asked_for(stage):
    stage.press("Tab", "Return", widget=stage.text)
    stage.context.document.change("add", FIRST.rindex("Berlin"), FIRST.rindex("Berlin") + 6, "ORG")
    stage.settle()
    stage.context.document.select(stage.view.spans[0].id)
    dialog = shown(stage)
    assert len(dialog.model.chosen()) == 1
    assert "labelled otherwise" in dialog.model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert dialog.list.currentIndex().row() == 1
    stage.press("Down", "Space", widget=dialog.list)
    assert len(dialog.model.chosen()) == 1
    stage.press("Space", widget=dialog.otherwise)
    stage.press("Return", widget=dialog.list)
    assert gone(stage)
    assert stage.own() == [("Berlin", "GPE")] * 3
    stage.press("Ctrl+Z", widget=stage.text)
    assert stage.own() == [("Berlin", "GPE"), ("Berlin", "ORG")]


def test_selected_words_get_the_label_used_last(stage):
    stage.select("slept")
    stage.press("Ctrl+Shift+O", widget=stage.text)
    assert not stage.window.findChildren(LabelAllDialog)
    assert "No label was used yet" in stage.window.toast.sentence
    stage.select("Reuters")
    key = next(label.key for _, label in stage.view.scheme.labels() if label.name == "ORG")
    stage.press(key, widget=stage.text)
    stage.select("Berlin")
    dialog = shown(stage)
    assert (dialog.wanted.words, dialog.wanted.label, dialog.wanted.source) == ("Berlin", "ORG", None)
    stage.press("Return", widget=dialog.list)
    assert stage.own() == [("Reuters", "ORG"), *[("Berlin", "ORG")] * 3]


def test_nothing_to_go_by_and_nothing_to_do_are_said(stage):
    stage.press("Ctrl+Shift+O", widget=stage.text)
    assert "select words first" in stage.window.toast.sentence
    stage.context.document.change("add", 0, 7, "ORG")
    stage.settle()
    stage.context.document.select(stage.view.spans[0].id)
    dialog = shown(stage)
    assert "nothing left to label" in dialog.words.text()
    assert not dialog.apply.isEnabled()


def test_parts_of_words_that_stand_nowhere_as_words_are_said(stage):
    stage.context.document.change("add", 1, 4, "ORG")
    stage.settle()
    stage.context.document.select(stage.view.spans[0].id)
    dialog = shown(stage)
    assert "stand nowhere" in dialog.words.text()
    stage.press("Space", widget=dialog.whole_word)
    assert len(texts(dialog)) == 1


def test_a_late_answer_is_dropped(stage):
    stage.press("Tab")
    dialog = shown(stage)
    dialog.everywhere.setChecked(True)
    dialog.everywhere.setChecked(False)
    assert not dialog.apply.isEnabled()
    stage.settle()
    assert len(texts(dialog)) == 3
    assert dialog.apply.isEnabled()


def test_escape_changes_nothing_and_frees_the_dialog(stage):
    stage.press("Tab")
    dialog = shown(stage)
    dialog.everywhere.setChecked(True)
    stage.press("Esc", widget=dialog.list, settle=False)
    assert gone(stage)
    stage.settle()
    assert stage.own() == []


def test_the_dialog_follows_changes_and_is_there_once(stage):
    stage.press("Tab")
    dialog = shown(stage)
    to_window(stage)
    stage.press("Return", widget=stage.text)
    assert dialog.apply.text() == "Label 2 places"
    stage.context.document.select(stage.view.spans[0].id)
    assert shown(stage) is not dialog
    stage.qtbot.waitUntil(lambda: len(stage.window.findChildren(LabelAllDialog)) == 1)


@pytest.mark.parametrize("how", ["author", "project"])
def test_another_person_or_project_closes_it(stage, how):
    stage.press("Tab")
    shown(stage)
    session = stage.context.session
    if how == "author":
        session.choose_author("ben")
    else:
        session.open(session.project.path)
    stage.settle()
    assert gone(stage)
    assert isinstance(stage.window, MainWindow)


def test_the_model_is_sound(stage, qtmodeltester):
    stage.press("Tab")
    qtmodeltester.check(shown(stage).model)
