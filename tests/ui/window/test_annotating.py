"""A person with a keyboard and the short text: every key is pressed for real and looked up on the disk."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from annotator.domain.annotation import OriginKind, SetStatus
from annotator.operations import annotating, projects


def stored(stage, project_path, author="anna"):
    """What a second program would read from the file now."""
    document_id = stage.view.document.id
    with projects.open_project(project_path, read_only=True) as project:
        return annotating.view(project.read, document_id, author)


def test_tab_goes_round_the_suggestions(stage):
    seen = []
    for _ in range(6):
        stage.press("Tab")
        seen.append(stage.words(stage.current))
    assert seen == [
        "Angela Merkel",
        "Reuters",
        "Berlin",
        "Friday",
        "It will grow by 3 per cent, she said.",
        "Angela Merkel",
    ]
    stage.press("Shift+Tab")
    assert stage.words(stage.current).startswith("It will")


def test_return_accepts_and_goes_on(stage, project_path):
    stage.press("Tab", "Return")
    assert stage.own() == [("Angela Merkel", "PERSON")]
    assert stage.words(stage.current) == "Reuters"
    (span,) = stored(stage, project_path).spans
    assert span.origin.kind is OriginKind.ACCEPTED
    assert "Angela Merkel" not in stage.left()


def test_return_without_a_current_span_goes_to_the_first(stage):
    stage.press("Return")
    assert stage.words(stage.current) == "Angela Merkel"
    assert stage.own() == []


def test_keys_typed_faster_than_the_disk_are_not_lost(stage):
    stage.press("Tab", "Return", "Return", "Backspace", "Return", settle=False)
    stage.settle()
    assert stage.own() == [("Angela Merkel", "PERSON"), ("Reuters", "PERSON"), ("Friday", "DATE")]
    assert [stage.words(span) for span in stage.view.rejected] == ["Berlin"]


def test_backspace_rejects(stage, project_path):
    stage.press("Tab", "Tab", "Backspace")
    assert "Reuters" not in stage.left()
    assert stage.words(stage.current) == "Berlin"
    assert len(stored(stage, project_path).rejected) == 1


def test_a_label_key_relabels_a_suggestion_and_goes_on(stage):
    stage.press("Tab", "Tab", "3")
    assert stage.own() == [("Reuters", "ORG")]
    assert stage.words(stage.current) == "Berlin"


def test_a_label_key_relabels_an_own_span_and_stays(stage):
    stage.press("Tab", "Tab", "Return")
    stage.page.annotating.visit(stage.view.spans[0].id)
    stage.press("3")
    assert stage.own() == [("Reuters", "ORG")]
    assert stage.words(stage.current) == "Reuters"


def test_a_letter_labels_the_selection(stage, project_path):
    stage.select("3 per cent")
    stage.press("p")
    assert stage.own() == [("3 per cent", "PERCENT")]
    assert stage.words(stage.current) == "3 per cent"
    assert stored(stage, project_path).spans[0].origin.kind is OriginKind.HAND


def test_a_selection_is_widened_to_tokens(stage):
    stage.select("er cen")
    stage.press("p")
    assert stage.own() == [("per cent", "PERCENT")]


def test_a_label_key_takes_the_word_at_the_caret(stage):
    stage.text.set_caret(stage.view.document.text.index("silence") + 3)
    stage.press("7")
    assert stage.own() == [("silence", "PRODUCT")]


def test_a_claim_takes_its_sentence_and_leaves_the_suggestion(stage):
    stage.press("Tab", "c")
    assert stage.own() == [("Angela Merkel met Reuters in Berlin on Friday.", "CLAIM")]
    assert "Angela Merkel" in stage.left()


def test_selecting_with_the_keyboard(stage):
    stage.press("Ctrl+Home", "Ctrl+Shift+Right", "Ctrl+Shift+Right")
    start, end = stage.text.selection()
    assert stage.view.document.text[start:end] == "Angela Merkel"
    stage.press("Shift+Left")
    assert stage.text.selection()[1] == end - 1
    stage.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == "Angela Merke"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Alt+Shift+Right", "Berlin on"),
        ("Alt+Left", "in Berlin"),
        ("Ctrl+Alt+Shift+Left", "Berli"),
        ("Ctrl+Alt+Right", "erlin"),
    ],
)
def test_ends_move(stage, key, expected):
    stage.press("Tab", "Tab", "Tab", key)
    assert stage.own() == [(expected, "GPE")]
    assert stage.words(stage.current) == expected


def test_ends_move_as_fast_as_keys_are_pressed(stage):
    stage.press("Tab", "Tab", "Tab", "Alt+Shift+Right", "Alt+Shift+Right", "Alt+Left", settle=False)
    stage.settle()
    assert stage.own() == [("in Berlin on Friday", "GPE")]
    stage.press("Alt+Right", "Alt+Shift+Left")
    assert stage.own() == [("Berlin on", "GPE")]


def test_undo_and_redo(stage, project_path):
    stage.press("Tab", "Return", "Return")
    stage.press("Ctrl+Z")
    assert stage.own() == [("Angela Merkel", "PERSON")]
    assert "Reuters" in stage.left()
    stage.press("Ctrl+Shift+Z")
    assert len(stage.own()) == 2
    assert len(stored(stage, project_path).spans) == 2
    stage.press("Ctrl+Z", "Ctrl+Z")
    assert stage.own() == []


def test_undo_with_nothing_done_says_so(stage):
    stage.press("Ctrl+Z")
    assert "nothing" in stage.window.toast.sentence


def test_delete_removes_an_own_span(stage):
    stage.select("silence")
    stage.press("7", "Del")
    assert stage.own() == []
    assert stage.current is None


def test_accept_above_is_one_step_with_undo_in_the_toast(stage):
    stage.page.queue.threshold.setValue(0.9)
    stage.press("Ctrl+Shift+A")
    assert [words for words, _ in stage.own()] == ["Angela Merkel", "Berlin"]
    assert stage.window.toast.isVisible()
    stage.qtbot.mouseClick(stage.window.toast._undo, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.own() == []


def test_accept_above_says_when_nothing_scores_enough(stage):
    stage.page.queue.threshold.setValue(1.0)
    stage.press("Ctrl+Shift+A")
    assert stage.own() == []
    assert "1.00" in stage.window.toast.sentence


def test_space_uses_the_last_label_again(stage):
    stage.select("rest")
    stage.press("7")
    stage.press("Esc")
    stage.select("silence")
    stage.press("Space")
    assert stage.own() == [("rest", "PRODUCT"), ("silence", "PRODUCT")]


def test_escape_drops_selection_then_current(stage):
    stage.press("Tab")
    stage.press("Esc")
    assert stage.current is None
    stage.select("rest")
    stage.press("Esc")
    assert stage.text.selection()[0] == stage.text.selection()[1]


def test_comment(stage, project_path):
    stage.press("Tab", "F2")
    assert "own" in stage.window.toast.sentence
    stage.select("rest")
    stage.press("7", "F2")
    assert stage.page.span.comment.hasFocus()
    stage.qtbot.keyClicks(stage.page.span.comment, "why?")
    stage.press("Return")
    assert stored(stage, project_path).spans[0].comment == "why?"


def test_done_and_next(stage):
    first = stage.view.document.id
    stage.press("Ctrl+Return")
    assert stage.view.document.id != first
    row = stage.page.model.row_at(stage.page.model.place_of(first))
    assert row.status is SetStatus.DONE
    assert "1 / " in stage.page.documents.heading.text()


def test_documents_by_key(stage):
    first = stage.view.document.id
    stage.press("Alt+PgUp")
    assert stage.view.document.id == first
    assert "first" in stage.window.toast.sentence
    stage.press("Alt+PgDown")
    second = stage.view.document.id
    assert second != first
    stage.press("Ctrl+PgUp")
    assert stage.view.document.id == first


def test_moving_through_own_spans(stage):
    stage.press("Tab", "Return", "Return", "Return", "Esc", "Ctrl+Home")
    stage.press("Alt+Down")
    assert stage.words(stage.current) == "Angela Merkel"
    stage.press("Alt+Down", "Alt+Down", "Alt+Down")
    assert stage.words(stage.current) == "Angela Merkel"
    stage.press("Alt+Up")
    assert stage.words(stage.current) == "Berlin"


def test_stacked_spans_are_cycled(stage):
    stage.select("3 per cent")
    stage.press("p", "Esc")
    stage.text.set_caret(stage.view.document.text.index("per cent"))
    seen = set()
    for _ in range(2):
        stage.press("Alt+Return")
        seen.add(stage.current.label)
    assert seen == {"PERCENT", "CLAIM"}


def test_overlapping_spans_of_a_flat_layer_are_replaced_and_undo_is_offered(stage):
    stage.press("Tab", "Tab", "Return")
    stage.select("met Reuters in")
    stage.press("3")
    assert stage.own() == [("met Reuters in", "ORG")]
    assert stage.window.toast.isVisible()
    stage.press("Ctrl+Z")
    assert stage.own() == [("Reuters", "PERSON")]


def test_find(stage):
    stage.press("Ctrl+F")
    assert stage.page.find.field.hasFocus()
    stage.qtbot.keyClicks(stage.page.find.field, "re")
    stage.press("Return", "Return")
    start, end = stage.text.selection()
    assert stage.view.document.text[start:end].casefold() == "re"
    stage.press("Esc")
    assert not stage.page.find.isVisible()


def test_zoom(stage):
    size = stage.text.zoom()
    stage.press("Ctrl+=")
    assert stage.text.zoom() > size
    stage.press("Ctrl+-", "Ctrl+-")
    assert stage.text.zoom() < size
    assert stage.context.settings.number("zoom") == stage.text.zoom()


def test_letters_in_the_filter_are_no_labels(stage):
    stage.press("Ctrl+L")
    stage.press("1", "p")
    assert stage.page.documents.filter.text() == "1p"
    assert stage.own() == []


def test_a_click_makes_a_span_the_current_one(stage):
    span = stage.view.suggestions[2]
    place = stage.text.rect_of(span.start, span.start + 2).center()
    stage.qtbot.mouseClick(stage.text.viewport(), Qt.MouseButton.LeftButton, pos=place)
    stage.settle()
    assert stage.words(stage.current) == "Berlin"
    assert stage.page.span.text.text() == "Berlin"


def test_mouse_selection_snaps_and_a_chip_labels_it(stage):
    start = stage.view.document.text.index("silence")
    left = stage.text.rect_of(start + 1, start + 1).center()
    right = stage.text.rect_of(start + 5, start + 5).center()
    viewport = stage.text.viewport()
    stage.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=left)
    stage.qtbot.mouseMove(viewport, (left + right) / 2)
    stage.qtbot.mouseMove(viewport, right + QPoint(1, 0))
    stage.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=right)
    chip = next(chip for chip in stage.page.labels.chips() if chip.label.name == "EVENT")
    stage.qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.own() == [("silence", "EVENT")]


def test_the_queue_takes_the_same_keys(stage):
    stage.page.queue.list.setFocus()
    stage.press("Tab", "Return", "3")
    assert stage.own() == [("Angela Merkel", "PERSON"), ("Reuters", "ORG")]


def test_accept_button(stage):
    stage.press("Tab")
    stage.qtbot.mouseClick(stage.page.buttons.accept, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.own() == [("Angela Merkel", "PERSON")]


def test_nothing_is_confirmed_before_it_is_stored(stage, qtbot):
    """The view changes only with the answer of the writer, never with the key."""
    stage.press("Tab")
    stage.press("Return", settle=False)
    assert stage.view.spans == ()
    stage.settle()
    assert len(stage.view.spans) == 1
