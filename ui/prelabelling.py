"""Suggestions while people work: runs the pipeline in a process of its own and stores what it answers.

spaCy never comes into the window's process: loaded in a thread it would hold up the keys by 80 ms at a time.
The process (`annotator.nlp.worker`) speaks JSON lines: texts in, suggestions out. It runs while documents wait
and ends when none does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, SignalInstance

import annotator
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, new_id
from annotator.operations import prelabelling
from ui.changes import ChangesHub
from ui.models.session import Session
from ui.tasks import Tasks

if TYPE_CHECKING:
    from annotator.operations.projects import Reader

AHEAD = 8
"""Texts that the process has to hand, so that it never waits for us."""

BATCH = 32
STORE_SECONDS = 1.0
"""Answers are stored when so many are there or so much time has passed: each store is a commit and a refresh."""

LOOK_MS = 300
LAST_MS = 2000
NICE = 10


class Phase(StrEnum):
    """What is going on. ``stopped`` and ``failed`` leave documents waiting."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"
    FAILED = "failed"


def worker_command(pipeline: str = "") -> tuple[str, ...]:
    """Return the command line of the process for a pipeline's name or folder; empty for the embedded one."""
    chosen = ("--pipeline", pipeline) if pipeline else ()
    return (sys.executable, "-m", "annotator.nlp.worker", *chosen)


class Prelabelling(QObject):
    """Owns the process; ``changed`` says that phase or figures are others, ``failed`` why it had to end."""

    changed = Signal()
    failed = Signal(str)
    settled = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        hub: ChangesHub,
        session: Session,
        shown: Callable[[], DocumentId | None],
        command: Sequence[str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._hub = hub
        self._session = session
        self._shown = shown
        self._command = tuple(command)
        self._process: QProcess | None = None
        self._run = 0
        self.phase = Phase.IDLE
        self.sentence = ""
        self._forget()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_MS)
        self._soon.timeout.connect(self.look)
        session.opening.connect(self._on_opening)
        session.opened.connect(self.look)
        hub.changed.connect(self._on_changed)

    @property
    def is_busy(self) -> bool:
        """Whether the process runs."""
        return self.phase in (Phase.STARTING, Phase.RUNNING)

    def look(self) -> None:
        """Begin if documents wait."""
        self._look(partial(self._on_counted, self._run, asked=False))

    def start(self) -> None:
        """Begin because a person asked to, or say that nothing waits."""
        self._look(partial(self._on_counted, self._run, asked=True))

    def stop(self) -> None:
        """End the process; what it has answered is stored, the rest waits."""
        if self.is_busy:
            self._store()
            self._end(Phase.STOPPED)

    def close(self) -> None:
        """End the process and wait for its end, a moment at most; for quitting."""
        self._soon.stop()
        self._command = ()
        self._end(Phase.IDLE)
        for process in self.findChildren(QProcess):
            process.kill()
            process.waitForFinished(LAST_MS)

    def _look(self, then: Callable[[tuple[int, str]], None]) -> None:
        project = self._session.project
        if self._command and project is not None and not project.read_only and not self.is_busy:
            self._tasks.read(_left_to_do, then, key="prelabel-look")

    def _on_counted(self, run: int, found: tuple[int, str], *, asked: bool) -> None:
        count, learned = found
        if run != self._run or self.is_busy or not self._command:
            return
        if count:
            self._launch(learned)
        elif asked:
            self.settled.emit(self.tr("Every document has its suggestions already."))

    def _launch(self, learned: str) -> None:
        self._run += 1
        self._forget()
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        # Nobody reads what libraries print; a full pipe would stop the process.
        process.setStandardErrorFile(QProcess.nullDevice())
        for signal, slot in self._wires(process):
            signal.connect(slot)
        self._process = process
        self._set(Phase.STARTING)
        # What was learned and promoted goes on suggesting, also in documents that come later.
        chosen = ["--pipeline", learned] if learned else []
        process.start(self._command[0], [*self._command[1:], *chosen])

    def _forget(self) -> None:
        self.done = self.total = self.unread = 0
        self.pipeline = ""
        self._group = new_id()
        self._left: deque[DocumentId] = deque()
        self._with_worker = 0
        self._reading = False
        self._answers: list[dict[str, Any]] = []
        self._storing = 0
        self._stored_at = 0.0

    def _set(self, phase: Phase, sentence: str = "") -> None:
        self.phase = phase
        self.sentence = sentence
        self.changed.emit()

    def _end(self, phase: Phase, sentence: str = "") -> None:
        process, self._process = self._process, None
        if process is not None:
            self._let_go(process)
        self._run += 1
        self._left.clear()
        self._set(phase, sentence)

    def _wires(self, process: QProcess) -> tuple[tuple[SignalInstance, Callable[..., None]], ...]:
        return (
            (process.started, self._on_started),
            (process.readyReadStandardOutput, self._on_lines),
            (process.finished, self._on_finished),
            (process.errorOccurred, self._on_error),
        )

    def _let_go(self, process: QProcess) -> None:
        """Ask a process to end, kill it when it does not, and free it."""
        for signal, slot in self._wires(process):
            signal.disconnect(slot)
        if process.state() is QProcess.ProcessState.NotRunning:
            process.deleteLater()
            return
        process.finished.connect(process.deleteLater)
        late = QTimer(process)
        late.setSingleShot(True)
        late.timeout.connect(process.kill)
        late.start(LAST_MS)
        process.closeWriteChannel()
        process.terminate()

    def _fail(self, sentence: str) -> None:
        self._store()
        self._end(Phase.FAILED, sentence)
        self.failed.emit(sentence)

    def _on_opening(self, _name: str) -> None:
        self._soon.stop()
        self._tasks.drop("prelabel-look")
        self._answers.clear()
        self._end(Phase.IDLE)

    def _on_changed(self, changes: Changes) -> None:
        if changes.document_list and changes.operation != "prelabel":
            self._soon.start()

    def _on_started(self) -> None:
        if self._process is not None and hasattr(os, "setpriority"):
            try:
                os.setpriority(os.PRIO_PROCESS, self._process.processId(), NICE)
            except OSError:
                # It has ended already; that is told elsewhere.
                return

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            why = self._process.errorString()
            self._fail(self.tr("The pipeline could not be started ({why}); try again.").format(why=why))

    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        self._on_lines()
        if self.is_busy:
            words = self.tr(
                "The pipeline ended unexpectedly (code {code}) after {done} documents; try again."
            )
            self._fail(words.format(code=code, done=self.done))

    def _on_lines(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                answer = json.loads(line)
            except ValueError:
                answer = None
            if not isinstance(answer, dict):
                self._fail(self.tr("The pipeline answered something that is no suggestion; try again."))
                return
            self._take(answer)

    def _take(self, answer: dict[str, Any]) -> None:
        if "ready" in answer:
            self.pipeline = str(answer["ready"])
            work = partial(_waiting, self.pipeline)
            self._tasks.read(work, partial(self._on_waiting, self._run))
        elif not answer.get("id"):
            self._fail(str(answer.get("error", "")))
        else:
            self._with_worker -= 1
            if "error" in answer:
                self.unread += 1
            else:
                self._answers.append(answer)
            self._feed()
            late = time.monotonic() - self._stored_at >= STORE_SECONDS
            if late or len(self._answers) >= BATCH or not (self._left or self._with_worker or self._reading):
                self._store()
            self._finish_if_done()

    def _on_waiting(self, run: int, ids: list[DocumentId]) -> None:
        if run != self._run:
            return
        shown = self._shown()
        # What somebody looks at comes first.
        self._left.extend(sorted(ids, key=lambda id: id != shown))
        self.total = len(ids)
        self._set(Phase.RUNNING)
        self._feed()
        self._finish_if_done()

    def _feed(self) -> None:
        if self._reading or not self._left or self._with_worker >= AHEAD:
            return
        ids = [self._left.popleft() for _ in range(min(AHEAD, len(self._left)))]
        self._reading = True
        self._tasks.read(partial(_texts, ids), partial(self._on_texts, self._run))

    def _on_texts(self, run: int, questions: list[dict[str, object]]) -> None:
        if run != self._run or self._process is None:
            return
        self._reading = False
        for question in questions:
            self._process.write(json.dumps(question, ensure_ascii=False).encode("utf-8") + b"\n")
        self._with_worker += len(questions)
        self._feed()
        self._finish_if_done()

    def _store(self) -> None:
        answers, self._answers = self._answers, []
        self._stored_at = time.monotonic()
        if answers:
            self._storing += 1
            work = partial(_store, self.pipeline, answers, self._group)
            then = partial(self._on_stored, self._run, len(answers))
            self._tasks.write(work, then, failed=partial(self._on_refused, self._run))

    def _on_stored(self, run: int, count: int, changes: Changes) -> None:
        self._hub.publish(changes)
        if run != self._run:
            return
        self._storing -= 1
        self.done += count
        self.changed.emit()
        self._finish_if_done()

    def _on_refused(self, run: int, error: Exception) -> None:
        if run == self._run:
            self._fail(str(error))

    def _finish_if_done(self) -> None:
        waiting = self._left or self._with_worker or self._reading or self._answers or self._storing
        if self.phase is not Phase.RUNNING or waiting:
            return
        done, unread, pipeline = self.done, self.unread, self.pipeline
        self._tasks.write(partial(prelabelling.choose_pipeline, pipeline=pipeline), self._hub.publish)
        self._end(Phase.IDLE)
        if unread:
            words = self.tr("{done} documents have suggestions; {unread} could not be read by the pipeline.")
            self.settled.emit(words.format(done=done, unread=unread))
        elif done:
            self.settled.emit(self.tr("{done} documents have suggestions now.").format(done=done))


def _environment() -> QProcessEnvironment:
    """Return our environment, one thread for the numbers, and this program's packages where it runs unpacked."""
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("OMP_NUM_THREADS", "1")
    root = str(Path(annotator.__file__).resolve().parent.parent)
    paths = [root, *filter(None, environment.value("PYTHONPATH").split(os.pathsep))]
    environment.insert("PYTHONPATH", os.pathsep.join(paths))
    return environment


def _left_to_do(reader: Reader) -> tuple[int, str]:
    return prelabelling.left_to_do(reader), prelabelling.learned_place(reader)


def _waiting(pipeline: str, reader: Reader) -> list[DocumentId]:
    return prelabelling.waiting(reader, pipeline)


def _texts(ids: Sequence[DocumentId], reader: Reader) -> list[dict[str, object]]:
    return list(prelabelling.texts(reader, ids))


def _store(pipeline: str, answers: Sequence[dict[str, Any]], group: str, project: Any) -> Changes:
    return prelabelling.store(project, pipeline, answers, group=group)
