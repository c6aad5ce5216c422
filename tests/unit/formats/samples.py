"""A small scheme and records for the tests of the formats that train models."""

from annotator.domain.annotation import AnnotationSet, Reading, Record, Relation, SetStatus, Span, SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.scheme import Label, Layer, Scheme
from annotator.domain.text import Document
from annotator.formats.boilerplate import find_regions

SCHEME = Scheme(
    "news",
    (
        Layer("entities", tuple(map(Label, ("GPE", "ORG", "PERSON", "MONEY", "DATE", "MY LABEL")))),
        Layer("claims", (Label("CLAIM"), Label("OPINION")), flat=False),
    ),
)

TEXT = (
    "Berlin buys trains from Acme Rail\n\nPhoto: Jane Doe\n\n"
    "Berlin pays US$1.5 million, said Ann Li. She was pleased – “very”.\n\nSource link\n"
)


def make_record(
    marks: list[tuple[str, str]],
    *,
    text: str = TEXT,
    author: str = "ann",
    name: str = "Trains",
    **span: object,
) -> Record:
    """Return a finished record; a mark is words of the text and their label, claims by their label's name."""
    document = Document(new_id(), name, text, regions=find_regions(text))
    own = AnnotationSet(new_id(), document.id, author, SetStatus.DONE)
    spans = []
    for words, label in marks:
        start = text.index(words)
        layer = "claims" if label in ("CLAIM", "OPINION") else "entities"
        spans.append(Span(new_id(), own.id, start, start + len(words), label, layer, **span))
    return Record(document, (Reading(own, tuple(sorted(spans, key=lambda each: each.start))),))


def with_status(record: Record, status: SpanStatus) -> Record:
    """Return the record with every span in that status."""
    from dataclasses import replace

    (reading,) = record.readings
    spans = tuple(replace(span, status=status) for span in reading.spans)
    return Record(record.document, (Reading(reading.set, spans, reading.relations),))


def with_relation(record: Record) -> Record:
    """Return the record with a link from its first to its second span."""
    (reading,) = record.readings
    first, second = reading.spans[:2]
    link = Relation(new_id(), reading.set.id, first.id, second.id, "ABOUT")
    return Record(record.document, (Reading(reading.set, reading.spans, (link,)),))


MARKS = [
    ("Berlin", "GPE"),
    ("Acme Rail", "ORG"),
    ("1.5 million", "MONEY"),
    ("Ann Li", "PERSON"),
    ("Berlin pays US$1.5 million, said Ann Li.", "CLAIM"),
    ("She was pleased – “very”.", "OPINION"),
]
