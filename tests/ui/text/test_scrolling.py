"""The place on the screen stays while things around it change; big and odd documents work."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from tests.ui.text.samples import LIGHT_COLORS, Marker
from ui.text.model import ViewSpan

LONG = "\n".join(
    f"Paragraph {number} tells of the harbour and of the winter that came early. " * 3
    for number in range(400)
)


def top_line(view):
    """Return the offset at the upper left corner of the text, and its height there."""
    offset = view.offset_at(QPoint(view.column_left(), 2))
    return offset, view.rect_of(offset, offset).top()


def box(number, start, end, **fields):
    values = {
        "label": "ORG",
        "layer": "entities",
        "shape": "box",
        "suggested": False,
        "score": None,
        "color": "#2563EB",
    }
    return ViewSpan(f"b{number}", start, end, **(values | fields))


def test_a_span_added_above_the_screen_moves_nothing(make_view):
    view = make_view(LONG)
    middle = len(LONG) // 2
    view.ensure_visible(middle, middle)
    QApplication.processEvents()
    before = top_line(view)
    view.set_spans(
        [box(number, place, place + 9) for number, place in enumerate(range(0, middle - 4_000, 40))]
    )
    QApplication.processEvents()
    assert top_line(view) == before


def test_a_span_added_in_the_upper_line_moves_nothing_above_it(make_view):
    view = make_view(LONG)
    view.ensure_visible(20_000, 20_000)
    before = top_line(view)
    view.set_spans([box(1, before[0] + 10, before[0] + 17)])
    assert view.rect_of(before[0], before[0]).top() == before[1]


def test_zoom_and_width_keep_the_text_at_the_upper_edge(make_view):
    view = make_view(LONG)
    view.ensure_visible(30_000, 30_000)
    offset, _ = top_line(view)
    paragraph = view.page.text.paragraph_at(offset)
    for change in (
        lambda: view.set_zoom(20),
        lambda: view.resize(700, 500),
        lambda: view.set_labels_below(True),
    ):
        change()
        QApplication.processEvents()
        low, high = paragraph
        assert low <= top_line(view)[0] <= high
    view.set_line_spacing(1.6)
    assert paragraph[0] <= top_line(view)[0] <= paragraph[1]


def test_the_scroll_bar_moves_by_pixels_and_by_leaps(make_view):
    view = make_view(LONG)
    bar = view.verticalScrollBar()
    first = view.rect_of(0, 0).top()
    bar.setValue(50)
    assert view.rect_of(0, 0).top() == first - 50
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    end = view.rect_of(len(LONG), len(LONG))
    assert view.viewport().rect().contains(end)
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    QApplication.processEvents()
    assert view.rect_of(0, 0).top() == first


def test_scrolling_through_everything_never_jumps(make_view):
    view = make_view(LONG)
    shown = []
    for _ in range(300):
        view.scroll_by(97)
        shown.append(top_line(view))
    for (before, top), (after, new_top) in pairwise(shown):
        assert after >= before
        if after == before:
            assert (
                new_top == top - 97 or view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
            )


def test_ensure_visible_moves_no_more_than_needed(make_view):
    view = make_view(LONG)
    view.ensure_visible(300, 310)
    assert view.verticalScrollBar().value() == 0
    for place in (90_000, 200, 60_000, len(LONG)):
        view.ensure_visible(place, place)
        assert view.viewport().rect().contains(view.rect_of(place, place))


def test_a_million_characters_in_one_line(make_view):
    text = "x" * 400_000 + " " + "harbour winter " * 40_000
    view = make_view(text, [box(1, 10, 20), box(2, 500_000, 500_020), box(3, 399_990, 400_010)])
    for place in (0, 399_995, 500_010, len(text)):
        view.ensure_visible(place, place)
        QApplication.processEvents()
        rect = view.rect_of(place, place)
        assert view.viewport().rect().contains(rect)
        assert view.offset_at(rect.center()) == place
    assert view.span_at(500_001) == ["b2"]
    assert max(block.end - block.start for block in view.page.blocks) <= 4_000


def test_a_span_over_many_blocks_is_drawn_in_each_and_labelled_once(make_view):
    text = "word " * 4_000
    view = make_view(text, [box(1, 100, 15_000)])
    labels = 0
    for index in view.page.text.touched(100, 15_000):
        pieces = view.page.frame(index).pieces
        assert [piece.span.id for piece in pieces] == ["b1"]
        labels += sum(piece.label is not None for piece in pieces)
    assert labels == 1


def test_an_empty_document_can_be_shown_and_moved_in(make_view):
    view = make_view("")
    for kind in (
        "char-right",
        "line-up",
        "line-down",
        "token-left",
        "page-down",
        "document-end",
        "sentence-right",
    ):
        view.move(kind, keep_anchor=False)
        assert view.caret == 0
    assert view.span_at(0) == []
    assert view.spans_under(QPoint(100, 100)) == []


def test_the_next_document_starts_afresh(make_view, qtbot):
    view = make_view(LONG, [box(1, 0, 9)])
    view.ensure_visible(50_000, 50_000)
    view.select(100, 200)
    with qtbot.waitSignals([view.caret_moved, view.selection_changed]):
        view.set_document("short")
    QApplication.processEvents()
    assert view.span_at(0) == []
    assert (view.caret, view.verticalScrollBar().maximum()) == (0, 0)


def test_suggestions_and_hits_are_marked_on_the_scroll_bar(make_view, qtbot):
    view = make_view(LONG, [box(1, 50_000, 50_010, suggested=True, score=0.5), box(2, 10, 20)])
    view.set_hits([(len(LONG) - 20, len(LONG) - 10)])
    qtbot.waitUntil(lambda: len(view.verticalScrollBar().ticks) == 2)
    first, last = sorted(view.verticalScrollBar().ticks)
    assert 0.3 < first < 0.8
    assert last > 0.98


def test_spans_are_compared_by_value(make_view):
    mark = Marker(LONG, LIGHT_COLORS)
    mark.add("harbour", "LOC")
    view = make_view(LONG, mark.spans)
    view.page.frame(0)
    again = Marker(LONG, LIGHT_COLORS)
    again.add("harbour", "LOC")
    view.set_spans(again.spans)
    assert view.page.blocks[0].frame is not None
    again.add("winter", "DATE")
    view.set_spans(again.spans)
    assert view.page.blocks[0].frame is None
    view.change_spans([], ["s0"])
    assert view.span_at(LONG.index("harbour")) == []
    assert view.span_at(LONG.index("winter")) == ["s1"]


def test_lines_are_not_shaped_again_when_only_lanes_change(make_view):
    view = make_view(LONG, [box(1, 0, 30)])
    lines = view.page.shaped(0)
    view.change_spans([box(2, 4, 9)])
    assert view.page.shaped(0) is lines
    assert len(view.page.frame(0).pieces) == 2


def test_a_span_outside_the_text_is_an_error(make_view):
    view = make_view("short")
    with pytest.raises(ValueError, match="outside the text"):
        view.set_spans([box(1, 2, 9)])
