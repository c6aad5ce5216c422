"""The command palette, by keyboard, and how it ranks."""

import pytest
import shiboken6
from PySide6.QtGui import QKeySequence

from ui.models.fuzzy import match, ranked


def start(stage, letters=""):
    """Open the palette and type."""
    stage.press("Ctrl+K")
    palette = stage.window.commands.palette
    stage.qtbot.keyClicks(palette.field, letters)
    stage.settle()
    return palette


def names(palette):
    return [entry.name for entry, _ in palette.model.rows]


@pytest.mark.parametrize(
    ("letters", "best"),
    [
        ("aat", "Accept all above the threshold"),
        ("dark", "Dark theme"),
        ("nd", "Next document"),
        ("und", "Undo"),
        ("sot", "Start one token to the left"),
    ],
)
def test_word_starts_and_runs_count_most(letters, best):
    known = ["Redo", "Undo", "Next document", "Reject or delete", "Accept", best, "Found in dark lands"]
    assert ranked(letters, known, str, [])[0][0] == best


def test_places_are_those_of_the_letters_in_their_order():
    found = match("Éb", "aé İb")
    assert found is not None
    assert found.places == (1, 4)
    assert match("ba", "ab") is None
    assert match("", "ab").places == ()


def test_what_was_used_last_comes_first_without_letters_and_wins_ties():
    known = ["Light theme", "Right themes", "Undo"]
    assert [name for name, _ in ranked("", known, str, [known[2]])] == ["Undo", "Light theme", "Right themes"]
    assert ranked("theme", known, str, [known[1]])[0][0] == "Right themes"


def test_an_action_runs_and_is_remembered(stage):
    palette = start(stage, "dark")
    assert names(palette)[0] == "Dark theme"
    stage.press("Return", widget=palette.field)
    assert stage.context.themes.current.dark
    assert stage.text.hasFocus()
    assert stage.context.settings.items("commands")[0] == "action:theme-dark"
    assert names(start(stage))[0] == "Dark theme (on)"


def test_a_label_goes_to_the_selection(stage):
    stage.select("Angela Merkel")
    palette = start(stage, "ORG")
    assert names(palette)[0] == "ORG"
    stage.press("Return", widget=palette.field)
    assert ("Angela Merkel", "ORG") in stage.own()


def test_a_document_is_opened_by_its_name(stage):
    row = stage.page.model.row_at(2)
    palette = start(stage, row.name[:12])
    assert row.name in names(palette)
    while palette.list.currentIndex().data() != row.name:
        stage.press("Down", widget=palette.field)
    stage.press("Return", widget=palette.field)
    assert stage.view.document.id == row.id


def test_arrows_go_round(stage):
    palette = start(stage, "theme")
    count = palette.model.rowCount()
    stage.press("Up", widget=palette.field)
    assert palette.list.currentIndex().row() == count - 1
    stage.press("Down", widget=palette.field)
    assert palette.list.currentIndex().row() == 0


@pytest.mark.parametrize("letters", ["", "qqqq"])
def test_escape_closes_and_frees_it(stage, letters):
    palette = start(stage, letters)
    assert palette.field.hasFocus()
    assert bool(palette.model.rows) is not bool(letters)
    stage.press("Esc", widget=palette.field)
    stage.qtbot.waitUntil(lambda: not shiboken6.isValid(palette))
    assert stage.window.commands.palette is None
    assert stage.text.hasFocus()


def test_the_same_key_and_another_focus_close_it(stage):
    start(stage)
    stage.press("Ctrl+K")
    assert stage.window.commands.palette is None
    start(stage)
    stage.page.documents.list.setFocus()
    assert stage.window.commands.palette is None
    assert stage.page.documents.list.hasFocus()


def test_only_what_is_possible_now_is_offered(bare_stage):
    offered = names(start(bare_stage))
    assert "New project" in offered
    assert "Undo" not in offered
    assert "ORG" not in offered


def test_keys_are_shown(stage):
    palette = start(stage, "find in text")
    (entry, _), *_ = palette.model.rows
    assert entry.keys == QKeySequence("Ctrl+F").toString(QKeySequence.SequenceFormat.NativeText)
