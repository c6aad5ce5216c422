"""Asking a pipeline in a process of its own (``annotator.nlp.worker``): this one stays free of spaCy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from annotator.errors import PipelineError


def environment() -> dict[str, str]:
    """Return our environment with this program on Python's path, also where it runs unpacked."""
    root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in (root, known) if part)}


class Worker:
    """A pipeline's process, to be used with ``with``; ``name`` is under whom its suggestions stand.

    Entering raises PipelineError with the loader's sentence when the pipeline cannot be used.
    """

    def __init__(self, pipeline: str) -> None:
        self.name = ""
        self._pipeline = pipeline
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Worker:
        chosen = ["--pipeline", self._pipeline] if self._pipeline else []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "annotator.nlp.worker", *chosen],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment(),
        )
        try:
            self.name = str(self._answer()["ready"])
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def answers(self, questions: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the answer to each question, in order; one that the pipeline cannot read has an ``error``."""
        for question in questions:
            if self._process is None or self._process.stdin is None:
                raise PipelineError("The pipeline is not running; start it again.")
            self._process.stdin.write(json.dumps(question, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
            yield self._answer()

    def _answer(self) -> dict[str, Any]:
        stdout = self._process.stdout if self._process else None
        line = stdout.readline() if stdout else ""
        if not line:
            raise PipelineError("The pipeline ended unexpectedly; try again or choose another one.")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer and not answer.get("id"):
            raise PipelineError(str(answer["error"]))
        return answer

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
