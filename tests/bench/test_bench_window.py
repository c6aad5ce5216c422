"""From key to stored and painted, on a seed article with suggestions; and from start to first paint."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeySequence

from annotator.assets import seed_documents
from annotator.operations import documents, importing, prelabelling, projects
from annotator.settings import Settings

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
PIPELINE = "pipeline:bench@1"


class PaintClock(QObject):
    """Notes when the watched widget was painted last."""

    def __init__(self):
        super().__init__()
        self.at = 0.0

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            # Noted after this paint: a timer of 0 runs when the event is done with.
            QTimer.singleShot(0, self._note)
        return False

    def _note(self):
        self.at = time.perf_counter()


@pytest.fixture
def project(tmp_path):
    """The first seed articles, each word in capitals suggested as a name."""
    path = tmp_path / "bench.annotator"
    with projects.create_project(path) as made:
        importing.run_import(made, importing.plan_import(seed_documents()[:1]))
        row = documents.document_rows(made.read, "")[0]
        text = next(iter(made.read.documents_text([row.id]))).text
        spans, place = [], 0
        for word in text.split():
            place = text.index(word, place)
            if word.isalpha() and word.istitle():
                spans.append([place, place + len(word), "PERSON", "entities", 0.5])
            place += len(word)
        # About as many as the pipeline finds in an article of this length.
        answer = {"id": row.id, "spans": spans[:: max(1, len(spans) // 80)], "relations": []}
        prelabelling.store(made, PIPELINE, [answer])
        prelabelling.choose_pipeline(made, PIPELINE)
    return path


def test_key_to_stored_and_painted(qtbot, project, tmp_path, monkeypatch, capsys):
    from ui.tasks import Tasks
    from ui.theme import Themes
    from ui.windows.main import MainWindow

    monkeypatch.setenv("ANNOTATOR_CONFIG_DIR", str(tmp_path / "config"))
    settings = Settings()
    settings.put("author", "anna")
    themes = Themes("light")
    window = MainWindow(settings, themes, Tasks())
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.context.session.open(project)
    state, view = window.context.document, window.annotate.text
    qtbot.waitUntil(lambda: state.view is not None and not window.context.tasks.waiting)
    qtbot.wait(300)
    clock = PaintClock()
    view.viewport().installEventFilter(clock)
    stored = []
    state.stored.connect(lambda _outcome: stored.append(time.perf_counter()))
    view.setFocus()
    times = []
    state.select(state.view.suggestions[0].id)
    qtbot.wait(50)
    for _ in range(min(80, len(state.view.suggestions))):
        before, begun = len(stored), time.perf_counter()
        key = QKeySequence.fromString("Return")[0]
        qtbot.keyClick(window.focusWidget(), key.key(), key.keyboardModifiers())
        qtbot.waitUntil(lambda before=before: len(stored) > before and clock.at > stored[-1], timeout=2000)
        times.append((clock.at - begun) * 1000)
        qtbot.wait(20)
    window.close()
    accepted = sorted(times)
    with capsys.disabled():
        middle, high = statistics.median(accepted), accepted[int(len(accepted) * 0.95)]
        sys.stdout.write(
            f"\nkey to stored and painted: median {middle:.1f} ms, p95 {high:.1f} ms, {len(times)} keys\n"
        )
    assert len(times) > 50


def test_start_to_first_paint(project, tmp_path, capsys):
    code = """
import sys, time
from PySide6.QtCore import QTimer
import ui.app
from ui.windows.main import MainWindow
paint = MainWindow.paintEvent
def note(self, event):
    paint(self, event)
    MainWindow.paintEvent = paint
    QTimer.singleShot(0, lambda: (print(time.time(), flush=True), self.close()))
MainWindow.paintEvent = note
ui.app.main([])
"""
    environment = os.environ | {
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "PYTHONPATH": str(ROOT),
        "ANNOTATOR_CONFIG_DIR": str(tmp_path),
        "ANNOTATOR_STATE_DIR": str(tmp_path),
    }
    times, floors = [], []
    for _ in range(5):
        begun = time.time()
        run = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        times.append(float(run.stdout.split()[0]) - begun)
        begun = time.time()
        subprocess.run([sys.executable, "-c", "import PySide6.QtWidgets"], env=environment, check=True)
        floors.append(time.time() - begun)
    middle, floor = statistics.median(times), statistics.median(floors)
    with capsys.disabled():
        sys.stdout.write(
            f"\nprocess start to first paint: {middle:.2f} s; importing QtWidgets alone: {floor:.2f} s\n"
        )
    assert middle < 10 * floor
