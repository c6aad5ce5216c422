"""Suggestions in the window: a real process with the real protocol, and a project that is really written to."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtGui import QPalette

from annotator.assets import seed_documents
from annotator.operations import importing, prelabelling, projects
from annotator.settings import Settings
from tests.ui.window.conftest import Stage
from tests.ui.window.fake_worker import NAME
from ui.panels.prelabel_line import PrelabelLine
from ui.prelabelling import Phase, worker_command
from ui.tasks import Tasks
from ui.theme import Themes
from ui.windows.main import MainWindow

WORKER = Path(__file__).with_name("fake_worker.py")


@pytest.fixture
def raw_path(tmp_path):
    """A project of nine documents without any suggestion."""
    path = tmp_path / "raw.annotator"
    with projects.create_project(path) as project:
        importing.run_import(project, importing.plan_import(seed_documents()))
    return path


@pytest.fixture
def make(qtbot, qapp):
    """Make a window whose suggestions come from the stand-in with a fault."""
    stages = []

    def window(fault="", command=()):
        settings = Settings()
        settings.put("author", "anna")
        themes = Themes("light")
        themes.apply()
        shown = MainWindow(settings, themes, Tasks(), command or (sys.executable, str(WORKER), fault))
        themes.setParent(shown)
        shown.context.tasks.setParent(shown)
        qtbot.addWidget(shown)
        shown.show()
        stages.append(Stage(qtbot, shown))
        return stages[-1]

    yield window
    for stage in stages:
        stage.close()
        assert not stage.window.findChildren(QProcess) or all(
            process.state() is QProcess.ProcessState.NotRunning
            for process in stage.window.findChildren(QProcess)
        )
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def wait_for(stage, phase):
    stage.qtbot.waitUntil(lambda: stage.window.prelabelling.phase is phase, timeout=15_000)


def finish(stage):
    state = stage.window.prelabelling
    stage.qtbot.waitUntil(lambda: state.done + state.unread > 0 and state.phase is Phase.IDLE, timeout=15_000)
    stage.settle()


def left(path):
    with projects.open_project(path, read_only=True) as project:
        return prelabelling.waiting(project.read, NAME)


def test_what_waits_is_suggested_for_after_opening(make, raw_path):
    stage = make()
    stage.open(raw_path)
    finish(stage)
    assert [span.label for span in stage.view.suggestions] == ["ORG"]
    assert stage.view.pipeline == NAME
    assert "9 documents" in stage.window.toast.sentence
    stage.close()
    assert left(raw_path) == []


def test_the_command_line_of_the_real_process_names_the_pipeline():
    assert worker_command()[1:] == ("-m", "annotator.nlp.worker")
    assert worker_command("news")[-2:] == ("--pipeline", "news")


def test_nothing_is_started_where_nothing_waits(make, project_path):
    stage = make(command=("no such program",))
    with projects.open_project(project_path) as project:
        ids = prelabelling.waiting(project.read, "pipeline:test@1")
        answers = [{"id": id, "spans": [], "relations": []} for id in ids]
        prelabelling.store(project, "pipeline:test@1", answers)
    stage.open(project_path)
    stage.qtbot.wait(100)
    assert stage.window.prelabelling.phase is Phase.IDLE
    stage.context.actions["prelabel"].trigger()
    stage.settle()
    assert "already" in stage.window.toast.sentence


def test_new_documents_are_suggested_for(make, raw_path, tmp_path):
    stage = make()
    stage.open(raw_path)
    finish(stage)
    more = tmp_path / "more.txt"
    more.write_text("Reuters reported from Oslo.", encoding="utf-8")
    stage.context.tasks.write(
        lambda project: importing.run_import(project, importing.plan_import([more])).changes[0],
        stage.context.hub.publish,
    )
    state = stage.window.prelabelling
    stage.qtbot.waitUntil(lambda: state.is_busy, timeout=5_000)
    finish(stage)
    assert state.done == 1


def line(stage):
    (found,) = stage.window.findChildren(PrelabelLine)
    return found


def test_stopping_keeps_what_is_done_and_the_next_opening_goes_on(make, raw_path):
    stage = make("slow")
    stage.open(raw_path)
    state = stage.window.prelabelling
    stage.qtbot.waitUntil(lambda: state.done > 0, timeout=15_000)
    assert line(stage).bar.isVisible()
    assert "of 9" in line(stage).words.text()
    line(stage).button.click()
    assert state.phase is Phase.STOPPED
    assert not line(stage).bar.isVisible()
    stage.settle()
    stage.close()
    remaining = left(raw_path)
    assert 0 < len(remaining) < 9
    again = make()
    again.open(raw_path)
    finish(again)
    assert again.window.prelabelling.total == len(remaining)
    assert not line(again).isVisible()
    again.close()
    assert left(raw_path) == []


def test_closing_while_it_runs_hangs_nothing(make, raw_path):
    stage = make("slow")
    stage.open(raw_path)
    wait_for(stage, Phase.RUNNING)
    stage.close()
    assert stage.window.prelabelling.phase is Phase.IDLE


def test_another_project_ends_it(make, raw_path, project_path):
    stage = make("slow")
    stage.open(raw_path)
    wait_for(stage, Phase.RUNNING)
    stage.context.session.open(project_path)
    stage.settle()
    stage.close()
    with projects.open_project(project_path) as project:
        assert all(document_id for document_id in project.read.document_ids())


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("missing", "is missing"),
        ("dead", "code 7"),
        ("noise", "no suggestion"),
        ("crash", "code 9"),
    ],
)
def test_a_failure_is_one_sentence_and_can_be_tried_again(make, raw_path, fault, sentence):
    stage = make(fault)
    stage.open(raw_path)
    wait_for(stage, Phase.FAILED)
    assert sentence in stage.window.banner.sentence
    state = stage.window.prelabelling
    assert line(stage).words.toolTip() == stage.window.banner.sentence
    state._command = (sys.executable, str(WORKER))
    line(stage).button.click()
    finish(stage)
    stage.close()
    assert left(raw_path) == []


def test_a_program_that_is_not_there_is_a_sentence(make, raw_path):
    stage = make(command=("no such program",))
    stage.open(raw_path)
    wait_for(stage, Phase.FAILED)
    assert "could not be started" in stage.window.banner.sentence


def test_a_text_that_cannot_be_read_is_counted_and_the_rest_goes_on(make, raw_path):
    stage = make("unread")
    stage.open(raw_path)
    finish(stage)
    assert "1 could not be read" in stage.window.toast.sentence
    stage.close()
    assert len(left(raw_path)) == 1


def test_a_read_only_project_is_left_alone(make, raw_path):
    stage = make()
    stage.context.session.open(raw_path, read_only=True)
    stage.qtbot.waitUntil(lambda: stage.view is not None)
    stage.qtbot.wait(100)
    assert stage.window.prelabelling.phase is Phase.IDLE


def test_spacy_never_comes_into_this_process(make, raw_path):
    # Other tests of this run may have imported it before; what counts is whether the window asks for it.
    asked = []

    class Watch:
        def find_spec(self, name, path=None, target=None):
            if name.partition(".")[0] == "spacy":
                asked.append(name)

    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "spacy"}
    watch = Watch()
    sys.meta_path.insert(0, watch)
    try:
        stage = make()
        stage.open(raw_path)
        finish(stage)
    finally:
        sys.meta_path.remove(watch)
        sys.modules.update(hidden)
    assert asked == []
