"""CoNLL-2003: the columns as others expect them, and every scheme of tags read."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import Record
from annotator.errors import FormatError
from annotator.formats.codec import Problem
from annotator.formats.conll import CODEC
from annotator.formats.report import LossKind, LossReport
from tests.unit.formats.samples import MARKS, SCHEME, make_record

DATA = Path(__file__).parents[2] / "data" / "conll"


def export(path, *records, **options):
    report = LossReport()
    written = CODEC.write(records, path, scheme=SCHEME, report=report, overwrite=True, **options)
    return path.read_text(encoding="utf-8"), report, written


def spans_of(record):
    text = record.document.text
    return [(text[span.start : span.end], span.label) for span in record.readings[0].spans]


def test_the_columns(tmp_path):
    record = make_record([("Ann Li", "PERSON")], text="Yes, Ann Li.\nShe did.")
    text, report, written = export(tmp_path / "out.conll", record)
    assert text == (
        "-DOCSTART- -X- O O\n\nYes -X- O O\n, -X- O O\nAnn -X- O B-PERSON\nLi -X- O I-PERSON\n. -X- O O\n\n"
        "She -X- O O\ndid -X- O O\n. -X- O O\n\n"
    )
    assert (written.documents, written.spans) == (1, 1)
    assert report.counts == {LossKind.WHITESPACE: 1}


def test_sentences_of_the_caller_are_used_but_never_cut_an_entity(tmp_path):
    record = make_record([("Ann Li", "PERSON")], text="Yes. Ann Li did. So.")
    text, _, _ = export(tmp_path / "o", record, sentences=lambda _: [(0, 4), (5, 8), (9, 16), (17, 20)])
    assert [block.count("\n") + 1 for block in text.strip().split("\n\n")[1:]] == [2, 4, 2]


def test_losses_are_reported(tmp_path):
    marks = [*MARKS, ("Jane Doe", "PERSON"), ("rains from", "GPE"), ("Rail", "GPE")]
    _, report, written = export(tmp_path / "o", make_record(marks))
    assert written.spans == 4
    assert report.counts == {
        LossKind.BOUNDARY: 1,
        LossKind.OVERLAP: 1,
        LossKind.BOILERPLATE: 1,
        LossKind.LAYER: 2,
        LossKind.WHITESPACE: 1,
    }


def test_invisible_characters_and_blanks_in_labels_are_reported(tmp_path):
    record = make_record([("Ann", "MY LABEL")], text="\u200eAnn Li\u200b.")
    text, report, _ = export(tmp_path / "o", record)
    assert "Ann -X- O B-MY_LABEL" in text
    assert report.counts == {LossKind.LABEL: 1, LossKind.WHITESPACE: 1}
    assert "2 invisible character(s)" in report.examples(LossKind.WHITESPACE)[0].sentence


@pytest.mark.parametrize("name", ["iob1.conll", "iob2.conll", "bilou.conll", "iobes.tsv"])
def test_every_scheme_of_tags_reads_the_same(name):
    first, second = CODEC.read(DATA / name, author="them", scheme=SCHEME)
    assert first.document.text == "Ann Li left Berlin , Paris .\nAcme Rail stayed ."
    assert spans_of(first) == [("Ann Li", "PERSON"), ("Berlin", "GPE"), ("Acme", "ORG"), ("Rail", "ORG")]
    assert second.document.text == "# stands for number"
    assert spans_of(second) == []
    assert first.readings[0].set.author == "them"
    assert {span.layer for span in first.readings[0].spans} == {"entities"}


def test_a_document_with_a_bad_line_is_a_problem_and_the_others_are_read():
    first, problem, last = CODEC.read(DATA / "bad_line.conll")
    assert isinstance(problem, Problem)
    assert problem.line == 7
    assert "line 7 does not end in a tag" in problem.sentence
    assert (first.document.text, last.document.text) == ("One .", "Three .")


def test_a_file_that_is_no_text_is_a_sentence(tmp_path):
    path = tmp_path / "a.conll"
    path.write_bytes(b"%PDF-1.4 \x00")
    with pytest.raises(FormatError, match="PDF"):
        list(CODEC.read(path))
    with pytest.raises(FormatError, match="cannot be read"):
        list(CODEC.read(tmp_path / "none.conll"))


@settings(deadline=None, max_examples=60)
@given(
    st.text(st.sampled_from("ab1.,-#O \n\u2028é\u0301😀\u200d字ع\x1c\x00\x7f"), min_size=1, max_size=40),
    st.data(),
)
def test_what_was_read_is_written_and_read_the_same(tmp_path_factory, text, data):
    folder = tmp_path_factory.mktemp("law")
    length = len(text)
    cuts = sorted(data.draw(st.sets(st.integers(0, length), max_size=6)))
    words = [text[start:end] for start, end in pairwise(cuts)]
    marks = [
        (each, data.draw(st.sampled_from(["GPE", "ORG"]))) for each in words if each.strip() == each != ""
    ]
    export(folder / "a", make_record(marks, text=text))
    first = list(CODEC.read(folder / "a", scheme=SCHEME))
    assert all(isinstance(item, Record) for item in first)
    export(folder / "b", *first)
    second = list(CODEC.read(folder / "b", scheme=SCHEME))
    assert [item.document.text for item in second] == [item.document.text for item in first]
    assert list(map(spans_of, second)) == list(map(spans_of, first))
