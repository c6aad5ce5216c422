"""Reading text files: what is decoded how, and one sentence for every file without text."""

import codecs
import hashlib
import os
from pathlib import Path

import pytest

from annotator.errors import FormatError
from annotator.formats.sources import find_sources, read_source

CYRILLIC = (
    "Правительство объявило о новых мерах поддержки промышленности. Министр сообщил, что программа начнётся."
)
WESTERN = "Der Präsident der Republik sprach über größere Prüfungen und schöne Gärten in Köln und Münster. "


def put(folder: Path, data: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "text", "encoding", "guessed"),
    [
        pytest.param("Zürich\r\nè\u2028x".encode(), "Zürich\r\nè\u2028x", "utf-8", False, id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + b"a", "a", "utf-8", False, id="utf-8 with a mark"),
        pytest.param(
            codecs.BOM_UTF16_LE + "aß😀".encode("utf-16-le"), "aß😀", "utf-16-le", False, id="utf-16-le"
        ),
        pytest.param(
            codecs.BOM_UTF16_BE + "aß😀".encode("utf-16-be"), "aß😀", "utf-16-be", False, id="utf-16-be"
        ),
        pytest.param(
            codecs.BOM_UTF32_LE + "aß".encode("utf-32-le"), "aß", "utf-32-le", False, id="utf-32-le"
        ),
        pytest.param(
            "plain words".encode("utf-16-le"), "plain words", "utf-16-le", True, id="le without a mark"
        ),
        pytest.param(
            "plain words".encode("utf-16-be"), "plain words", "utf-16-be", True, id="be without a mark"
        ),
        pytest.param(b"caf\xe9", "café", "cp1252", True, id="short western"),
        pytest.param(WESTERN.encode("cp1252") * 20, WESTERN * 20, "cp1252", True, id="long western"),
        pytest.param((CYRILLIC * 5).encode("cp1251"), CYRILLIC * 5, "cp1251", True, id="cyrillic"),
    ],
)
def test_decodes_without_altering(tmp_path, data, text, encoding, guessed):
    source = read_source(put(tmp_path, data))
    assert (source.text, source.encoding, source.guessed) == (text, encoding, guessed)


def test_neither_line_breaks_nor_normal_forms_change(tmp_path):
    text = "e\u0301\r\n\ré\x0b\x85\ufeffﬁ\n"
    assert read_source(put(tmp_path, text.encode())).text == text


def test_a_source_knows_its_bytes(tmp_path):
    source = read_source(put(tmp_path, codecs.BOM_UTF8 + b"abc"))
    assert source.name == "a.txt"
    assert source.sha256 == hashlib.sha256(codecs.BOM_UTF8 + b"abc").hexdigest()


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "is empty"),
        (b" \r\n\t\xc2\xa0\n", "is empty"),
        (codecs.BOM_UTF8, "is empty"),
        (b"%PDF-1.7\n...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "a PNG image"),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00", "a ZIP archive"),
        (b"SQLite format 3\x00\x10\x00\x01", "an SQLite database"),
        (b"\x00\x01\x02\x03 and some words", "binary data"),
        (b"words \x01\x02\x03\x04\x05\x06\x07", "binary data"),
        (b"abc \xed\xa0\x80 def", "half a character (a lone surrogate) at offset 4"),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8b\x00", "a lone surrogate"),
        (codecs.BOM_UTF8 + b"ab\xff", "cannot be decoded at byte 2"),
        (codecs.BOM_UTF16_LE + b"abc", "cannot be decoded"),
        (bytes(range(128, 256)) * 3, "in no encoding that can be recognised"),
    ],
)
def test_files_without_text_say_why(tmp_path, data, part):
    path = put(tmp_path, data)
    with pytest.raises(FormatError) as caught:
        read_source(path)
    sentence = str(caught.value)
    assert part in sentence
    assert str(path) in sentence
    assert sentence.endswith(".")


def test_a_text_that_begins_like_an_image_is_a_text(tmp_path):
    assert read_source(put(tmp_path, b"GIF89a is a format of images.")).text.startswith("GIF89a")


def test_missing_folder_and_forbidden(tmp_path, monkeypatch):
    with pytest.raises(FormatError, match="does not exist"):
        read_source(tmp_path / "none.txt")
    with pytest.raises(FormatError, match="is a folder"):
        read_source(tmp_path)
    path = put(tmp_path, b"words")
    with pytest.raises(FormatError, match="does not exist"):
        read_source(path / "below.txt")

    def forbid(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", forbid)
    with pytest.raises(FormatError, match="may not be read"):
        read_source(path)


def test_a_failing_disk_is_a_sentence(tmp_path, monkeypatch):
    path = put(tmp_path, b"words")

    def fail(self: Path) -> bytes:
        raise OSError(5, "Input/output error", str(self))

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(FormatError, match=r"cannot be read \(Input/output error\)"):
        read_source(path)


def test_folders_are_searched_in_order_and_named_files_always_tried(tmp_path):
    for name in ("b.txt", "a.TXT", "c.md", "d.text", "e.jsonl", "f.pdf", ".hidden.txt"):
        put(tmp_path, b"x", name)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    put(tmp_path / "deep" / "er", b"x", "g.txt")
    (tmp_path / ".git").mkdir()
    put(tmp_path / ".git", b"x", "h.txt")
    found = [str(path.relative_to(tmp_path)) for path in find_sources([tmp_path, tmp_path / "f.pdf"])]
    assert found == ["a.TXT", "b.txt", "c.md", "d.text", str(Path("deep/er/g.txt")), "e.jsonl", "f.pdf"]


def test_a_file_named_twice_is_found_once(tmp_path):
    path = put(tmp_path, b"x")
    assert find_sources([path, tmp_path, tmp_path / "." / "a.txt"]) == [path]


def test_an_empty_folder_stands_for_itself(tmp_path):
    missing = tmp_path / "none.txt"
    assert find_sources([tmp_path, missing]) == [tmp_path, missing]


def test_a_folder_that_may_not_be_read_stands_for_itself(tmp_path, monkeypatch):
    locked = tmp_path / "locked"
    locked.mkdir()
    put(tmp_path, b"x")
    scandir = os.scandir

    def forbid(path: str):
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", forbid)
    assert find_sources([tmp_path]) == [tmp_path / "a.txt", locked]
    with pytest.raises(FormatError, match="locked” may not be read"):
        read_source(locked)


def test_a_pipe_is_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    with pytest.raises(FormatError, match="no regular file"):
        read_source(pipe)
