"""A text view on the screen, with the news sample in it."""

from __future__ import annotations

import pytest

from tests.ui.text.samples import LIGHT_COLORS, NEWS, news_spans
from ui.text.view import TextView


@pytest.fixture
def make_view(qtbot):
    """Return a function that shows a text in a view of usual size, with the keyboard focus."""

    def make(text, spans=(), *, width=960, height=700, dimmed=()):
        view = TextView()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_document(text, dimmed)
        view.set_spans(spans)
        view.show()
        qtbot.waitExposed(view)
        view.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        return view

    return make


@pytest.fixture
def news(make_view):
    """Return a view of the news sample with all its spans."""
    return make_view(NEWS, news_spans(LIGHT_COLORS))
