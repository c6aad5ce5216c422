"""Threads: order, answers, errors, late answers, the end."""

import sys
import threading

import pytest

from annotator.errors import AnnotatorError, RuleError
from ui.changes import ChangesHub
from ui.tasks import Tasks


class Reader:
    def __init__(self, closed):
        self.thread = threading.current_thread()
        self._closed = closed

    def close(self):
        assert threading.current_thread() is self.thread
        self._closed.append(self)


class Project:
    """Stands for a project; notes on which thread things happen."""

    def __init__(self):
        self.thread = threading.current_thread()
        self.closed = []
        self.readers_closed = []

    def reader(self):
        return Reader(self.readers_closed)

    def close(self):
        assert threading.current_thread() is self.thread
        self.closed.append(True)


@pytest.fixture
def opened(qtbot, tasks):
    made = []

    def work():
        made.append(Project())
        return made[0], "opened"

    answers = []
    tasks.open(work, answers.append)
    qtbot.waitUntil(lambda: answers == ["opened"])
    return tasks, made[0]


def test_writes_keep_their_order_and_answer_on_the_gui_thread(qtbot, opened):
    tasks, project = opened
    seen, threads = [], set()

    def then(value):
        seen.append(value)
        threads.add(threading.current_thread())

    for number in range(50):
        tasks.write(lambda each, number=number: (each is project) and number, then)
    qtbot.waitUntil(lambda: len(seen) == 50)
    assert seen == list(range(50))
    assert threads == {threading.main_thread()}


def test_reads_run_on_other_threads_with_readers_of_their_own(qtbot, opened):
    tasks, project = opened
    seen = []
    for key in ("a", "b", "c"):
        tasks.read(lambda reader: (threading.current_thread(), reader.thread), seen.append, key=key)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert all(ran is made and ran not in (project.thread, threading.main_thread()) for ran, made in seen)


def test_a_late_answer_is_thrown_away(qtbot, opened):
    tasks, _ = opened
    gate = threading.Event()
    seen = []
    tasks.read(lambda _: gate.wait(5) and "old", seen.append, key="document")
    tasks.read(lambda _: "new", seen.append, key="document")
    gate.set()
    qtbot.waitUntil(lambda: seen == ["new"])
    assert tasks.waiting == 0


def test_a_dropped_answer_does_not_come(qtbot, opened):
    tasks, _ = opened
    seen = []
    tasks.read(lambda _: "dropped", seen.append, key="document")
    tasks.drop("document")
    tasks.read(lambda _: "other", seen.append, key="list")
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["other"]


def test_an_error_of_a_person_becomes_a_sentence(qtbot, opened):
    tasks, _ = opened

    def work(_project):
        raise RuleError("Not like that; do it so.")

    with qtbot.waitSignal(tasks.refused) as refused:
        tasks.write(work)
    assert refused.args == ["Not like that; do it so."]


def test_an_error_of_ours_goes_to_the_hook_and_the_next_write_runs(qtbot, opened, monkeypatch):
    tasks, _ = opened
    caught = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))
    seen = []
    with qtbot.waitSignal(tasks.broke):
        tasks.write(lambda _: 1 // 0)
        tasks.write(lambda _: "still here", seen.append)
    qtbot.waitUntil(lambda: seen == ["still here"])
    assert isinstance(caught[0], ZeroDivisionError)


def test_failed_is_told_first(qtbot, opened):
    tasks, _ = opened
    errors = []

    def work(_project):
        raise AnnotatorError("no")

    tasks.write(work, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "no"


def test_long_work_reports_and_can_be_stopped(qtbot, opened):
    tasks, _ = opened
    begun = threading.Event()
    seen, steps = [], []
    tasks.progressed.connect(lambda _number, done, total: steps.append((done, total)))

    def work(_project, ticket):
        ticket.report(1, 3)
        begun.set()
        for _ in range(500):
            if ticket.is_cancelled():
                return "stopped"
            threading.Event().wait(0.01)
        return "never stopped"

    ticket = tasks.write_long(work, seen.append)
    assert begun.wait(5)
    ticket.cancel()
    qtbot.waitUntil(lambda: seen == ["stopped"])
    assert steps == [(1, 3)]


def test_without_a_project_a_write_is_refused_in_words(qtbot, tasks):
    with qtbot.waitSignal(tasks.refused) as refused:
        tasks.write(lambda _: None)
    assert "No project is open" in refused.args[0]


def test_close_finishes_what_was_asked_for_and_closes_everything_on_its_thread(qtbot):
    tasks = Tasks()
    project, done, seen = [], [], []

    def work():
        project.append(Project())
        return project[0], True

    tasks.open(work, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    tasks.read(lambda _: None, seen.append, key="x")
    qtbot.waitUntil(lambda: len(seen) == 2)
    for number in range(20):
        tasks.write(lambda _, number=number: done.append(number))
    tasks.close()
    tasks.close()
    assert done == list(range(20))
    assert project[0].closed == [True]
    assert len(project[0].readers_closed) == 1


def test_the_hub_passes_steps_on_and_nothing_else(qtbot):
    from annotator.domain.changes import Changes

    hub = ChangesHub()
    heard = []
    hub.changed.connect(heard.append)
    hub.publish(Changes())
    hub.publish(Changes(step=3))
    assert [changes.step for changes in heard] == [3]
