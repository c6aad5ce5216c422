"""CoNLL-2003 columns: token, part of speech, chunk, entity tag; a blank line ends a sentence.

    -DOCSTART- -X- O O

    Berlin -X- O B-GPE
    grows -X- O O
    . -X- O O

Written are IOB2 tags of one flat layer. Read are two or more columns with tags of any of the schemes in use (IOB1,
IOB2, IOBES, BILOU): one rule decodes all, as a tag begins a span when it says so or when it does not continue the
tag before it. The text is rebuilt with single spaces and a line for each sentence, so it is a new document.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator.domain.annotation import (
    AnnotationSet,
    Origin,
    OriginKind,
    Reading,
    Record,
    SetStatus,
    Span,
)
from annotator.domain.ids import DocumentId, SetId, SpanId, new_id, text_id
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document, paragraphs, tokenize
from annotator.formats.clean import Marked, Training, lose, training, without_overlaps
from annotator.formats.codec import Problem, Sentences, WrittenFiles, read_bytes, replacing
from annotator.formats.layers import entity_layer, layer_for
from annotator.formats.report import LossKind, LossReport
from annotator.formats.sources import decode
from annotator.formats.splitting import first_line

# The form of the original data, and the only one that spaCy's own converter takes for what it is.
DOCUMENT_START = "-DOCSTART- -X- O O"

_TAG = re.compile(r"O|([BIESLU])-(\S+)")
_COLUMN = re.compile(r"[^\s\x00-\x20\x7f\u200d]+(?:\u200d+[^\s\x00-\x20\x7f\u200d]+)*")
_COMMENT = re.compile(r"# \S.*")

Row = tuple[str, str]  # token and tag


class Conll:
    """Reads and writes CoNLL-2003 files."""

    name = "conll2003"

    def read(
        self, path: Path, *, author: str = "", scheme: Scheme | None = None
    ) -> Iterator[Record | Problem]:
        """Yield a document for each -DOCSTART- line with its entities as one finished reading.

        A document with a line that has no tag is a Problem. Raises FormatError when the file is no text.
        """
        text, _, _ = decode(read_bytes(path), str(path))
        author = author or f"import:{path.stem}"
        number = 0
        for sentences in _documents(text):
            if isinstance(sentences, tuple):
                line, why = sentences
                yield Problem(path, line, f"The document was left out: {why}.")
            elif sentences:
                number += 1
                yield _record(sentences, path, author, scheme, number)

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
        """Write the entity layer, whole or not at all; without ``sentences`` every paragraph is one."""
        layer = entity_layer(scheme)
        documents = spans = 0
        with replacing(out, overwrite=overwrite) as file:
            for record in records:
                taught = training(record, scheme, report)
                if taught is None:
                    continue
                flat = taught.layers[layer.name] if layer else []
                flat = without_overlaps(flat, taught.document, report)
                tokens = _tokens(taught.clean.text)
                flat = list(_aligned(tokens, flat, taught, report))
                _report_labels(taught, flat, report)
                _report_losses(taught, layer.name if layer else "", tokens, report)
                breaks = _breaks(tokens, flat, taught.clean.text, sentences or _paragraph_sentences)
                file.write(_block(taught.clean.text, tokens, flat, breaks).encode("utf-8"))
                documents += 1
                spans += len(flat)
        return WrittenFiles((out,), documents, spans)


CODEC = Conll()


def _tokens(text: str) -> list[tuple[int, int]]:
    """Return the tokens, paragraph by paragraph as selections snap to them.

    Blanks and control characters that a joined emoji may have taken along are left out: they end a column.
    """
    tokens: list[tuple[int, int]] = []
    for begin, finish in paragraphs(text):
        for start, end in tokenize(text[begin:finish], offset=begin):
            tokens += [match.span() for match in _COLUMN.finditer(text, start, end)]
    return tokens


def _aligned(
    tokens: list[tuple[int, int]], spans: list[Marked], taught: Training, report: LossReport
) -> Iterator[Marked]:
    starts, ends = {start for start, _ in tokens}, {end for _, end in tokens}
    for marked in spans:
        if marked.start in starts and marked.end in ends:
            yield marked
        else:
            lose(LossKind.BOUNDARY, marked.span, taught.document, "begins or ends inside a token", report)


def _breaks(tokens: list[tuple[int, int]], spans: list[Marked], text: str, sentences: Sentences) -> set[int]:
    """Return the indices of the tokens that begin a sentence; an entity is never cut in two by one."""
    starts = [start for start, _ in tokens]
    breaks = {bisect_left(starts, start) for start, _ in sentences(text)}
    for marked in spans:
        breaks.difference_update(range(bisect_right(starts, marked.start), bisect_left(starts, marked.end)))
    return breaks


def _paragraph_sentences(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start, end in paragraphs(text) if text[start:end].strip()]


def _block(text: str, tokens: list[tuple[int, int]], spans: list[Marked], breaks: set[int]) -> str:
    lines = [DOCUMENT_START, ""]
    begins = {marked.start: marked for marked in spans}
    current: Marked | None = None
    for index, (start, end) in enumerate(tokens):
        if index in breaks and index:
            lines.append("")
        tag = "O"
        if start in begins:
            current = begins[start]
            tag = f"B-{_column(current.span.label)}"
        elif current is not None and start < current.end:
            tag = f"I-{_column(current.span.label)}"
        lines.append(f"{text[start:end]} -X- O {tag}")
    return "\n".join([*lines, "", ""])


def _column(label: str) -> str:
    return "_".join(label.split())


def _report_labels(taught: Training, spans: list[Marked], report: LossReport) -> None:
    for label in sorted({marked.span.label for marked in spans}):
        if label != _column(label):
            sentence = f"The label “{label}” was written as “{_column(label)}”, as columns hold no blanks."
            report.add(LossKind.LABEL, taught.document.name, label, sentence)


def _report_losses(taught: Training, layer: str, tokens: list[tuple[int, int]], report: LossReport) -> None:
    name = taught.document.name
    for other, spans in taught.layers.items():
        if other != layer and spans:
            sentence = f"{len(spans)} span(s) of the layer “{other}” were left out."
            report.add(LossKind.LAYER, name, other, sentence, count=len(spans))
    sentence = "Blanks and line breaks were not written; read again, single spaces stand in their place."
    unseen = len("".join(taught.clean.text.split())) - sum(end - start for start, end in tokens)
    if unseen:
        sentence = f"{sentence[:-1]}, and {unseen} invisible character(s) are gone."
    report.add(LossKind.WHITESPACE, name, "the whole text", sentence)


def _documents(text: str) -> Iterator[list[list[Row]] | tuple[int, str]]:
    """Yield each document's sentences, or the line and the reason for which it cannot be read."""
    document: list[list[Row]] = [[]]
    bad: tuple[int, str] | None = None
    # Not splitlines: a line separator of Unicode may be part of a token.
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        columns = line.split()
        if not columns:
            document.append([])
        elif columns[0] == "-DOCSTART-":
            yield bad or [sentence for sentence in document if sentence]
            document, bad = [[]], None
        elif len(columns) > 1 and _TAG.fullmatch(columns[-1]):
            document[-1].append((columns[0], columns[-1]))
        elif not _COMMENT.fullmatch(line):
            bad = bad or (number, f"line {number} does not end in a tag such as O or B-PERSON")
    yield bad or [sentence for sentence in document if sentence]


def _record(
    sentences: list[list[Row]], path: Path, author: str, scheme: Scheme | None, number: int
) -> Record:
    text = "\n".join(" ".join(token for token, _ in sentence) for sentence in sentences)
    document = Document(
        DocumentId(text_id(text, f"{path.name} {number}")),
        first_line(text),
        text,
        source=path.name,
        meta={"format": "conll2003", "record": number},
    )
    own = AnnotationSet(SetId(new_id()), document.id, author, SetStatus.DONE)
    origin = Origin(OriginKind.IMPORTED, path.name)
    spans = [
        Span(SpanId(new_id()), own.id, start, end, label, layer_for(label, scheme), origin=origin)
        for start, end, label in _spans(sentences)
    ]
    return Record(document, (Reading(own, tuple(spans)),))


def _spans(sentences: list[list[Row]]) -> Iterator[tuple[int, int, str]]:
    """Decode the tags; offsets are those of the tokens joined by single characters."""
    position = 0
    for sentence in sentences:
        start, end, label = 0, 0, ""
        for token, tag in sentence:
            kind, _, name = tag.partition("-")
            continues = bool(name) and name == label and kind in "IEL"
            if label and not continues:
                yield start, end, label
            if not continues:
                start, label = position, name
            end = position + len(token)
            if label and kind in "ELSU":
                yield start, end, label
                label = ""
            position = end + 1
        if label:
            yield start, end, label
