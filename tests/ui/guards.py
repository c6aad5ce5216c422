"""What a test of the window must not leave behind: messages of Qt, threads, running timers."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer, QtMsgType
from PySide6.QtWidgets import QApplication

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


def running_timers() -> dict[int, QTimer]:
    """Return the active timers that belong to the application or to any of its widgets, by address."""
    owners = [QApplication.instance(), *QApplication.topLevelWidgets()]
    timers = (timer for owner in owners if owner is not None for timer in owner.findChildren(QTimer))
    return {id(timer): timer for timer in timers if timer.isActive()}


@pytest.fixture(autouse=True)
def no_timers_left(qapp):
    """Fail a test after whose widgets are closed a timer still runs that did not run before."""
    before = running_timers()
    yield
    # Widgets that are closed and about to be deleted take their timers with them.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [timer.parent() for key, timer in running_timers().items() if key not in before]
    assert not left, f"timers still run: {left}"
