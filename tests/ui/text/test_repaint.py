"""Only what changed is painted; what is on the screen must still be what a whole painting would give."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.text.samples import LIGHT_COLORS, NEWS, Marker, news_spans
from ui.text.colors import DARK


def on_screen(view):
    """Return what the window system shows of the viewport."""
    QApplication.processEvents()
    viewport = view.viewport()
    corner = viewport.mapTo(view.window(), viewport.rect().topLeft())
    grabbed = view.screen().grabWindow(
        view.window().winId(), corner.x(), corner.y(), viewport.width(), viewport.height()
    )
    return grabbed.toImage().convertToFormat(grabbed.toImage().Format.Format_RGB32)


def painted_anew(view):
    """Return what one painting of the whole viewport gives."""
    image = view.viewport().grab().toImage()
    return image.convertToFormat(image.Format.Format_RGB32)


def are_alike(one, other):
    """Tell whether pictures are the same; clipping may round an edge's colour by a step or two."""
    if one.size() != other.size():
        return False
    left, right = bytes(one.constBits()), bytes(other.constBits())
    return left == right or max(abs(first - second) for first, second in zip(left, right, strict=True)) <= 3


@pytest.fixture
def view(make_view):
    shown = make_view(NEWS, news_spans(LIGHT_COLORS), height=420)
    shown.clearFocus()
    QApplication.processEvents()
    return shown


def test_the_window_system_can_be_asked(view):
    assert not on_screen(view).isNull()


@pytest.mark.parametrize("delta", [1, 40, 137, -33, 5_000, -5_000])
def test_scrolling_leaves_no_traces(view, delta):
    view.scroll_by(90)
    QApplication.processEvents()
    view.scroll_by(delta)
    assert are_alike(on_screen(view), painted_anew(view))


def test_marks_leave_no_traces(view):
    spans = [view.span_at(NEWS.index(quote))[0] for quote in ("Bergen", "Scotland", "Cheaper", "Fjord")]
    for span in [*spans, None]:
        view.set_current(span)
        assert are_alike(on_screen(view), painted_anew(view))
        view.set_hover(span)
        assert are_alike(on_screen(view), painted_anew(view))


def test_changes_leave_no_traces(view):
    mark = Marker(NEWS, LIGHT_COLORS)
    mark.add("krone", "QUANT")
    for change in (
        lambda: view.change_spans(mark.spans),
        lambda: view.select(5, 400),
        lambda: view.set_hits([(0, 3), (300, 320)]),
        lambda: view.set_zoom(15),
        lambda: view.set_colors(DARK),
        lambda: view.set_spans([]),
        lambda: view.set_document("other"),
    ):
        change()
        assert are_alike(on_screen(view), painted_anew(view))
