"""The native JSONL: one document a line, with every author's set.

    {"id": "…", "name": "Berlin", "text": "Berlin grows.", "meta": {"source": "a.txt", "source_start": 0, …},
     "regions": [], "sets": [{"id": "…", "author": "ann", "status": "done", "spans": [{"id": "…", "start": 0,
     "end": 6, "label": "GPE", "layer": "entities", "status": "confirmed", …}], "relations": []}]}

Plain records are read too: ``{"text"}``, ``{"text", "entities": [[start, end, label]], "claims": […]}`` and
``{"text", "spans": [{"start", "end", "label"}]}``. What a record holds beside that is kept in the document's meta.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.domain.annotation import Reading, Record, Relation, Span
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document
from annotator.errors import FormatError
from annotator.formats.codec import Problem, Sentences, WrittenFiles, replacing, unreadable
from annotator.formats.jsonl_records import ESCAPE, FIELDS, META_FIELDS, Invalid, read_record
from annotator.formats.report import LossReport


class Jsonl:
    """Reads and writes the native JSONL; nothing is lost, so its loss report stays empty."""

    name = "jsonl"

    def read(
        self, path: Path, *, author: str = "", scheme: Scheme | None = None
    ) -> Iterator[Record | Problem]:
        """Yield the records of a file line by line; a line that cannot be read is a Problem.

        Annotations without an author are given to ``author`` (``import:FILE`` if empty). Raises FormatError
        when the file cannot be opened.
        """
        author = author or f"import:{path.stem}"
        seen: dict[str, int] = {}
        for number, line in _lines(path):
            try:
                record = read_record(_load(line), path=path, author=author, scheme=scheme)
                earlier = seen.setdefault(record.document.id, number)
                if earlier != number:
                    raise Invalid(f"the same document stands on line {earlier} already")
            except Invalid as error:
                yield Problem(path, number, f"The record was left out: {error}.")
            else:
                yield record

    def write(
        self,
        records: Iterable[Record],
        out: Path,
        *,
        scheme: Scheme,
        report: LossReport,
        overwrite: bool = False,
        sentences: Sentences | None = None,
    ) -> WrittenFiles:
        """Write the records with all their readings, whole or not at all."""
        documents = spans = relations = 0
        with replacing(out, overwrite=overwrite) as file:
            for record in records:
                file.write(_dump(record))
                documents += 1
                spans += sum(len(reading.spans) for reading in record.readings)
                relations += sum(len(reading.relations) for reading in record.readings)
        return WrittenFiles((out,), documents, spans, relations)


CODEC = Jsonl()


def record_to_dict(record: Record) -> dict[str, object]:
    """Return a record as the plain JSON values of one line."""
    document = record.document
    return {
        "id": document.id,
        "name": document.name,
        "text": document.text,
        "meta": _meta(document),
        "regions": [[region.start, region.end, region.kind.value] for region in document.regions],
        "sets": [_set(reading) for reading in record.readings],
    }


def _meta(document: Document) -> dict[str, object]:
    # A meta key that reads like one of the document's own fields gets a mark, which reading takes off again.
    meta: dict[str, object] = {
        f"{ESCAPE}{key}" if key in META_FIELDS or key.startswith(ESCAPE) else key: value
        for key, value in document.meta.items()
    }
    own: dict[str, object] = {name: getattr(document, name) for name in FIELDS}
    return own | {"sha256": document.sha256} | meta


def _set(reading: Reading) -> dict[str, object]:
    of = reading.set
    return {
        "id": of.id,
        "author": of.author,
        "status": of.status.value,
        "seconds": of.seconds,
        "scheme_version": of.scheme_version,
        "spans": [_span(span) for span in reading.spans],
        "relations": [_relation(relation) for relation in reading.relations],
    }


def _span(span: Span) -> dict[str, object]:
    return {
        "id": span.id,
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "layer": span.layer,
        "status": span.status.value,
        "score": span.score,
        "origin": span.origin.to_dict(),
        "attributes": span.attributes,
        "comment": span.comment,
        "scheme_version": span.scheme_version,
    }


def _relation(relation: Relation) -> dict[str, object]:
    return {
        "id": relation.id,
        "source": relation.source,
        "target": relation.target,
        "label": relation.label,
        "status": relation.status.value,
        "score": relation.score,
        "origin": relation.origin.to_dict(),
    }


def _dump(record: Record) -> bytes:
    try:
        line = json.dumps(record_to_dict(record), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return line.encode("utf-8") + b"\n"
    except (TypeError, ValueError, RecursionError) as error:
        name = record.document.name
        raise FormatError(
            f"The document “{name}” holds a value that JSON cannot hold ({error}); remove it."
        ) from error


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            start = file.read(4)
            if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in start:
                raise FormatError(f"“{path}” is not UTF-8; JSONL files are, so save it as UTF-8.")
            file.seek(3 if start.startswith(codecs.BOM_UTF8) else 0)
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise unreadable(path, error) from error


def _load(line: bytes) -> dict[str, object]:
    try:
        data = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise Invalid(f"it is not UTF-8 at byte {error.start}") from None
    except RecursionError:
        raise Invalid("it is nested too deeply") from None
    except ValueError as error:
        raise Invalid(f"it is not JSON ({error})") from None
    if not isinstance(data, dict):
        raise Invalid("it is no JSON object")
    if b"\\u" in line:
        try:
            json.dumps(data, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise Invalid("it holds half a character (a lone surrogate)") from None
    return data


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON number")
