"""What models learn from: a document's text without its boilerplate, and the decided spans in their new places."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.annotation import AuthorKind, Reading, Record, Span, SpanStatus, kind_of
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document, Region, in_regions
from annotator.formats.report import LossKind, LossReport

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Kept:
    """A stretch ``[start, end)`` of the document that stands at ``at`` in the clean text."""

    start: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text without boilerplate paragraphs, and what of the document stands where in it."""

    text: str
    kept: tuple[Kept, ...]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a stretch of the document stands in the clean text, or None where it was cut."""
        index = bisect_right(self.kept, start, key=lambda kept: kept.start) - 1
        if index < 0 or end > self.kept[index].end:
            return None
        shift = self.kept[index].at - self.kept[index].start
        return start + shift, end + shift


@dataclass(frozen=True, slots=True)
class Marked:
    """A span in the clean text, and the span of the document that it is."""

    start: int
    end: int
    span: Span


@dataclass(frozen=True, slots=True)
class Training:
    """What one document teaches: its clean text and the decided spans by layer, in the order of the text."""

    document: Document
    author: str
    clean: CleanText
    layers: dict[str, list[Marked]]


def clean(text: str, regions: Iterable[Region]) -> CleanText:
    """Leave out regions with the blanks after them; a text without regions stays as it is.

    Regions are in order and disjoint. Where a region stood inside a line, a line break takes its place.
    """
    regions = tuple(regions)
    if not regions:
        return CleanText(text, (Kept(0, len(text), 0),))
    stretches: list[tuple[int, int]] = []
    position = 0
    for end, following in [(region.start, region.end) for region in regions] + [(len(text), len(text))]:
        blanks = len(text[position:end]) - len(text[position:end].lstrip()) if position else 0
        if text[position + blanks : end].strip():
            stretches.append((position + blanks, end))
        position = following
    if stretches:
        start, end = stretches[-1]
        stretches[-1] = start, start + len(text[start:end].rstrip())
    parts: list[str] = []
    kept: list[Kept] = []
    at = 0
    for start, end in stretches:
        if parts and not parts[-1][-1].isspace():
            parts.append("\n")
            at += 1
        parts.append(text[start:end])
        kept.append(Kept(start, end, at))
        at += end - start
    return CleanText("".join(parts), tuple(kept))


def training(record: Record, scheme: Scheme, report: LossReport) -> Training | None:
    """Return what a record teaches, or None for one of boilerplate only or without a reading.

    Losses go to the report. Of several readings the first counts. A person's, an import's and gold spans count
    when confirmed; a pipeline's own set was asked for by name, so its suggestions count too. Rejected spans
    never do.
    """
    document = record.document
    cleaned = clean(document.text, document.regions)
    if not cleaned.text.strip():
        report.add(
            LossKind.EMPTY, document.name, "the whole text", "All of it is boilerplate; it was left out."
        )
        return None
    layers: dict[str, list[Marked]] = {layer.name: [] for layer in scheme.layers}
    if not record.readings:
        # Written without spans it would teach that there is nothing to find in it.
        sentence = "Nobody has labelled it; it was left out."
        report.add(LossKind.UNREAD, document.name, "the whole text", sentence)
        return None
    reading = record.readings[0]
    for other in record.readings[1:]:
        sentence = f"The reading of {other.set.author} was left out beside that of {reading.set.author}."
        report.add(LossKind.READING, document.name, other.set.author, sentence)
    seen: set[tuple[str, int, int, str]] = set()
    for span in reading.spans:
        marked = _marked(span, reading, document, cleaned, layers, report)
        if marked and span.key not in seen:
            seen.add(span.key)
            layers[span.layer].append(marked)
    for spans in layers.values():
        spans.sort(key=lambda marked: (marked.start, -marked.end, marked.span.label))
    _report_details(reading, document, report)
    return Training(document, reading.set.author, cleaned, layers)


def without_overlaps(spans: list[Marked], document: Document, report: LossReport) -> list[Marked]:
    """Keep of overlapping spans the longest (the first of equally long ones), for places that hold one only."""
    kept: list[Marked] = []
    for marked in sorted(spans, key=lambda marked: (marked.start - marked.end, marked.start)):
        place = bisect_right(kept, marked.start, key=lambda other: other.start)
        if (place and kept[place - 1].end > marked.start) or (
            place < len(kept) and kept[place].start < marked.end
        ):
            lose(LossKind.OVERLAP, marked.span, document, "overlaps a longer span of its layer", report)
        else:
            kept.insert(place, marked)
    return kept


def lose(kind: LossKind, span: Span, document: Document, why: str, report: LossReport) -> None:
    """Report one span that a format cannot carry; ``why`` completes “The span … (LABEL) …”."""
    words = " ".join(document.text[span.start : span.end].split())
    shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
    sentence = f"The span “{shown}” ({span.label}) {why}; it was left out."
    report.add(kind, document.name, f"{span.start}–{span.end}", sentence)


def _marked(
    span: Span,
    reading: Reading,
    document: Document,
    cleaned: CleanText,
    layers: dict[str, list[Marked]],
    report: LossReport,
) -> Marked | None:
    if span.status is SpanStatus.REJECTED:
        return None
    if span.status is SpanStatus.SUGGESTED and kind_of(reading.set.author) is not AuthorKind.PIPELINE:
        lose(LossKind.UNDECIDED, span, document, "was suggested and never confirmed", report)
        return None
    if span.layer not in layers:
        lose(LossKind.LAYER, span, document, f"is of a layer “{span.layer}” that the scheme lacks", report)
        return None
    words = document.text[span.start : span.end]
    if words != words.strip():
        lose(LossKind.BLANK, span, document, "begins or ends with a blank", report)
        return None
    place = cleaned.place(span.start, span.end)
    if place is None or in_regions(span.start, span.end, document.regions):
        lose(LossKind.BOILERPLATE, span, document, "lies in boilerplate", report)
        return None
    return Marked(*place, span)


def _report_details(reading: Reading, document: Document, report: LossReport) -> None:
    if reading.relations:
        count = len(reading.relations)
        sentence = f"{count} relation(s) between spans were left out."
        report.add(LossKind.RELATION, document.name, reading.set.author, sentence, count=count)
    detailed = sum(1 for span in reading.spans if span.attributes or span.comment)
    if detailed:
        sentence = f"The attributes and comments of {detailed} span(s) were left out."
        report.add(LossKind.DETAIL, document.name, reading.set.author, sentence, count=detailed)
