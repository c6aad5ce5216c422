"""The only place that creates threads.

One writer thread owns the project's writing connection and runs changes in the order they were asked for; a
few reader threads own a reading connection each, one of them for work that takes long. Work is a function of a project or reader to plain values;
its answer comes back to the GUI thread through a signal.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from annotator.errors import AnnotatorError, Cancelled

if TYPE_CHECKING:
    from annotator.operations.projects import Project, Reader

Then = Callable[[Any], None]
Failed = Callable[[Exception], None]

# Seconds after which a thread lets another one go on. With Python's usual 5 ms a change waits that long at each
# hand-over between the writer and the window: 23 ms from key to paint on two cores, 16 with 1 ms, no less below.
SWITCH = 0.001


class Ticket:
    """Names one piece of work. The worker reports progress to it and asks it whether to stop."""

    def __init__(self, number: int, progressed: Callable[[int, int, int], None]) -> None:
        self.number = number
        self._progressed = progressed
        self._stopped = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next chance; may be called on any thread."""
        self._stopped.set()

    def is_cancelled(self) -> bool:
        """Tell the work whether it was asked to stop."""
        return self._stopped.is_set()

    def report(self, done: int, total: int) -> None:
        """Report progress from the working thread."""
        self._progressed(self.number, done, total)


@dataclass(frozen=True, slots=True)
class _Asked:
    ticket: Ticket
    then: Then | None
    failed: Failed | None
    key: str


class _Lane:
    """A thread that runs one job after the other, and what only this thread may touch."""

    def __init__(self, name: str) -> None:
        self.resource: Any = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)

    def stop(self, last: Callable[[], None]) -> None:
        """Run what waits, then ``last``, then end the thread; returns when it has ended."""
        self._jobs.put(last)
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            del job


class Tasks(QObject):
    """Runs work away from the GUI thread and brings the answers back to it.

    A late answer, to a read whose ``key`` was asked again since, is thrown away. Errors that a person can mend
    are passed to ``failed`` (or to the signal ``refused`` as a sentence); all others go to `sys.excepthook`.
    """

    refused = Signal(str)
    broke = Signal()
    progressed = Signal(int, int, int)
    _answered = Signal(int, object, object)

    def __init__(self, readers: int = 2, parent: QObject | None = None) -> None:
        super().__init__(parent)
        sys.setswitchinterval(SWITCH)
        self._writer = _Lane("writer")
        self._readers = [_Lane(f"reader-{number}") for number in range(readers)]
        self._background = _Lane("background")
        self._asked: dict[int, _Asked] = {}
        self._latest: dict[str, int] = {}
        self._number = 0
        self._closed = False
        self._project: Project | None = None
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> int:
        """How many answers are still to come."""
        return len(self._asked)

    def open(
        self, work: Callable[[], tuple[Project, Any]], then: Then, *, failed: Failed | None = None
    ) -> Ticket:
        """Open a project on the writer thread, in place of the one open until now; ``then`` gets the value."""
        ticket = self._ask(then, failed, "")
        self._close_readers()

        def job() -> Any:
            self._close_project()
            self._project, value = work()
            return value

        self._writer.submit(lambda: self._perform(ticket, job))
        return ticket

    def write(
        self, work: Callable[[Project], Any], then: Then | None = None, *, failed: Failed | None = None
    ) -> Ticket:
        """Run a change on the writer thread; returns at once."""
        ticket = self._ask(then, failed, "")
        self._writer.submit(lambda: self._perform(ticket, lambda: work(self._opened())))
        return ticket

    def write_long(
        self, work: Callable[[Project, Ticket], Any], then: Then, *, failed: Failed | None = None
    ) -> Ticket:
        """Run a long change that reports progress to its ticket and stops when that is cancelled."""
        ticket = self._ask(then, failed, "")
        self._writer.submit(lambda: self._perform(ticket, lambda: work(self._opened(), ticket)))
        return ticket

    def read(
        self,
        work: Callable[[Reader], Any],
        then: Then,
        *,
        key: str = "",
        failed: Failed | None = None,
    ) -> Ticket:
        """Run a read on a reader thread; under a ``key`` only the newest answer is passed on."""
        ticket = self._ask(then, failed, key)
        lane = self._readers[hash(key) % len(self._readers)] if key else self._readers[0]
        lane.submit(lambda: self._perform(ticket, lambda: work(self._reader(lane))))
        return ticket

    def run(self, work: Callable[[], Any], then: Then, *, failed: Failed | None = None) -> Ticket:
        """Run work that needs no project, such as looking through files, beside everything else."""
        ticket = self._ask(then, failed, "")
        self._background.submit(lambda: self._perform(ticket, work))
        return ticket

    def read_long(
        self, work: Callable[[Reader, Ticket], Any], then: Then, *, failed: Failed | None = None
    ) -> Ticket:
        """Run a long read beside everything else; it reports to its ticket and stops when that is cancelled."""
        ticket = self._ask(then, failed, "")
        lane = self._background
        lane.submit(lambda: self._perform(ticket, lambda: work(self._reader(lane), ticket)))
        return ticket

    def drop(self, key: str) -> None:
        """Do not pass on the answer that is under way for a key."""
        number = self._latest.pop(key, 0)
        self._asked.pop(number, None)

    def close(self) -> None:
        """Finish every change asked for, close the project and end all threads."""
        if self._closed:
            return
        self._closed = True
        for asked in self._asked.values():
            asked.ticket.cancel()
        self._asked.clear()
        for lane in (*self._readers, self._background):
            lane.stop(lambda lane=lane: self._close_reader(lane))
        self._writer.stop(self._close_project)

    def _ask(self, then: Then | None, failed: Failed | None, key: str) -> Ticket:
        self._number += 1
        ticket = Ticket(self._number, self.progressed.emit)
        if key:
            self.drop(key)
            self._latest[key] = ticket.number
        self._asked[ticket.number] = _Asked(ticket, then, failed, key)
        return ticket

    def _perform(self, ticket: Ticket, work: Callable[[], Any]) -> None:
        value: Any = None
        error: Exception | None = None
        try:
            value = work()
        except Exception as caught:  # noqa: BLE001 - the border where errors become values
            error = caught
        if not self._closed:
            self._answered.emit(ticket.number, value, error)

    @Slot(int, object, object)
    def _on_answered(self, number: int, value: object, error: Exception | None) -> None:
        asked = self._asked.pop(number, None)
        if asked is None:
            return
        if asked.key and self._latest.get(asked.key) == number:
            del self._latest[asked.key]
        if error is None:
            if asked.then:
                asked.then(value)
            return
        if not isinstance(error, AnnotatorError):
            sys.excepthook(type(error), error, error.__traceback__)
            self.broke.emit()
        if asked.failed:
            asked.failed(error)
        elif isinstance(error, AnnotatorError) and not isinstance(error, Cancelled):
            self.refused.emit(str(error))

    def _opened(self) -> Project:
        if self._project is None:
            raise AnnotatorError("No project is open; open one or make a new one first.")
        return self._project

    def _reader(self, lane: _Lane) -> Reader:
        # Connections belong to the thread that made them, so each reader thread makes its own when first asked.
        if lane.resource is None:
            lane.resource = self._opened().reader()
        return lane.resource

    def _close_readers(self) -> None:
        for lane in (*self._readers, self._background):
            lane.submit(lambda lane=lane: self._close_reader(lane))

    def _close_reader(self, lane: _Lane) -> None:
        if lane.resource is not None:
            lane.resource.close()
            lane.resource = None

    def _close_project(self) -> None:
        if self._project is not None:
            self._project.close()
            self._project = None
