"""From a project to files that models are trained on, with a report of what a format could not carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from annotator.domain.annotation import (
    GOLD,
    AuthorKind,
    Reading,
    Record,
    SetStatus,
    SpanStatus,
    kind_of,
)
from annotator.domain.scheme import Scheme
from annotator.domain.splits import assign, parse_split
from annotator.errors import AnnotatorError, Cancelled, RuleError

if TYPE_CHECKING:
    from annotator.formats.registry import CodecInfo
    from annotator.formats.report import LossReport
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader

PIPELINE = "pipeline"
ALL = "all"
SPLIT_NAMES = ("train", "dev", "test")


class HasReader(Protocol):
    """All that an export needs of a project, so that it can run beside the writer."""

    @property
    def read(self) -> Reader:
        """A reader of the thread that exports."""


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """A reader in the place of a project."""

    read: Reader


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote, and what it had to leave out."""

    files: tuple[Path, ...]
    source: str
    documents: int
    spans: int
    left_out: int
    loss: LossReport


def formats() -> tuple[CodecInfo, ...]:
    """Return the formats that can be read or written."""
    from annotator.formats.registry import CODECS

    return CODECS


def sources(reader: Reader) -> list[str]:
    """Return whose labels can be exported: gold, the pipeline's, and each person that has a set."""
    names = [author.name for author in reader.authors()]
    people = sorted(name for name in names if kind_of(name) in (AuthorKind.PERSON, AuthorKind.IMPORT))
    pipeline = [PIPELINE] if reader.active_pipeline() else []
    return [GOLD, *people, *pipeline, ALL]


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What an export would write: documents by part, and how many it would leave out as not done."""

    documents: int
    left_out: int
    parts: dict[str, int]


def preview(
    reader: Reader,
    *,
    source: str,
    split: str = "",
    unfinished: bool = False,
    cancelled: Callable[[], bool] | None = None,
) -> ExportPreview:
    """Count what an export of these choices would write; raises AnnotatorError for choices that will not do."""
    shares = parse_split(split) if split else ()
    records = _Records(reader, source, unfinished or source in (PIPELINE, ALL), None, cancelled)
    hashes = records.hashes(count=True)
    parts = assign(hashes, shares) if split else {}
    counted = Counter(parts[sha256] for sha256 in hashes) if split else Counter()
    return ExportPreview(
        len(hashes), records.left_out, {name: counted[name] for name in SPLIT_NAMES[: len(shares)]}
    )


def export(
    project: Project | HasReader,
    out: str | Path,
    *,
    format: str,
    source: str = "",
    split: str = "",
    unfinished: bool = False,
    overwrite: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write the labels of one source to ``out``; raises AnnotatorError for a target or source that will not do.

    ``source`` is ``gold``, an author, ``pipeline`` (the active one's suggestions) or ``all`` (native JSONL only,
    its default; ``gold`` is the default of the others). Only what a person confirmed, added or adjudicated is
    written for a person; documents that the source has not marked done are left out and counted unless
    ``unfinished``. With ``split`` ("80/10/10") ``out`` is a folder that gets one file for each part.
    """
    from annotator.formats.registry import codec_info

    info = codec_info(format)
    chosen = source or (ALL if format == "jsonl" else GOLD)
    if not info.writes:
        raise RuleError(f"“{format}” can only be read; choose another format to write.")
    if chosen == ALL and format != "jsonl":
        raise RuleError(
            f"“{format}” holds one reading of a document; name one source: gold, an author or pipeline."
        )
    records = _Records(project.read, chosen, unfinished or chosen in (PIPELINE, ALL), progress, cancelled)
    targets = list(_targets(Path(out), info.extensions[0], split, records))
    for path, _ in targets:
        if path.exists() and not overwrite:
            raise AnnotatorError(
                f"“{path}” is there already; choose another name or allow it to be replaced."
            )
    loss = _write(targets, format, records, project.read.scheme, overwrite)
    if not records.documents:
        for path, _ in targets:
            path.unlink(missing_ok=True)
        raise AnnotatorError(_nothing(chosen, records.left_out))
    files = tuple(path for path, _ in targets)
    return ExportReport(files, chosen, records.documents, records.spans, records.left_out, loss)


def _write(
    targets: list[tuple[Path, frozenset[str] | None]],
    format: str,
    records: _Records,
    scheme: Scheme,
    overwrite: bool,
) -> LossReport:
    from annotator.domain.sentences import sentences
    from annotator.formats.registry import codec
    from annotator.formats.report import LossReport

    loss = LossReport()
    for path, wanted in targets:
        path.parent.mkdir(parents=True, exist_ok=True)
        codec(format).write(
            records.stream(wanted), path, scheme=scheme, report=loss, overwrite=overwrite, sentences=sentences
        )
    return loss


def _nothing(source: str, left_out: int) -> str:
    if left_out:
        return (
            f"Nothing to export: “{source}” has begun {left_out} documents and marked none of them done; "
            "mark them done, or export unfinished ones too."
        )
    return f"Nothing to export: “{source}” has labelled no document of this project."


def _targets(
    out: Path, extension: str, split: str, records: _Records
) -> Iterator[tuple[Path, frozenset[str] | None]]:
    if not split:
        yield (out / f"export{extension}" if out.is_dir() else out), None
        return
    if out.exists() and not out.is_dir():
        raise AnnotatorError(
            f"{out} is a file; a split needs a folder to write {', '.join(SPLIT_NAMES)} into."
        )
    shares = parse_split(split)
    hashes = records.hashes()
    parts = assign(hashes, shares)
    for name, share in zip(SPLIT_NAMES, shares, strict=False):
        if share > 0:
            yield out / f"{name}{extension}", frozenset(h for h, part in parts.items() if part == name)


class _Records:
    """The records of one source, streamed as often as there are parts to write."""

    def __init__(
        self,
        reader: Reader,
        source: str,
        unfinished: bool,
        progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._reader = reader
        self._source = source
        self._unfinished = unfinished
        self._progress = progress
        self._cancelled = cancelled
        self._author = reader.active_pipeline() if source == PIPELINE else source
        self._total = reader.counts().documents
        self.documents = 0
        self.spans = 0
        self.left_out = 0
        known = {author.name for author in reader.authors()}
        if source == PIPELINE and not self._author:
            raise AnnotatorError("No pipeline has suggested anything in this project yet; prelabel it first.")
        if source not in (ALL, PIPELINE, GOLD) and source not in known:
            raise AnnotatorError(
                f"“{source}” has no labels in this project; its authors are {', '.join(sorted(known)) or 'none'}."
            )

    def hashes(self, *, count: bool = False) -> list[str]:
        """Return the text hashes of the documents that will be written; with ``count`` note what is left out."""
        return [record.document.sha256 for record in self._all(count=count)]

    def stream(self, wanted: frozenset[str] | None) -> Iterator[Record]:
        """Yield the records of one part, or all of them."""
        first = self.documents == 0 and self.left_out == 0
        for record in self._all(count=first):
            if wanted is not None and record.document.sha256 not in wanted:
                continue
            self.documents += 1
            self.spans += sum(len(reading.spans) for reading in record.readings)
            yield record

    def _all(self, *, count: bool) -> Iterator[Record]:
        authors = None if self._source == ALL else [self._author]
        for number, record in enumerate(self._reader.records(authors)):
            if self._cancelled and self._cancelled():
                raise Cancelled("The export was stopped; nothing was written over what was there.")
            if self._progress and number % 100 == 0:
                self._progress(number, self._total)
            if self._source == ALL:
                yield record
                continue
            reading = next(iter(record.readings), None)
            if reading is None:
                continue
            if reading.set.status is not SetStatus.DONE and not self._unfinished:
                self.left_out += count
                continue
            yield replace(record, readings=(self._wanted(reading),))

    def _wanted(self, reading: Reading) -> Reading:
        status = SpanStatus.SUGGESTED if self._source == PIPELINE else SpanStatus.CONFIRMED
        spans = tuple(span for span in reading.spans if span.status is status)
        kept = {span.id for span in spans}
        relations = tuple(
            relation for relation in reading.relations if relation.source in kept and relation.target in kept
        )
        return replace(reading, spans=spans, relations=relations)
