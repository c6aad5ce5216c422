"""Export beside its floor in the same run: DocBin alone on the same texts and spans."""

import time
from pathlib import Path

import pytest

from annotator.domain.annotation import AnnotationSet, Reading, Record, SetStatus, Span
from annotator.domain.ids import new_id
from annotator.domain.scheme import Label, Layer, Scheme
from annotator.domain.text import Document
from annotator.formats import docbin, jsonl
from annotator.formats.report import LossReport

pytestmark = [pytest.mark.bench, pytest.mark.slow]

DOCUMENTS = 200
SPANS = 30
SCHEME = Scheme("news", (Layer("entities", (Label("GPE"),)), Layer("claims", (Label("CLAIM"),), flat=False)))
SENTENCE = "The city of Berlin said on Monday that it will buy new trains for its lines. "


def make_records() -> list[Record]:
    """Return documents of 30 entities each."""
    records = []
    start = SENTENCE.index("Berlin")
    for number in range(DOCUMENTS):
        text = f"Report {number}\n\n{SENTENCE * SPANS}".strip()
        first = text.index(SENTENCE.strip()) + start
        document = Document(new_id(), f"Report {number}", text)
        own = AnnotationSet(new_id(), document.id, "ann", SetStatus.DONE)
        places = [first + index * len(SENTENCE) for index in range(SPANS)]
        spans = tuple(Span(new_id(), own.id, place, place + 6, "GPE", "entities") for place in places)
        records.append(Record(document, (Reading(own, spans),)))
    return records


def floor(records: list[Record], out: Path) -> None:
    """Write the same with spaCy alone."""
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    docs = DocBin(attrs=docbin.ATTRIBUTES, store_user_data=True)
    for record in records:
        doc = nlp.tokenizer(record.document.text)
        spans = [doc.char_span(span.start, span.end, label=span.label) for span in record.readings[0].spans]
        doc.set_ents(spans, default="outside")
        docs.add(doc)
    out.write_bytes(docs.to_bytes())


def seconds(work) -> float:
    """Return the best of three runs."""
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def test_docbin_beside_docbin_alone(tmp_path, benchmark):
    records = make_records()
    out = tmp_path / "out.spacy"

    def export() -> None:
        docbin.CODEC.write(records, out, scheme=SCHEME, report=LossReport(), overwrite=True)

    floor(records, tmp_path / "floor.spacy")
    alone = seconds(lambda: floor(records, tmp_path / "floor.spacy"))
    benchmark.pedantic(export, rounds=3, iterations=1)
    ratio = benchmark.stats.stats.min / alone
    benchmark.extra_info.update(documents=DOCUMENTS, spans=DOCUMENTS * SPANS, floor_s=alone, ratio=ratio)
    assert ratio < 3


def test_jsonl_beside_docbin_alone(tmp_path, benchmark):
    records = make_records()
    out = tmp_path / "out.jsonl"

    def export() -> None:
        jsonl.CODEC.write(records, out, scheme=SCHEME, report=LossReport(), overwrite=True)

    alone = seconds(lambda: floor(records, tmp_path / "floor.spacy"))
    benchmark.pedantic(export, rounds=3, iterations=1)
    ratio = benchmark.stats.stats.min / alone
    benchmark.extra_info.update(documents=DOCUMENTS, spans=DOCUMENTS * SPANS, floor_s=alone, ratio=ratio)
    assert ratio < 3
