"""The table of formats: complete, and every row has its codec."""

import pytest

from annotator.domain.annotation import Record
from annotator.errors import FormatError
from annotator.formats.registry import CODECS, codec, codec_for, codec_info
from annotator.formats.report import LossReport
from tests.unit.formats.samples import MARKS, SCHEME, make_record


def test_the_formats_of_the_program():
    assert [info.name for info in CODECS] == ["jsonl", "spacy", "conll2003"]
    assert len({extension for info in CODECS for extension in info.extensions}) == 4


@pytest.mark.parametrize("info", CODECS, ids=lambda info: info.name)
def test_every_codec_reads_what_it_writes(info, tmp_path):
    one = codec(info.name)
    assert one.name == info.name
    path = tmp_path / f"out{info.extensions[0]}"
    report = LossReport()
    written = one.write([make_record(MARKS)], path, scheme=SCHEME, report=report)
    assert written.files == (path,)
    assert written.documents == 1
    (record,) = one.read(path, author="ann", scheme=SCHEME)
    assert isinstance(record, Record)
    assert record.readings[0].set.author == "ann"
    assert len(record.readings[0].spans) == written.spans
    assert written.spans + sum(report.counts.values()) >= len(MARKS)


@pytest.mark.parametrize("info", CODECS, ids=lambda info: info.name)
def test_no_codec_replaces_a_file_unasked(info, tmp_path):
    path = tmp_path / "out"
    path.write_text("precious")
    with pytest.raises(FormatError, match="exists; name another file"):
        codec(info.name).write([make_record(MARKS)], path, scheme=SCHEME, report=LossReport())
    assert path.read_text() == "precious"


def test_a_file_s_extension_names_its_format(tmp_path):
    assert codec_for(tmp_path / "a.SPACY") == codec_info("spacy")
    assert codec_for(tmp_path / "a.txt") is None


def test_an_unknown_format_is_a_sentence():
    with pytest.raises(FormatError, match="no format “docx”; the formats are jsonl, spacy, conll2003"):
        codec("docx")
