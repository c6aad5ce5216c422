"""The table of formats: complete, every row has its codec, and every codec writes whole files or none."""

import errno
import os
from pathlib import Path

import pytest

from annotator.domain.annotation import Record
from annotator.errors import FormatError
from annotator.formats.codec import Problem
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


@pytest.mark.parametrize("info", CODECS, ids=lambda info: info.name)
def test_a_full_disk_loses_nothing(info, tmp_path, monkeypatch):
    path = tmp_path / "out"
    path.write_text("precious")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FormatError, match=r"cannot be written \(No space left on device\)"):
        codec(info.name).write([make_record(MARKS)], path, scheme=SCHEME, report=LossReport(), overwrite=True)
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    assert path.read_text() == "precious"


def test_files_are_written_where_there_are_no_links(tmp_path, monkeypatch):
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "out.jsonl"
    codec("jsonl").write([make_record(MARKS)], path, scheme=SCHEME, report=LossReport())
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_target_that_appears_meanwhile_is_kept(tmp_path):
    path = tmp_path / "out.jsonl"

    def records():
        yield make_record(MARKS)
        path.write_text("precious")

    with pytest.raises(FormatError, match="exists"):
        codec("jsonl").write(records(), path, scheme=SCHEME, report=LossReport())
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]
    assert path.read_text() == "precious"


def test_an_exported_file_is_as_readable_as_any(tmp_path):
    plain, out = tmp_path / "plain", tmp_path / "out"
    plain.write_text("")
    codec("jsonl").write([], out, scheme=SCHEME, report=LossReport())
    assert out.stat().st_mode == plain.stat().st_mode


def test_a_problem_names_its_file_once():
    path = Path("a.txt")
    assert str(Problem(path, 0, "“a.txt” is empty.")) == "“a.txt” is empty."
    assert str(Problem(path, 0, "It is empty.")) == "a.txt: It is empty."
    assert str(Problem(path, 3, "It is bad.")) == "a.txt, line 3: It is bad."
