"""The keyboard on the text: real key presses, sent to whatever has the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from ui.text.view import TextView

Key, Mod = Qt.Key, Qt.KeyboardModifier
TEXT = "Ann met Bob. They ate 1,402.5 figs.\nSecond paragraph here.\n\nLast 📈 e\u0301 👩‍👩‍👧 end"


@pytest.fixture
def press(qtbot):
    def send(key, modifier=Mod.NoModifier):
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)

    return send


def test_a_key_reaches_the_view_through_the_mirror(make_view, press, qtbot):
    view = make_view(TEXT)
    with qtbot.waitSignal(view.caret_moved) as caught:
        press(Key.Key_Right)
    assert caught.args == [1]
    assert view.hasFocus()


def test_right_walks_over_graphemes_and_back(make_view, press):
    view = make_view(TEXT)
    view.set_caret(TEXT.index("📈"))
    stops = []
    for _ in range(6):
        press(Key.Key_Right)
        stops.append(view.caret)
    start = TEXT.index("📈")
    assert stops == [start + 1, start + 2, start + 4, start + 5, start + 10, start + 11]
    for expected in [*reversed(stops[:-1]), start]:
        press(Key.Key_Left)
        assert view.caret == expected


def test_control_and_shift_take_whole_tokens_and_give_them_back(make_view, press):
    view = make_view(TEXT)
    view.set_caret(TEXT.index("They"))
    held = Mod.ControlModifier | Mod.ShiftModifier
    for expected in ("They", "They ate", "They ate 1,402.5"):
        press(Key.Key_Right, held)
        assert view.selected_text() == expected
    press(Key.Key_Left, held)
    assert view.selected_text() == "They ate"
    press(Key.Key_Left, held)
    press(Key.Key_Left, held)
    assert view.selection() == (TEXT.index("They"), TEXT.index("They"))


def test_a_plain_arrow_leaves_the_selection_at_its_edge(make_view, press):
    view = make_view(TEXT)
    view.select(4, 7)
    press(Key.Key_Left)
    assert (view.anchor, view.caret) == (4, 4)


def test_home_end_and_control_home_end(make_view, press):
    view = make_view(TEXT)
    view.set_caret(10)
    press(Key.Key_End)
    assert view.caret == TEXT.index("\n")
    press(Key.Key_Home)
    assert view.caret == 0
    press(Key.Key_End, Mod.ControlModifier)
    assert view.caret == len(TEXT)
    press(Key.Key_Home, Mod.ControlModifier)
    assert view.caret == 0


def test_down_keeps_the_column_over_a_short_line(make_view, press):
    text = "a long first line of text\nab\nanother long line of text"
    view = make_view(text)
    view.set_caret(12)
    place = view.rect_of(12, 12).left()
    press(Key.Key_Down)
    assert view.caret == text.index("ab") + 2
    press(Key.Key_Down)
    assert abs(view.rect_of(view.caret, view.caret).left() - place) < 10
    press(Key.Key_Up)
    press(Key.Key_Up)
    assert view.caret == 12
    press(Key.Key_Up)
    assert view.caret == 0


def test_moves_by_sentence_and_paragraph(make_view):
    view = make_view(TEXT)
    view.move("sentence-right", keep_anchor=False)
    assert view.caret == TEXT.index("They")
    view.move("sentence-right", keep_anchor=True)
    assert view.selected_text() == "They ate 1,402.5 figs."
    view.move("paragraph-right", keep_anchor=False)
    assert view.caret == TEXT.index("Second")
    view.move("paragraph-left", keep_anchor=False)
    assert view.caret == 0


def test_an_unknown_move_is_an_error(make_view):
    view = make_view(TEXT)
    with pytest.raises(ValueError, match="char-sideways"):
        view.move("char-sideways", keep_anchor=False)


def test_arrows_follow_the_screen_in_right_to_left_paragraphs(make_view, press):
    view = make_view("שלום עולם")
    press(Key.Key_Left)
    press(Key.Key_Left)
    assert view.caret == 2
    press(Key.Key_Right)
    assert view.caret == 1
    press(Key.Key_Left, Mod.ControlModifier)
    assert view.caret == 5


def test_page_down_and_up_return_to_the_same_line(make_view, press):
    view = make_view("\n".join(f"line {number} of a long document" for number in range(300)))
    view.set_caret(3)
    press(Key.Key_PageDown)
    below = view.caret
    assert below > 300
    assert view.viewport().rect().contains(view.rect_of(below, below))
    press(Key.Key_PageUp)
    assert view.caret == 3


def test_copy_gives_exactly_the_characters(make_view, press):
    text = "\ufeffone\u00a0two\x00three 📈\r\nfour\u2028five"
    view = make_view(text)
    press(Key.Key_A, Mod.ControlModifier)
    assert view.selection() == (0, len(text))
    view.select(4, 18)
    press(Key.Key_C, Mod.ControlModifier)
    assert QGuiApplication.clipboard().text() == text[4:18]


def test_keys_that_are_not_ours_reach_the_window(qtbot):
    class Window(QMainWindow):
        def __init__(self):
            super().__init__()
            self.heard = []

        def keyPressEvent(self, event):
            self.heard.append(event.text())

    window = Window()
    qtbot.addWidget(window)
    view = TextView()
    window.setCentralWidget(view)
    view.set_document("some text")
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_X)
    assert window.heard == ["x"]


def test_the_wheel_scrolls_and_zooms_with_control(make_view, qtbot):
    view = make_view("\n".join(f"line {number}" for number in range(200)))

    def turn(modifier):
        place = QPointF(200, 200)
        event = QWheelEvent(
            place,
            view.viewport().mapToGlobal(place),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)

    turn(Mod.NoModifier)
    assert view.verticalScrollBar().value() > 0
    with qtbot.waitSignal(view.zoom_changed) as caught:
        turn(Mod.ControlModifier)
    assert caught.args == [11.5]
    view.set_zoom(1_000)
    assert view.zoom() == 48
