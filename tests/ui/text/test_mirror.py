"""What screen readers get: the caret's paragraph in a real text field, and sentences about changes."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.ui.text.samples import LIGHT_COLORS, NEWS, Marker


def mirror_of(view):
    return view.viewport().findChild(QPlainTextEdit)


def test_the_mirror_holds_the_focus_and_is_off_the_screen(news):
    mirror = mirror_of(news)
    assert QApplication.focusWidget() is mirror
    assert mirror.isReadOnly()
    assert not mirror.geometry().intersects(news.viewport().rect())


def test_the_mirror_shows_the_paragraph_and_the_selection(news, qtbot):
    start = NEWS.index("Fjord")
    news.select(start, start + 5)
    mirror = mirror_of(news)
    qtbot.waitUntil(lambda: mirror.toPlainText().startswith("Economists"))
    assert mirror.textCursor().selectedText() == "Fjord"
    assert mirror.accessibleName().startswith("Paragraph 2 of 6, 5 spans: ")
    assert "ORG Fjord Capital Partners" in mirror.accessibleName()
    assert "suggested LOC .58 Oslo region" in mirror.accessibleName()


def test_the_mirror_counts_like_qt_behind_an_emoji(news, qtbot):
    start = NEWS.index("laureate")
    news.select(start, start + 8)
    qtbot.waitUntil(lambda: mirror_of(news).textCursor().selectedText() == "laureate")


def test_one_added_or_removed_span_is_announced(news, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", staticmethod(lambda event: heard.append(event.message()))
    )
    mark = Marker(NEWS, LIGHT_COLORS)
    span = mark.add("krone", "QUANT")
    news.change_spans([span], [])
    news.change_spans([], [span.id])
    news.announce("Saved")
    assert heard == ["Changed: QUANT krone", "Removed: QUANT krone", "Saved"]
