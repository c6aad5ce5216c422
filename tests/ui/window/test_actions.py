"""The table of actions, and what is made of it."""

import string

import pytest
from PySide6.QtGui import QKeySequence

from annotator.assets import load_scheme, scheme_names
from ui.actions import ACTIONS, BY_ID, CHAPTERS, MENUS, Scope, tooltip
from ui.icons import ICONS


def test_ids_and_titles_are_unique():
    assert len(BY_ID) == len(ACTIONS)
    in_menus = [info.title for info in ACTIONS if info.menu in dict(MENUS)]
    assert len(set(in_menus)) == len(in_menus)


def test_no_key_is_given_twice():
    # Keys of the window count in the text too, so scopes share one table; pages are never shown together.
    for page in ("annotate", "review"):
        seen = {}
        for info in ACTIONS:
            for key in info.keys if info.page in ("", page) else ():
                sequence = QKeySequence.fromString(key).toString()
                assert sequence, f"{info.id}: {key} is no key"
                assert sequence not in seen, f"{info.id} and {seen.get(sequence)} share {key}"
                seen[sequence] = info.id


def test_plain_letters_and_digits_belong_to_labels_where_people_label():
    plain = set(string.ascii_letters + string.digits)
    assert not [info.id for info in ACTIONS for key in info.keys if key in plain and info.page != "review"]


def test_each_action_is_possible_on_its_own_page_only(stage):
    actions = stage.context.actions
    assert actions["done-next"].isEnabled()
    assert not actions["review-finish"].isEnabled()
    stage.press("Ctrl+2")
    on_annotate = [info.id for info in ACTIONS if info.page == "annotate"]
    assert not [id for id in on_annotate if actions[id].isEnabled()]


@pytest.mark.parametrize("name", scheme_names())
def test_label_keys_clash_with_no_action(name):
    keys = {
        QKeySequence.fromString(key).toString()
        for info in ACTIONS
        if info.page != "review"
        for key in info.keys
    }
    labels = [label for _, label in load_scheme(name).labels() if label.key]
    assert not [label.name for label in labels if QKeySequence.fromString(label.key).toString() in keys]


def test_every_icon_exists(qapp):
    import qtawesome

    assert not [info.id for info in ACTIONS if info.icon and info.icon not in ICONS]
    font = next(font for font in qtawesome._BUNDLED_FONTS if font[0] == "mdi6")
    charmap = qtawesome.IconicFont(font).charmap["mdi6"]
    assert not [name for name, glyph in ICONS.items() if glyph not in charmap]


def test_every_action_is_explained():
    for info in ACTIONS:
        assert info.help, info.id
        assert info.help[0].isupper(), info.id
        assert not info.help.endswith("."), info.id
        assert info.menu in dict(CHAPTERS), info.id
        for key in info.keys:
            assert QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) in tooltip(info)


def test_menus_hold_every_action_with_its_keys(bare_stage):
    shown = {
        action.objectName(): action for menu in bare_stage.window.menus.values() for action in menu.actions()
    }
    for info in ACTIONS:
        if info.menu in dict(MENUS):
            assert shown[info.id].shortcuts() == [QKeySequence(key) for key in info.keys], info.id
            assert shown[info.id].isCheckable() == info.checkable


def test_every_action_that_is_offered_does_something(stage):
    actions = stage.context.actions
    for info in ACTIONS:
        action = actions[info.id]
        if action.isVisible():
            heard = action.receivers("2triggered(bool)") + action.receivers("2toggled(bool)")
            grouped = action.actionGroup() is not None
            assert heard or grouped, f"{info.id} is connected to nothing"


def test_text_keys_count_in_the_text_and_the_queue_only(stage):
    text_actions = {info.id for info in ACTIONS if info.scope is Scope.TEXT}
    for widget in (stage.text, stage.page.queue.list):
        assert text_actions <= {action.objectName() for action in widget.actions()}
    assert not text_actions & {action.objectName() for action in stage.page.documents.filter.actions()}
