"""The window as a whole: states, messages, sizes, names for screen readers, dialogs."""

import weakref

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
)

from annotator.assets import load_scheme
from annotator.operations import projects
from ui.actions import ACTIONS
from ui.dialogs.author import AuthorDialog
from ui.dialogs.new_project import NewProjectDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.panels.empty import EmptyState


def shown_words(widget):
    return " ".join(label.text() for label in widget.findChildren(type(widget._title)) if label.isVisible())


def test_without_a_project_the_window_says_what_to_do(bare_stage):
    state = bare_stage.window.start.findChild(EmptyState)
    assert "No project is open" in shown_words(state)
    offered = [button.text() for button in state.findChildren(QPushButton) if button.isVisible()]
    assert offered == ["New project…", "Open project…"]
    assert not bare_stage.context.actions["accept-above"].isEnabled()


def test_a_file_that_is_no_project_is_refused_in_the_banner(bare_stage, tmp_path):
    path = tmp_path / "letter.annotator"
    path.write_text("Dear all", encoding="utf-8")
    bare_stage.context.session.open(path)
    bare_stage.qtbot.waitUntil(bare_stage.window.banner.isVisible)
    assert "letter.annotator" in bare_stage.window.banner.sentence
    assert bare_stage.window.start.isVisible()
    assert bare_stage.context.session.project is None


def test_a_project_open_elsewhere_is_refused_in_the_banner(bare_stage, project_path):
    with projects.open_project(project_path):
        bare_stage.context.session.open(project_path)
        bare_stage.qtbot.waitUntil(bare_stage.window.banner.isVisible)
    assert project_path.name in bare_stage.window.banner.sentence


def test_a_project_without_documents_says_so(bare_stage, tmp_path):
    bare_stage.context.session.create(tmp_path / "new.annotator", "news")
    bare_stage.qtbot.waitUntil(lambda: bare_stage.context.session.project is not None)
    bare_stage.settle()
    assert "No documents yet" in shown_words(bare_stage.page.empty)


def test_a_read_only_project_shows_and_refuses(bare_stage, project_path):
    bare_stage.context.session.open(project_path, read_only=True)
    bare_stage.qtbot.waitUntil(lambda: bare_stage.view is not None)
    bare_stage.settle()
    bare_stage.text.setFocus()
    bare_stage.press("Tab", "Return")
    assert bare_stage.own() == []
    assert bare_stage.window.banner.isVisible()


def test_recent_projects_are_offered(bare_stage, project_path):
    bare_stage.open(project_path)
    bare_stage.window.start.refresh()
    assert project_path.stem in bare_stage.window.start.recent.item(0).text()


def test_all_decided_says_what_comes_next(stage):
    stage.press("Tab", *["Return"] * 5)
    assert stage.left() == []
    assert "All decided" in stage.page.queue._nothing.text()
    stage.press("Tab")
    assert "Ctrl+Enter" in stage.window.toast.sentence


def test_the_state_line_tells_figures_and_the_time(stage):
    assert "5 suggestions left" in stage.window.state_line.words
    stage.press("Tab", "Return")
    assert "1 spans" in stage.window.state_line.words
    assert any(char.isdigit() for char in stage.window.state_line.saved)


def test_the_span_panel_tells_what_is_known(stage):
    stage.press("Tab")
    panel = stage.page.span
    assert (panel.text.text(), panel.score.text()) == ("Angela Merkel", "Score .99")
    assert "0–13" in panel.place.text()
    assert "test 1" in panel.origin.text()
    assert not panel.comment.isVisible()


@pytest.mark.parametrize("size", [(1024, 640), (1280, 720), (1600, 1000)])
def test_all_labels_are_in_sight(stage, size):
    stage.window.resize(*size)
    bar = stage.page.labels
    labels = [label.name for _, label in load_scheme("news").labels()]
    assert [chip.label.name for chip in bar.chips()] == labels

    def in_sight():
        places = [chip.geometry().translated(bar._tray.pos()) for chip in bar.chips()]
        apart = not any(
            one.intersects(other) for number, one in enumerate(places) for other in places[:number]
        )
        return apart and all(bar.rect().contains(place) for place in places)

    stage.qtbot.waitUntil(in_sight)
    assert stage.text.height() > size[1] * 0.6


def test_every_control_has_a_name(stage):
    for kind in (QAbstractButton, QLineEdit, QAbstractItemView, QComboBox, QAbstractSpinBox):
        for control in stage.window.findChildren(kind):
            if control.isVisible() and not control.objectName().startswith("qt_"):
                named = control.accessibleName() or (control.text() if hasattr(control, "text") else "")
                named = named or control.toolTip() or (control.parent() and control.parent().accessibleName())
                assert named, control


def test_focus_goes_round_the_panes(stage):
    stage.press("F6")
    assert stage.page.queue.list.hasFocus()
    stage.press("F6")
    assert stage.page.documents.list.hasFocus()
    stage.press("F6")
    assert stage.text.isAncestorOf(stage.window.focusWidget())


def test_panels_can_be_hidden(stage):
    stage.press("Ctrl+B", "Ctrl+Shift+B")
    assert not stage.page.documents.isVisible()
    assert not stage.page.queue.isVisible()
    stage.press("Ctrl+B", "Ctrl+Shift+B")
    assert stage.page.documents.isVisible()


def test_shortcut_list_names_every_key(stage):
    dialog = ShortcutsDialog(load_scheme("news"))
    stage.qtbot.addWidget(dialog)
    rows = {}
    for place in range(dialog.tree.topLevelItemCount()):
        top = dialog.tree.topLevelItem(place)
        rows |= {top.child(number).text(0): top.child(number).text(1) for number in range(top.childCount())}
    assert rows["PERSON"] == "1"
    assert rows["LANGUAGE"] == "L"
    assert sum(bool(info.keys) for info in ACTIONS) <= len(rows) + 16
    dialog.search.setText("undo")
    shown = [
        dialog.tree.topLevelItem(place).text(0)
        for place in range(dialog.tree.topLevelItemCount())
        if not dialog.tree.topLevelItem(place).isHidden()
    ]
    assert shown == ["Edit"]


def test_author_dialog_takes_people_only(qtbot):
    dialog = AuthorDialog(("anna", "ben"), "anna")
    qtbot.addWidget(dialog)
    button = dialog._buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert button.isEnabled()
    dialog.name.setEditText("pipeline:x")
    assert not button.isEnabled()
    dialog.name.setEditText("  ")
    assert not button.isEnabled()
    dialog.name.setEditText(" carla ")
    assert dialog.chosen == "carla"


def test_new_project_dialog_checks_the_place(qtbot, tmp_path):
    dialog = NewProjectDialog(tmp_path)
    qtbot.addWidget(dialog)
    button = dialog._buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert button.isEnabled()
    dialog.path.setText(str(tmp_path / "mine"))
    assert dialog.chosen.path == tmp_path / "mine.annotator"
    (tmp_path / "mine.annotator").touch()
    dialog._check()
    assert not button.isEnabled()
    dialog.path.setText(str(tmp_path / "nowhere" / "mine"))
    assert not button.isEnabled()


@pytest.mark.parametrize(
    "make", [lambda folder: AuthorDialog((), ""), lambda folder: NewProjectDialog(folder)]
)
def test_dialogs_are_freed(qapp, tmp_path, make):
    dialog = make(tmp_path)
    gone = weakref.ref(dialog)
    dialog.deleteLater()
    del dialog
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone() is None
