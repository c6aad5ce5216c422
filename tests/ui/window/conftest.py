"""A real window on a real project: one seed article with suggestions made by hand, and a short text."""

import shutil
import threading

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer, QtMsgType
from PySide6.QtGui import QKeySequence, QPalette

from annotator.assets import seed_documents
from annotator.operations import documents, importing, prelabelling, projects
from annotator.settings import Settings
from ui.tasks import Tasks
from ui.theme import Themes
from ui.windows.main import MainWindow

PIPELINE = "pipeline:test@1"
TEXT = "Angela Merkel met Reuters in Berlin on Friday. It will grow by 3 per cent, she said.\nThe rest is silence."
SPANS = (
    ("Angela Merkel", "PERSON", 0.99, "entities"),
    ("Reuters", "PERSON", 0.6, "entities"),
    ("Berlin", "GPE", 0.97, "entities"),
    ("Friday", "DATE", 0.55, "entities"),
    ("It will grow by 3 per cent, she said.", "CLAIM", 0.8, "claims"),
)


def spans_of(text, wanted):
    """Proposals at the first place where each of the words stands."""
    found = []
    for words, label, score, layer in wanted:
        start = text.index(words)
        found.append([start, start + len(words), label, layer, score])
    return found


def seed_spans(text):
    """Fifty proposals spread over the seed article, never over each other."""
    words = [
        word for word in set(text.split()) if word.isalpha() and word.istitle() and text.count(word) == 1
    ]
    labels = ("PERSON", "ORG", "GPE", "DATE")
    wanted = [
        (word, labels[place % 4], 0.5 + place / 120, "entities")
        for place, word in enumerate(sorted(words)[:50])
    ]
    return spans_of(text, wanted)


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A project that tests copy: the short text first, then a seed file's articles."""
    folder = tmp_path_factory.mktemp("template")
    short = folder / "short.txt"
    short.write_text(TEXT, encoding="utf-8")
    path = folder / "project.annotator"
    with projects.create_project(path) as project:
        importing.run_import(project, importing.plan_import([short]))
        importing.run_import(project, importing.plan_import([seed_documents()[0]]))
        first, second, *_ = documents.document_rows(project.read, "")
        texts = {
            document.id: document.text for document in project.read.documents_text([first.id, second.id])
        }
        answers = [
            {"id": first.id, "spans": spans_of(texts[first.id], SPANS), "relations": []},
            {"id": second.id, "spans": seed_spans(texts[second.id]), "relations": []},
        ]
        prelabelling.store(project, PIPELINE, answers)
        prelabelling.choose_pipeline(project, PIPELINE)
    return path


@pytest.fixture
def project_path(template, tmp_path):
    """A copy of the template for one test."""
    path = tmp_path / "project.annotator"
    shutil.copy(template, path)
    return path


@pytest.fixture(autouse=True)
def places(monkeypatch, tmp_path):
    """Keep settings and logs of a test in its own folder."""
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"ANNOTATOR_{name}_DIR", str(tmp_path / name.lower()))


@pytest.fixture(autouse=True)
def quiet(qtlog):
    """Fail on any warning of Qt and on any thread left behind."""
    before = set(threading.enumerate())
    yield
    loud = [record.message for record in qtlog.records if record.type is not QtMsgType.QtDebugMsg]
    # The offscreen platform says so of every window that is not resizable by a person.
    assert not [message for message in loud if "propagateSizeHints" not in message]
    assert not [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]


@pytest.fixture
def tasks(qtbot):
    """Threads of their own for a test."""
    made = Tasks()
    yield made
    made.close()


class Stage:
    """A window with a few helping hands: press keys, wait until all is answered, look."""

    def __init__(self, qtbot, window):
        self.qtbot = qtbot
        self.window = window
        self.page = window.annotate
        self.context = window.context

    @property
    def view(self):
        return self.context.document.view

    @property
    def current(self):
        return self.context.document.current

    @property
    def text(self):
        return self.page.text

    def open(self, path):
        self.context.session.open(path)
        self.qtbot.waitUntil(lambda: self.view is not None)
        self.settle()

    def settle(self):
        """Wait until nothing is asked for any more."""
        calm = 0
        while calm < 3:
            self.qtbot.wait(5)
            busy = self.context.tasks.waiting or self.page.model.is_stale
            calm = 0 if busy else calm + 1

    def press(self, *keys, widget=None, settle=True):
        """Press keys on what has the focus, as a person does."""
        for key in keys:
            pressed = QKeySequence.fromString(key)[0]
            target = widget or self.window.focusWidget()
            self.qtbot.keyClick(target, pressed.key(), pressed.keyboardModifiers())
            if settle:
                self.settle()

    def words(self, span):
        return self.view.document.text[span.start : span.end]

    def own(self):
        return [(self.words(span), span.label) for span in self.view.spans]

    def left(self):
        return [self.words(span) for span in self.view.suggestions]

    def select(self, words):
        start = self.view.document.text.index(words)
        self.text.select(start, start + len(words))

    def close(self):
        self.window.close()


def make_stage(qtbot, *, author="anna", theme="light"):
    """A shown window without a project."""
    settings = Settings()
    if author:
        settings.put("author", author)
    themes = Themes(theme)
    themes.apply()
    window = MainWindow(settings, themes, Tasks())
    # The window keeps them alive as long as it lives itself.
    themes.setParent(window)
    window.context.tasks.setParent(window)
    window.context.icons.load()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return Stage(qtbot, window)


@pytest.fixture
def bare_stage(qtbot, qapp):
    """A window without a project."""
    stage = make_stage(qtbot)
    yield stage
    stage.close()
    # Views that were never shown let their short timers run out by themselves.
    timers = stage.window.findChildren(QTimer)
    qtbot.waitUntil(lambda: not [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()])
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


@pytest.fixture
def stage(bare_stage, project_path):
    """A window that shows the short text; the text has the keys."""
    bare_stage.open(project_path)
    bare_stage.text.setFocus(Qt.FocusReason.OtherFocusReason)
    return bare_stage
