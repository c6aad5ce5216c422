"""Time spent, honestly: only while somebody is at the keyboard or mouse."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject

IDLE_SECONDS = 60.0
"""After so long without input nobody is assumed to be working."""

INPUT = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
)


class Stopwatch:
    """Adds up the stretches between inputs that are no longer than ``IDLE_SECONDS``. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last = clock()
        self._spent = 0.0

    def touch(self) -> None:
        """Note an input."""
        now = self._clock()
        if now - self._last <= IDLE_SECONDS:
            self._spent += now - self._last
        self._last = now

    def take(self) -> float:
        """Return the seconds spent since the last take and begin anew."""
        now = self._clock()
        self._spent += min(now - self._last, IDLE_SECONDS) if self._spent else 0.0
        spent, self._spent, self._last = self._spent, 0.0, now
        return spent


class InputWatch(QObject):
    """Touches a stopwatch at every input that the watched object (the application) receives."""

    def __init__(self, stopwatch: Stopwatch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopwatch = stopwatch

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note inputs; let everything pass."""
        if event.type() in INPUT and watched.isWidgetType():
            self._stopwatch.touch()
        return False
