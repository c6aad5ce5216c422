"""What a test of the window must not leave behind: messages of Qt, threads, running timers."""

from __future__ import annotations

import threading
import time

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer, QtMsgType

# The offscreen platform says this of every main window.
_HARMLESS = ("This plugin does not support propagateSizeHints()",)
_LOUD = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


@pytest.fixture(autouse=True)
def quiet_qt(qtlog):
    """Fail a test during which Qt warned about something."""
    yield
    heard = [
        record.message for record in qtlog.records if record.type in _LOUD and record.message not in _HARMLESS
    ]
    assert not heard, f"Qt said: {heard}"


@pytest.fixture(autouse=True)
def no_threads_left():
    """Fail a test that leaves a thread or a job of the pool behind."""
    before = set(threading.enumerate())
    yield
    assert QThreadPool.globalInstance().waitForDone(2_000), "jobs are left in the thread pool"
    limit = time.monotonic() + 2
    while (
        left := [thread.name for thread in set(threading.enumerate()) - before]
    ) and time.monotonic() < limit:
        time.sleep(0.01)
    assert not left, f"threads left: {left}"


@pytest.fixture(autouse=True)
def no_timers_left(monkeypatch):
    """Fail a test after whose widgets are closed a timer that it started still runs."""
    started: list[QTimer] = []
    start = QTimer.start

    def recording(timer, *arguments):
        started.append(timer)
        return start(timer, *arguments)

    monkeypatch.setattr(QTimer, "start", recording)
    yield
    # Widgets that are closed and about to be deleted take their timers with them.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    running = [timer for timer in started if shiboken6.isValid(timer) and timer.isActive()]
    assert not running, f"timers still run: {[timer.parent() for timer in running]}"
