"""What is written and read again is the same, for any record a project can hold."""

import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import (
    AnnotationSet,
    Origin,
    OriginKind,
    Reading,
    Record,
    Relation,
    SetStatus,
    Span,
    SpanStatus,
)
from annotator.domain.scheme import Label, Layer, Scheme
from annotator.domain.text import Document, Region, RegionKind
from annotator.formats import docbin
from annotator.formats.jsonl import CODEC
from annotator.formats.report import LossReport

SCHEME = Scheme("any", (Layer("entities", (Label("A"), Label("B"))),))

# No lone surrogates: no project can hold them, they are no UTF-8.
CHARACTERS = st.characters(exclude_categories=("Cs",))
TEXT = st.text(CHARACTERS, max_size=12)
NASTY = st.text(st.sampled_from("ab \n\r\u2028\u0085\x00\x0b😀é\u0301\u200d\ufeff“"), min_size=1, max_size=40)
IDS = st.uuids().map(lambda value: value.hex)
SCORES = st.none() | st.floats(0, 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
KEYS = TEXT | st.sampled_from(["source", "sha256", "encoding", "meta:", "meta:source", "id", "text"])
ORIGINS = st.builds(Origin, st.sampled_from(OriginKind), TEXT, st.lists(IDS, max_size=2).map(tuple))


@st.composite
def places(draw, length: int) -> tuple[int, int]:
    start = draw(st.integers(0, length - 1))
    return start, draw(st.integers(start + 1, length))


@st.composite
def readings(draw, document_id: str, length: int, author: str) -> Reading:
    set_id = draw(IDS)
    seconds = draw(st.floats(0, 1e6))
    own = AnnotationSet(
        set_id, document_id, author, draw(st.sampled_from(SetStatus)), seconds, draw(st.integers(1, 9))
    )
    spans = []
    for _ in range(draw(st.integers(0, 3))):
        start, end = draw(places(length))
        spans.append(
            Span(
                draw(IDS), set_id, start, end, draw(TEXT), draw(TEXT), draw(st.sampled_from(SpanStatus)), draw(ORIGINS),
                draw(SCORES), draw(st.dictionaries(TEXT, JSON, max_size=2)), draw(TEXT), draw(st.integers(1, 9)),
            )
        )  # fmt: skip
    links = []
    if spans:
        ends = st.sampled_from([span.id for span in spans])
        links = draw(
            st.lists(
                st.builds(
                    Relation,
                    IDS,
                    st.just(set_id),
                    ends,
                    ends,
                    TEXT,
                    st.sampled_from(SpanStatus),
                    ORIGINS,
                    SCORES,
                ),
                max_size=2,
            )
        )
    return Reading(own, tuple(spans), tuple(links))


@st.composite
def records(draw) -> Record:
    text = draw(NASTY.filter(lambda text: text.strip() != ""))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    regions = tuple(
        Region(start, end, draw(st.sampled_from(RegionKind)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    start = draw(st.integers(0, 1000))
    document = Document(
        draw(IDS), draw(TEXT), text, draw(TEXT), start, start + len(text), draw(TEXT), draw(TEXT), regions,
        draw(st.dictionaries(KEYS, JSON, max_size=3)),
    )  # fmt: skip
    authors = draw(st.lists(TEXT.filter(str.strip), max_size=2, unique=True))
    return Record(document, tuple(draw(readings(document.id, len(text), author)) for author in authors))


def ids_of(record: Record) -> list[str]:
    found: list[str] = []
    for reading in record.readings:
        found += [
            reading.set.id,
            *(span.id for span in reading.spans),
            *(link.id for link in reading.relations),
        ]
    return found


@settings(deadline=None)
@given(st.lists(records(), max_size=3, unique_by=lambda record: record.document.id))
def test_native_jsonl_gives_back_the_same_records(given_records):
    given_records = [record for record in given_records if len(set(ids_of(record))) == len(ids_of(record))]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.jsonl")
        report = LossReport()
        CODEC.write(given_records, out, scheme=SCHEME, report=report)
        assert list(CODEC.read(out)) == given_records
        assert not report
        again = Path(folder, "again.jsonl")
        CODEC.write(CODEC.read(out), again, scheme=SCHEME, report=report)
        assert again.read_bytes() == out.read_bytes()


@settings(deadline=None)
@given(
    st.binary(max_size=200)
    | st.lists(JSON, max_size=3).map(lambda values: "\n".join(map(repr, values)).encode())
)
def test_any_bytes_give_records_or_problems(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "in.jsonl")
        path.write_bytes(data)
        lines = [line for line in io.BytesIO(data) if line.strip()]
        if b"\x00" not in data[:4] and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
            assert len(list(CODEC.read(path))) == len(lines)


TRAINED = Scheme(
    "any", (Layer("entities", (Label("A"), Label("B"))), Layer("claims", (Label("C"),), flat=False))
)
WORDS = st.text(st.sampled_from("ab.,$1 \n\u2028é😀\u200d“’-"), min_size=1, max_size=40)


@settings(deadline=None, max_examples=60)
@given(WORDS.filter(lambda text: text.strip() != ""), st.data())
def test_every_span_is_in_the_docbin_as_it_stood_or_in_the_report(text, data):
    document = Document("0" * 32, "n", text)
    own = AnnotationSet("1" * 32, document.id, "ann", SetStatus.DONE)
    spans = []
    for number in range(data.draw(st.integers(0, 6))):
        start, end = data.draw(places(len(text)))
        label = data.draw(st.sampled_from("ABC"))
        layer = "claims" if label == "C" else "entities"
        spans.append(Span(f"{number:032x}", own.id, start, end, label, layer))
    report = LossReport()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.spacy")
        docbin.CODEC.write(
            [Record(document, (Reading(own, tuple(spans)),))], out, scheme=TRAINED, report=report
        )
        (record,) = docbin.CODEC.read(out, scheme=TRAINED)
    assert record.document.text == text
    found = {span.key for span in record.readings[0].spans}
    assert found <= {span.key for span in spans}
    assert len(record.readings[0].spans) == len(found)
    unique = {span.key: span for span in reversed(spans)}
    lost = sum(report.counts.values())
    # A span that is there twice is written once; where it cannot be written, both are reported.
    assert len(unique) <= len(found) + lost <= len(spans)
