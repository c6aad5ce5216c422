"""The mouse on the text: real presses, drags and releases in the viewport."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from annotator.domain.text import TokenIndex
from tests.ui.text.samples import LIGHT_COLORS, NEWS, Marker

Mod, Left = Qt.KeyboardModifier, Qt.MouseButton.LeftButton


def spot(view, offset):
    """Return the viewport point of an offset, on the line's middle."""
    rect = view.rect_of(offset, offset)
    return QPoint(rect.left(), rect.center().y())


@pytest.fixture
def drag(qtbot):
    def do(view, start, end, modifier=Mod.NoModifier):
        qtbot.mousePress(view.viewport(), Left, Mod.NoModifier, spot(view, start))
        qtbot.mouseMove(view.viewport(), spot(view, (start + end) // 2))
        QApplication.processEvents()
        qtbot.mouseMove(view.viewport(), spot(view, end))
        QApplication.processEvents()
        qtbot.mouseRelease(view.viewport(), Left, modifier, spot(view, end))

    return do


def test_a_click_puts_the_caret_there(news, qtbot):
    for offset in (0, 30, NEWS.index("Fjord") + 3, NEWS.index("retirement")):
        qtbot.mouseClick(news.viewport(), Left, Mod.NoModifier, spot(news, offset))
        assert news.caret == offset
        assert news.selection() == (offset, offset)


def test_a_drag_selects_and_is_widened_to_tokens(news, drag, qtbot):
    news.set_snap(TokenIndex(NEWS).snap)
    start = NEWS.index("lowered its policy")
    with qtbot.waitSignal(news.selection_changed):
        drag(news, start + 2, start + 14)
    assert news.selected_text() == "lowered its policy"


def test_alt_while_releasing_leaves_the_characters(news, drag):
    news.set_snap(TokenIndex(NEWS).snap)
    start = NEWS.index("lowered its policy")
    drag(news, start + 2, start + 14, Mod.AltModifier)
    assert news.selected_text() == "wered its po"


def test_a_drag_backwards_keeps_the_caret_in_front(news, drag):
    start = NEWS.index("lowered its policy")
    drag(news, start + 10, start)
    assert (news.anchor, news.caret) == (start + 10, start)


def test_shift_and_a_click_extend(news, qtbot):
    start = NEWS.index("told reporters")
    news.set_caret(start)
    qtbot.mouseClick(news.viewport(), Left, Mod.ShiftModifier, spot(news, start + 14))
    assert news.selected_text() == "told reporters"


def test_two_clicks_take_the_token_three_the_paragraph(news, qtbot):
    start = NEWS.index("reporters")
    point = spot(news, start + 4)
    qtbot.mouseClick(news.viewport(), Left, Mod.NoModifier, point)
    qtbot.mouseDClick(news.viewport(), Left, Mod.NoModifier, point)
    assert news.selected_text() == "reporters"
    qtbot.mouseClick(news.viewport(), Left, Mod.NoModifier, point)
    assert news.selected_text() == NEWS[: NEWS.index("\n")]


def test_a_click_on_a_span_and_on_its_chip_names_it(news, qtbot):
    span = next(span for span in news.page.spans.values() if NEWS[span.start : span.end] == "Bergen")
    chip = news.rect_of(span.start, span.end).center() + QPoint(
        news.rect_of(span.start, span.end).width() // 3, 0
    )
    for point in (spot(news, span.start + 2), chip):
        with qtbot.waitSignal(news.span_clicked) as caught:
            qtbot.mouseClick(news.viewport(), Left, Mod.NoModifier, point)
        assert caught.args == [span.id]
    with qtbot.waitSignal(news.span_double_clicked) as caught:
        qtbot.mouseDClick(news.viewport(), Left, Mod.NoModifier, chip)
    assert caught.args == [span.id]


def test_a_click_on_a_nested_span_under_the_line_names_the_inner_one(news, qtbot):
    inner = next(span for span in news.page.spans.values() if NEWS[span.start : span.end] == "Scotland")
    outer = next(span for span in news.page.spans.values() if NEWS[span.start : span.end].startswith("Royal"))
    rect = news.rect_of(inner.start, inner.end)
    below = QPoint(rect.left() + 8, rect.bottom() + 6)
    assert news.spans_under(below) == [inner.id]
    assert news.spans_under(rect.center()) == [outer.id]
    assert news.span_at(inner.start + 1) == [inner.id, outer.id]


def test_a_click_on_a_margin_bar_names_the_claim(news):
    claim = next(span for span in news.page.spans.values() if span.label == "PREDICTION")
    rect = news.rect_of(claim.start, claim.end)
    assert news.spans_under(QPoint(news.column_left() - 14, rect.center().y())) == [claim.id]


def test_a_click_on_a_chip_puts_the_caret_behind_the_span(news, qtbot):
    span = next(span for span in news.page.spans.values() if NEWS[span.start : span.end] == "Bergen")
    right = news.rect_of(span.start, span.end).right()
    for back in (4, 15, 30):
        point = QPoint(right - back, news.rect_of(span.start, span.end).center().y())
        assert news.offset_at(point) == span.end


def test_hover_shows_what_a_click_means(news, qtbot):
    span = next(span for span in news.page.spans.values() if NEWS[span.start : span.end] == "Bergen")
    qtbot.mouseMove(news.viewport(), spot(news, span.start + 2))
    QApplication.processEvents()
    assert news.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(news.viewport(), spot(news, NEWS.index("told") + 1))
    QApplication.processEvents()
    assert news.viewport().cursor().shape() == Qt.CursorShape.IBeamCursor


def test_dragging_past_the_edge_scrolls_on(make_view, qtbot):
    view = make_view("\n".join(f"line {number}" for number in range(200)), height=300)
    qtbot.mousePress(view.viewport(), Left, Mod.NoModifier, spot(view, 2))
    qtbot.mouseMove(view.viewport(), QPoint(120, 150))
    qtbot.mouseMove(view.viewport(), QPoint(120, 360))
    qtbot.waitUntil(lambda: view.caret > 400, timeout=4_000)
    assert view.verticalScrollBar().value() > 0
    qtbot.mouseRelease(view.viewport(), Left, Mod.NoModifier, QPoint(120, 299))
    assert view.anchor == 2


def test_a_context_menu_is_asked_for_at_the_mouse_and_at_the_caret(news, qtbot):
    offset = NEWS.index("krone")
    point = spot(news, offset)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, news.viewport().mapToGlobal(point))
    with qtbot.waitSignal(news.context_requested) as caught:
        QApplication.sendEvent(news.viewport(), event)
    assert caught.args[0] == offset
    news.set_caret(7)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(news.context_requested) as caught:
        QApplication.sendEvent(news.viewport(), event)
    assert caught.args[0] == 7


def test_a_token_at_an_edge_is_chosen_by_the_mouse(make_view, qtbot):
    text = "one(two)three"
    view = make_view(text, [Marker(text, LIGHT_COLORS).add("two", "ORG")])
    rect = view.rect_of(4, 7)
    qtbot.mouseDClick(view.viewport(), Left, Mod.NoModifier, QPoint(rect.left() + 2, rect.center().y()))
    assert view.selected_text() == "two"
