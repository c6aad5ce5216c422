"""DocBin export: what spaCy finds in the file, and what the report says is not there."""

import subprocess
import sys

import pytest

from annotator.errors import FormatError
from annotator.formats.docbin import CODEC, KEY
from annotator.formats.report import LossKind, LossReport
from tests.unit.formats.samples import MARKS, SCHEME, TEXT, make_record


def export(tmp_path, *records):
    report = LossReport()
    written = CODEC.write(records, tmp_path / "out.spacy", scheme=SCHEME, report=report)
    return written, report


def load(tmp_path):
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    return list(DocBin().from_disk(tmp_path / "out.spacy").get_docs(nlp.vocab))


def test_entities_claims_and_origin_are_in_the_file(tmp_path):
    record = make_record(MARKS[:2] + MARKS[3:])
    written, report = export(tmp_path, record)
    assert (written.documents, written.spans) == (1, 5)
    assert not report
    (doc,) = load(tmp_path)
    assert [(span.text, span.label_) for span in doc.ents] == [*MARKS[:2], MARKS[3]]
    assert [(span.text, span.label_) for span in doc.spans["claims"]] == MARKS[4:]
    assert {token.ent_iob_ for token in doc} == {"B", "I", "O"}
    note = doc.user_data[KEY]
    assert (note["id"], note["name"], note["author"]) == (record.document.id, "Trains", "ann")
    for start, end, at in note["kept"]:
        assert doc.text[at : at + end - start] == TEXT[start:end]


def test_boilerplate_is_not_in_the_text(tmp_path):
    export(tmp_path, make_record([]))
    (doc,) = load(tmp_path)
    assert "Jane Doe" not in doc.text
    assert "Source link" not in doc.text
    assert doc.text.startswith("Berlin buys trains from Acme Rail\n\nBerlin pays")


def test_a_document_without_spans_is_all_outside_and_has_its_groups(tmp_path):
    export(tmp_path, make_record([]))
    (doc,) = load(tmp_path)
    assert {token.ent_iob_ for token in doc} == {"O"}
    assert list(doc.spans["claims"]) == []


@pytest.mark.parametrize("words", ["US", "1.5 million, said An", "erlin pays"])
def test_a_span_that_cuts_a_token_is_reported_and_left_out(tmp_path, words):
    written, report = export(tmp_path, make_record([(words, "MONEY")]))
    assert written.spans == 0
    assert report.counts == {LossKind.BOUNDARY: 1}
    (loss,) = report.examples(LossKind.BOUNDARY)
    start = TEXT.index(words)
    assert loss.place == f"{start}–{start + len(words)}"
    assert "inside a token of spaCy (“" in loss.sentence


def test_overlaps_of_the_flat_layer_are_reported_and_of_others_kept(tmp_path):
    marks = [("Acme Rail", "ORG"), ("Rail", "GPE"), MARKS[4], ("Berlin pays", "OPINION")]
    written, report = export(tmp_path, make_record(marks))
    (doc,) = load(tmp_path)
    assert [span.text for span in doc.ents] == ["Acme Rail"]
    assert {span.text for span in doc.spans["claims"]} == {MARKS[4][0], "Berlin pays"}
    assert written.spans == 3
    assert report.counts == {LossKind.OVERLAP: 1}


def test_reading_the_file_gives_the_same_spans(tmp_path):
    export(tmp_path, make_record(MARKS[:2] + MARKS[3:]), make_record([]))
    first, second = CODEC.read(tmp_path / "out.spacy", author="ann", scheme=SCHEME)
    (reading,) = first.readings
    text = first.document.text
    assert (first.document.name, reading.set.author) == ("Trains", "ann")
    found = [(text[span.start : span.end], span.label, span.layer) for span in reading.spans]
    assert sorted(found) == sorted(
        (words, label, "claims" if label in ("CLAIM", "OPINION") else "entities")
        for words, label in MARKS[:2] + MARKS[3:]
    )
    assert second.readings[0].spans == ()


@pytest.mark.parametrize("data", [b"", b"no DocBin at all", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_foreign_file_is_a_sentence(tmp_path, data):
    path = tmp_path / "bad.spacy"
    path.write_bytes(data)
    with pytest.raises(FormatError, match="is no DocBin"):
        list(CODEC.read(path))


def test_neither_the_table_nor_the_codec_imports_spacy():
    code = (
        "import sys; from annotator.formats.registry import CODECS, codec; "
        "[codec(info.name) for info in CODECS]; "
        "sys.exit(bool({'spacy', 'PySide6', 'sqlmodel', 'sqlalchemy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
