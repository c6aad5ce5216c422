"""The pipeline learns from finished documents, and what it learned is used only where it is better.

Training runs in a process of its own (``annotator.nlp.training``) at low priority. A new version is a folder of its
own; killing the training leaves everything as it was. Which pipeline suggests is a setting of the project, so
promoting, pinning and going back are steps like all others and can be undone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.changes import Changes
from annotator.errors import Cancelled, PipelineError
from annotator.operations.asking import environment
from annotator.operations.evaluating import suggest_with
from annotator.operations.lessons import (
    Finished,
    Readiness,
    divide,
    enough_data,
    finished,
    readiness,
    rehearsed,
    samples,
)
from annotator.operations.versions import (
    Version,
    learned_folder,
    next_version,
    place_of,
    read_version,
    slug,
    versions,
)

if TYPE_CHECKING:
    from annotator.domain.scheme import Scheme
    from annotator.domain.text import Document
    from annotator.operations.evaluating import Article, Learn, Suggest
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader

PINNED = "pipeline pinned"
# So many documents finished since the last training make another one worth its time.
EVERY = 5
_TICK = 0.2


@dataclass(frozen=True, slots=True)
class Epoch:
    """How far a training is: the losses by component and the F1s on held-back documents after this epoch."""

    epoch: int
    epochs: int
    loss: Mapping[str, float]
    f1: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training led to. F1s are strict, on the documents held back, by layer and over all (``all``).

    ``labels`` holds for each layer and label the old F1, the new F1 and the number of gold spans.
    """

    version: Version
    old: Mapping[str, float]
    new: Mapping[str, float]
    better: bool
    labels: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)


def learned_name(reader: Reader) -> str:
    """Return the name under which a project's own pipelines are listed: its own, and a mark no other project has."""
    (first,) = reader.steps(before=2, limit=1)
    mark = first.hash.hex() if isinstance(first.hash, bytes) else str(first.hash)
    return f"{slug(str(reader.setting('name', 'project')))}-{mark[:4]}"


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is to learn from, what was learned, who suggests now ("" for nobody), and whether that is pinned."""

    ready: Readiness
    versions: tuple[Version, ...]
    active: str
    pinned: bool


def overview(reader: Reader, author: str = "") -> Overview:
    """Return where a project stands with learning."""
    return Overview(
        enough_data(reader, author),
        tuple(project_versions(reader)),
        reader.active_pipeline() or "",
        bool(reader.setting(PINNED, False)),
    )


def project_versions(reader: Reader) -> list[Version]:
    """Return the versions that were learned from a project, the newest first."""
    return versions(learned_name(reader))


def is_due(reader: Reader, author: str = "", *, every: int = EVERY) -> bool:
    """Tell whether enough documents were finished since the last training, and nobody pinned the pipeline."""
    if reader.setting(PINNED, False):
        return False
    ready = enough_data(reader, author)
    last = max((one.documents + one.held_back for one in project_versions(reader)), default=0)
    return not ready.missing and ready.documents >= last + every


def train(
    reader: Reader,
    *,
    author: str = "",
    base: str = "",
    folder: Path | None = None,
    epochs: int | None = None,
    trusted: bool = False,
    progress: Callable[[Epoch], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Trained:
    """Train a new version on the finished documents of a project; nothing in the project changes.

    ``base`` is the pipeline that suggests now when empty; ``folder`` is where versions are kept. Raises
    PipelineError when there is too little to learn from or the training fails, Cancelled when stopped.
    """
    documents = finished(reader, author)
    missing = readiness(documents).missing
    if missing:
        raise PipelineError(missing)
    job = _job(reader, documents, _base(reader, base, trusted), folder or learned_folder(), epochs)
    done: Mapping[str, Any] = {}
    for event in _events(job, cancelled):
        if "epoch" in event and progress:
            progress(Epoch(event["epoch"], event["epochs"], event["loss"], event["f1"]))
        if "done" in event:
            done = event
    made = read_version(Path(str(job["out"])))
    if not done or made is None:
        raise PipelineError(
            "The training ended without a result; the old pipeline stays in use, start it again."
        )
    return Trained(made, done["old"], done["new"], bool(done["better"]), done["labels"])


def learner(base: str, scheme: Scheme, folder: Path) -> Learn:
    """Return what the effort simulator asks before each document: it learns as a project would, at the same rules.

    There has to be enough to learn from, a share is held back, and a version that is not better is not used.
    ``folder`` is where the versions of the simulation go.
    """
    from annotator.nlp.pipeline import load_suggester

    tried: set[int] = set()

    def learn(articles: Sequence[Article]) -> Suggest | None:
        documents = [
            Finished(
                one.document,
                "gold",
                tuple((start, end, label, layer) for layer, start, end, label in one.gold),
            )
            for one in articles
        ]
        if readiness(documents).missing or len(documents) in tried:
            return None
        tried.add(len(documents))
        lessons, held = divide(documents)
        out = folder / f"simulated@{len(documents)}"
        job = {
            "base": base,
            "out": str(out),
            "name": "simulated",
            "version": str(len(documents)),
            "lessons": [_lesson(one.document, one.spans) for one in lessons],
            "held": [_lesson(one.document, one.spans) for one in held],
            "rehearsal": [_lesson(one) for one in samples(documents)],
        }
        better = [event["better"] for event in _events(job, None) if "done" in event]
        return suggest_with(load_suggester(str(out)), scheme) if better == [True] else None

    return learn


def _base(reader: Reader, base: str, trusted: bool) -> str:
    """Return what the training is to load: what was asked for, else what suggests now, else the embedded one."""
    if base:
        return place_of(base, trusted=trusted)
    active = reader.active_pipeline() or ""
    place = place_of(active)
    return "" if place == active else place


def _job(
    reader: Reader, documents: Sequence[Finished], base: str, folder: Path, epochs: int | None
) -> dict[str, Any]:
    lessons, held = divide(documents)
    name = learned_name(reader)
    version = next_version(name, folder)
    rehearsal = rehearsed(reader, documents)
    job: dict[str, Any] = {
        "base": base,
        "out": str(folder / f"{name}@{version}"),
        "name": name,
        "version": version,
        "lessons": [_lesson(one.document, one.spans) for one in lessons],
        "held": [_lesson(one.document, one.spans) for one in held],
        "rehearsal": [_lesson(document) for document in rehearsal],
        "facts": {
            "base": Path(base).name or "news",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "documents": len(lessons),
            "held_back": len(held),
            "labelled_by": sorted({one.author for one in documents}),
        },
    }
    return job | ({"epochs": epochs} if epochs else {})


def _lesson(document: Document, spans: Sequence[tuple[int, int, str, str]] = ()) -> dict[str, Any]:
    return {
        "text": document.text,
        "regions": [[region.start, region.end] for region in document.regions],
        "spans": [list(span) for span in spans],
    }


def _events(job: Mapping[str, Any], cancelled: Callable[[], bool] | None) -> Iterator[dict[str, Any]]:
    """Run the training in a process of its own and yield what it reports; it ends with us, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="annotator-training-") as folder:
        path = Path(folder) / "job.json"
        path.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
        with (Path(folder) / "log").open("w+", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "annotator.nlp.training", str(path)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                env=environment(),
            )
            watch = _Watch(process, cancelled)
            try:
                yield from _lines(process, watch)
            finally:
                watch.stop()
                if process.poll() is None:
                    process.kill()
                process.wait()
                if process.stdout:
                    process.stdout.close()


def _lines(process: subprocess.Popen[str], watch: _Watch) -> Iterator[dict[str, Any]]:
    for line in process.stdout or ():
        event = json.loads(line)
        if "error" in event:
            raise PipelineError(str(event["error"]))
        yield event
    code = process.wait()
    if watch.fired:
        raise Cancelled("The training was stopped; the old pipeline stays in use.")
    if code:
        raise PipelineError(
            f"The training ended early (code {code}); the old pipeline stays in use, start it again."
        )


class _Watch:
    """Asks several times a second whether to stop, and ends the process then."""

    def __init__(self, process: subprocess.Popen[str], cancelled: Callable[[], bool] | None) -> None:
        self.fired = False
        self._process, self._cancelled = process, cancelled
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="training watch", daemon=True)
        if cancelled:
            self._thread.start()

    def stop(self) -> None:
        """Stop asking."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while self._cancelled and not self._end.wait(_TICK):
            if self._cancelled():
                self.fired = True
                self._process.kill()
                return


def pin(project: Project, author: str, pinned: bool) -> Changes:
    """Keep the pipeline that suggests now from being replaced by itself, or let go of it."""
    title = "Pin the pipeline" if pinned else "Unpin the pipeline"
    return project.transact(
        "pin pipeline", lambda tx: tx.put_setting(PINNED, pinned), author=author, title=title
    )[1]
