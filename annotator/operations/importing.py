"""From files to documents: look first, then bring in, and say of each file what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.annotation import Reading, Record
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, new_id
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document
from annotator.errors import Cancelled, FormatError
from annotator.formats.codec import Problem

if TYPE_CHECKING:
    from annotator.formats.splitting import Piece
    from annotator.storage.project import Project
    from annotator.storage.transaction import Transaction

AUTO = "auto"
NONE = "none"
TEXT = "text"
# Steps of a bulk import: small enough that cancelling is prompt and memory stays flat.
BATCH = 500


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """What importing a file would bring: its documents, or the sentence that says why it cannot be read.

    ``separator`` is the pattern that splits the file (empty: it stays whole), ``detected`` says that the
    program found it by itself. ``format`` names the codec of a file of records, which are read while importing;
    it is empty for text.
    """

    path: Path
    encoding: str = ""
    guessed: bool = False
    separator: str = ""
    detected: bool = False
    pieces: tuple[Piece, ...] = ()
    format: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do, for a person to look at before it is done."""

    files: tuple[PlannedFile, ...]

    @property
    def documents(self) -> int:
        """How many documents the text files hold; native files are counted when they are read."""
        return sum(len(file.pieces) for file in self.files)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: documents added, documents that were there already, and what could not be read."""

    added: int = 0
    known: int = 0
    sets: int = 0
    problems: tuple[Problem, ...] = ()
    changes: tuple[Changes, ...] = ()


@dataclass(slots=True)
class _Tally:
    added: int = 0
    known: int = 0
    sets: int = 0
    problems: list[Problem] = field(default_factory=list)
    changes: list[Changes] = field(default_factory=list)


def plan_import(paths: Iterable[str | Path], *, separator: str = AUTO, format: str = "") -> ImportPlan:
    """Read files and folders and say what importing them would bring; nothing is stored.

    ``separator`` is ``auto`` (found in each file, where there is one), ``none``, or a regular expression for
    whole lines. ``format`` names a codec or ``text``; without it a file's extension decides. Raises FormatError
    for an expression that is not valid or a format that cannot be read.
    """
    from annotator.formats.registry import codec_info
    from annotator.formats.sources import find_sources
    from annotator.formats.splitting import split

    if separator not in (AUTO, NONE):
        # An expression that is not valid is refused here, once, before any file is read.
        split("", separator)
    if format and format != TEXT and not codec_info(format).reads:
        raise FormatError(f"“{format}” can only be written; choose another format to read.")
    return ImportPlan(tuple(_planned(path, separator, format) for path in find_sources(paths)))


def replan(plan: ImportPlan, path: Path, separator: str) -> ImportPlan:
    """Return the plan with one file split in another way."""
    files = tuple(_planned(file.path, separator) if file.path == path else file for file in plan.files)
    return ImportPlan(files)


def excerpts(file: PlannedFile, length: int = 120) -> tuple[str, ...]:
    """Return the first characters of each document of a planned file on one line, after its headline."""
    from annotator.formats.sources import read_source

    text = read_source(file.path).text
    found = []
    for piece in file.pieces:
        words = " ".join(text[piece.start : min(piece.end, piece.start + 4 * length)].split())
        name = piece.name.removesuffix("…")
        found.append((words[len(name) :].strip() if words.startswith(name) else words)[:length])
    return tuple(found)


def _planned(path: Path, separator: str, format: str = "") -> PlannedFile:
    from annotator.formats.registry import codec_for
    from annotator.formats.sources import read_source
    from annotator.formats.splitting import detect_separator, split

    by_name = codec_for(path)
    chosen = format or (by_name.name if by_name and by_name.reads else TEXT)
    if chosen != TEXT and path.is_file():
        return PlannedFile(path=path, format=chosen)
    try:
        source = read_source(path)
        found = detect_separator(source.text) if separator == AUTO else None
        pattern = found.pattern if found else ("" if separator in (AUTO, NONE) else separator)
        pieces = split(source.text, pattern or None, fallback=path.name)
    except FormatError as error:
        return PlannedFile(path=path, problem=str(error))
    return PlannedFile(
        path=path,
        encoding=source.encoding,
        guessed=source.guessed,
        separator=pattern,
        detected=found is not None,
        pieces=tuple(pieces),
    )


def run_import(
    project: Project,
    plan: ImportPlan,
    *,
    author: str = "",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Bring in what a plan holds; the steps of one import are undone together.

    A document whose text came from the same place of the same file, or a native record whose id is known, is
    not added again. ``author`` owns annotations of foreign records that name nobody. Raises Cancelled; what
    was committed until then stays.
    """
    tally = _Tally()
    group = new_id()
    title = f"Import {plan.files[0].path.name}" if len(plan.files) == 1 else f"Import {len(plan.files)} files"
    for number, file in enumerate(plan.files):
        if cancelled and cancelled():
            raise Cancelled(f"The import was stopped after {tally.added} documents; they are kept.")
        if file.problem:
            tally.problems.append(Problem(file.path, 0, file.problem))
        elif file.format:
            _import_records(project, file, author, title, group, tally, cancelled)
        else:
            _import_text(project, file, title, group, tally)
        if progress:
            progress(number + 1, len(plan.files))
    return ImportReport(tally.added, tally.known, tally.sets, tuple(tally.problems), tuple(tally.changes))


def _import_text(project: Project, file: PlannedFile, title: str, group: str, tally: _Tally) -> None:
    from annotator.formats.boilerplate import find_regions
    from annotator.formats.sources import read_source

    try:
        source = read_source(file.path)
    except FormatError as error:
        tally.problems.append(Problem(file.path, 0, str(error)))
        return
    known = set(project.read.imported(source.sha256))
    fresh = [piece for piece in file.pieces if (piece.start, piece.end) not in known]
    documents = []
    for piece in fresh:
        text = source.text[piece.start : piece.end]
        documents.append(
            Document(
                id=DocumentId(new_id()),
                name=piece.name,
                text=text,
                source=file.path.name,
                source_start=piece.start,
                source_end=piece.end,
                source_sha256=source.sha256,
                encoding=source.encoding,
                regions=find_regions(text),
            )
        )
    tally.known += len(file.pieces) - len(fresh)
    _store(project, [Record(document) for document in documents], title, group, tally)


def _import_records(
    project: Project,
    file: PlannedFile,
    author: str,
    title: str,
    group: str,
    tally: _Tally,
    cancelled: Callable[[], bool] | None,
) -> None:
    from annotator.formats.registry import codec

    batch: list[Record] = []
    try:
        for item in codec(file.format).read(file.path, author=author, scheme=project.scheme):
            if isinstance(item, Problem):
                tally.problems.append(item)
                continue
            batch.append(item)
            if len(batch) >= BATCH:
                _store(project, batch, title, group, tally)
                batch = []
                if cancelled and cancelled():
                    raise Cancelled(f"The import was stopped after {tally.added} documents; they are kept.")
    except FormatError as error:
        tally.problems.append(Problem(file.path, 0, str(error)))
    _store(project, batch, title, group, tally)


def _store(project: Project, records: Sequence[Record], title: str, group: str, tally: _Tally) -> None:
    if not records:
        return

    def work(tx: Transaction) -> tuple[int, int, list[Problem]]:
        return _write(tx, records)

    (added, sets, problems), changes = project.transact("import", work, title=title, group=group)
    tally.added += added
    tally.known += len(records) - added - len(problems)
    tally.sets += sets
    tally.problems.extend(problems)
    if changes.step:
        tally.changes.append(changes)


def _write(tx: Transaction, records: Sequence[Record]) -> tuple[int, int, list[Problem]]:
    """Write records inside a step; returns how many documents and sets were new, and what was left out.

    A record that is in the project already (its id; its text, where the id was derived from that) adds only the
    sets of authors who have none there.
    """
    scheme = tx.scheme
    problems: list[Problem] = []
    good: list[Record] = []
    for record in records:
        unknown = _unknown_labels(record, scheme)
        if unknown:
            sentence = (
                f"“{record.document.name}” has labels that the scheme “{scheme.name}” lacks "
                f"({', '.join(unknown)}); add them to the scheme and import the file again."
            )
            problems.append(Problem(Path(record.document.source), 0, sentence))
        else:
            good.append(record)
    present = tx.same_documents([record.document for record in good])
    tx.add_documents([record.document for record in good if record.document.id not in present])
    sets = 0
    for record in good:
        target = present.get(record.document.id, record.document.id)
        for reading in record.readings:
            sets += _write_reading(tx, target, reading)
    return len(good) - len(present), sets, problems


def _unknown_labels(record: Record, scheme: Scheme) -> list[str]:
    known = {(layer.name, label.name) for layer, label in scheme.labels()}
    return sorted(
        {
            span.label
            for reading in record.readings
            for span in reading.spans
            if (span.layer, span.label) not in known
        }
    )


def _write_reading(tx: Transaction, document_id: DocumentId, reading: Reading) -> int:
    if tx.set_of(document_id, reading.set.author) is not None:
        return 0
    made = tx.ensure_set(document_id, reading.set.author, set_id=reading.set.id)
    tx.change_set(made.id, status=reading.set.status, seconds=reading.set.seconds)
    version = tx.scheme.version
    tx.add_spans(
        [
            replace(span, set_id=made.id, scheme_version=min(span.scheme_version, version))
            for span in reading.spans
        ]
    )
    tx.add_relations([replace(relation, set_id=made.id) for relation in reading.relations])
    return 1
