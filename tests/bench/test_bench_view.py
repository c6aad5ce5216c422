"""The text view on a document of 5 MB with 20,000 spans: opening, a key, adding a span, scrolling, jumping.

The floor beside each figure is a bare QTextLayout of the same visible text, laid out and drawn once.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time

import pytest

pytest.importorskip("PySide6")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QTextLayout

from ui.text.model import ViewSpan
from ui.text.view import TextView

pytestmark = pytest.mark.bench

WORDS = [
    *("harbour", "council", "winter", "budget", "river", "minister", "quiet", "report", "market", "northern"),
    *(
        "engine",
        "garden",
        "letter",
        "signal",
        "court",
        "of",
        "the",
        "and",
        "in",
        "a",
        "to",
        "for",
        "with",
        "by",
    ),
]
COLORS = ["#2563EB", "#C2410C", "#15803D", "#7C3AED"]


def make_text(size: int, *, one_line: bool = False, seed: int = 7) -> str:
    """Return words in paragraphs of some 250 characters, in all ``size`` characters long."""
    random_ = random.Random(seed)
    parts, length, column = [], 0, 0
    while length < size:
        word = random_.choice(WORDS)
        column += len(word) + 1
        end = "\n" if not one_line and column > 250 and random_.random() < 0.3 else " "
        if end == "\n":
            column = 0
        parts.append(word + end)
        length += len(word) + 1
    return "".join(parts)[:size]


def make_spans(text: str, count: int, *, seed: int = 11) -> list[ViewSpan]:
    """Return spans on words all over a text: boxes, nested boxes, suggestions and claims."""
    random_ = random.Random(seed)
    spans = []
    for number in range(count):
        start = text.rfind(" ", 0, random_.randrange(2, len(text) - 200)) + 1
        long = number % 12 == 0
        end = text.find(" ", start + (90 if long else random_.choice((2, 9, 15))))
        spans.append(
            ViewSpan(
                f"n{number}",
                start,
                end if end > start else len(text),
                random_.choice(("ORG", "PERSON", "LOC", "DATE")),
                "claims" if long else "entities",
                "bar" if long else "box",
                number % 3 == 0,
                0.5 + number % 50 / 100,
                COLORS[number % 4],
            )
        )
    return spans


def say(line: str) -> None:
    """Write a line of the table."""
    sys.stdout.write(line + "\n")


def timed(action) -> float:
    """Return the milliseconds an action takes."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def figures(name: str, times: list[float]) -> float:
    """Print median, 95th percentile and maximum in milliseconds; return the median."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    median = statistics.median(ordered)
    say(f"  {name:<34} {median:7.2f} {high:7.2f} {ordered[-1]:7.2f}   (median, p95, max; ms)")
    return median


def floor_of(view: TextView) -> float:
    """Return the milliseconds that laying out and drawing the visible text takes without anything of ours."""
    height = view.viewport().height()
    shown = [view.page.text.text_of(index) for index, _ in view._scroller.visible(height)]
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)

    def once() -> None:
        image.fill(Qt.GlobalColor.white)
        with QPainter(image) as painter:
            top = 0.0
            for text in shown:
                layout = QTextLayout(text, view.page.style.fonts.text)
                layout.beginLayout()
                while (line := layout.createLine()).isValid():
                    line.setLineWidth(view.page.style.width)
                    line.setPosition(QPointF(0, top))
                    top += line.height() + 8
                layout.endLayout()
                layout.draw(painter, QPointF(0, 0))

    return statistics.median(timed(once) for _ in range(15))


def show(qtbot, text: str, spans: list[ViewSpan]) -> TextView:
    """Return a view of usual size on the screen."""
    view = TextView()
    qtbot.addWidget(view)
    view.resize(960, 830)
    view.show()
    qtbot.waitExposed(view)
    view.set_document(text)
    view.set_spans(spans)
    return view


@pytest.mark.parametrize(
    ("size", "count", "one_line"),
    [(5_000, 60, False), (1_000_000, 5_000, True), (5_000_000, 20_000, False)],
    ids=["5 KB", "1 MB in one line", "5 MB"],
)
def test_working_in_a_document(qtbot, qapp, size, count, one_line, capsys):
    text = make_text(size, one_line=one_line)
    spans = make_spans(text, count)
    view = show(qtbot, "warm", [])

    def open_it() -> None:
        view.set_document(text)
        view.set_spans(spans)
        qapp.processEvents()

    def frame(action) -> float:
        def work() -> None:
            action()
            qapp.processEvents()

        return timed(work)

    random_ = random.Random(3)
    with capsys.disabled():
        say(f"\n{size:,} characters, {count:,} spans{', one line' if one_line else ''}")
        figures("open", [timed(open_it) for _ in range(3)])
        qapp.processEvents()
        floor = floor_of(view)
        say(f"  {'floor: bare layout and drawing':<34} {floor:7.2f}")
        view.setFocus()
        key = figures(
            "caret by token", [frame(lambda: view.move("token-right", keep_anchor=False)) for _ in range(80)]
        )
        adds, sets = [], []
        for number in range(40):
            place = view.page.text.snapped(view.caret + number * 7)
            span = ViewSpan(
                f"x{number}",
                place,
                min(len(text), place + 6),
                "ORG",
                "entities",
                "box",
                False,
                None,
                "#2563EB",
            )
            if span.end > span.start:
                adds.append(frame(lambda span=span: view.change_spans([span])))
                now = list(view.page.spans.values())
                sets.append(frame(lambda now=now: view.set_spans(now[:-1])))
        add = figures("add one span (change_spans)", adds)
        figures("remove one span (set_spans of all)", sets)
        scroll = figures("scroll by 120 pixels", [frame(lambda: view.scroll_by(120)) for _ in range(120)])
        places = [random_.randrange(len(text)) for _ in range(80)]
        jump = figures("jump anywhere", [frame(lambda p=p: view.ensure_visible(p, p)) for p in places])
        figures("zoom", [frame(lambda p=p: view.set_zoom(p)) for p in (13, 14, 15, 12.5)])
    # Medians against a floor of the same minute: other work on the machine shows in the 95th percentile.
    assert key < 8 * floor + 8
    assert add < 8 * floor + 8
    assert scroll < 8 * floor + 8
    assert jump < 12 * floor + 8
