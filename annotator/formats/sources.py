"""Text files as they are: decoded, never altered.

No line break is converted and nothing is normalised, so offsets into the text are offsets into the file. Only a
byte order mark is not part of the text.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import FormatError

SUFFIXES = (".txt", ".text", ".md", ".jsonl")

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive (as DOCX, ODT and EPUB files are)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"RIFF", "a RIFF media file"),
)

# Where the detector names a Western code page it is mostly wrong about which one; Windows-1252 is the usual one.
_WESTERN = re.compile(
    r"(cp|windows_?)?(1250|1252|1254|1257|437|775|850|858)|latin.*|iso8859.*|mac_.*|hp_roman8"
)
_PROBE = 4096
_SHORT = 64
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded text file. ``sha256`` is of its bytes; ``guessed`` says that nothing in it proves the encoding."""

    path: Path
    name: str
    text: str
    encoding: str
    guessed: bool
    sha256: str


def read_source(path: Path | str) -> Source:
    """Read and decode a text file; raises FormatError with one sentence when it holds no text to work on."""
    path = Path(path)
    data = _read_bytes(path)
    text, encoding, guessed = decode(data, str(path))
    if not text.strip("\ufeff\u200b \t\r\n\x0b\x0c\x85\xa0\u2028\u2029"):
        raise FormatError(f"“{path}” is empty; there is no text in it to annotate.")
    return Source(path, path.name, text, encoding, guessed, hashlib.sha256(data).hexdigest())


def decode(data: bytes, name: str) -> tuple[str, str, bool]:
    """Return the text, its encoding and whether that was guessed; raises FormatError naming ``name``.

    The order: a byte order mark, the pattern of zero bytes that UTF-16 leaves, strict UTF-8, a guess.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, name), encoding, False
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")
    wide = "" if kind else _wide_encoding(data)
    if wide:
        return _strict(data, wide, name), wide, True
    if b"\x00" in data or data.startswith(b"%PDF-"):
        raise _binary(name, kind)
    try:
        text, encoding, guessed = data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        if kind:
            raise _binary(name, kind) from None
        _refuse_surrogates(data, "utf-8", name)
        text, encoding = _guess(data, name)
        guessed = True
    if len(_CONTROL.findall(text[:65536])) > _CONTROL_SHARE * min(len(text), 65536):
        raise _binary(name, kind)
    return text, encoding, guessed


def find_sources(paths: Iterable[Path | str]) -> list[Path]:
    """Return the files to import, each once: named files as they are, folders searched through.

    Folders give their text and JSONL files in the order of their paths, hidden ones left out. A folder in which
    nothing is found stands for itself, so that reading it says so.
    """
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        for file in _files_in(path) if path.is_dir() else (path,):
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _files_in(folder: Path) -> Iterator[Path]:
    unreadable: list[Path] = []
    files: list[Path] = []
    walk = os.walk(folder, onerror=lambda error: unreadable.append(Path(error.filename or folder)))
    for root, folders, names in walk:
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [
            Path(root, name) for name in names if not name.startswith(".") and name.lower().endswith(SUFFIXES)
        ]
    yield from sorted(files + unreadable) or (folder,)


def _read_bytes(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
            raise FormatError(
                f"“{path}” is a folder without files to import; name a file, or a folder that holds "
                f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} files."
            )
        if not stat.S_ISREG(mode):
            raise FormatError(f"“{path}” is no regular file; name a text file.")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise FormatError(f"“{path}” does not exist; check its name and folder.") from None
    except PermissionError:
        raise FormatError(f"“{path}” may not be read; ask its owner for the right to read it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FormatError(f"“{path}” cannot be read ({reason}); check the disk and its name.") from error


def _wide_encoding(data: bytes) -> str:
    """Return the UTF-16 byte order that the zero bytes at the start speak for, or an empty string."""
    probe = data[:_PROBE]
    half = len(probe) // 2
    if len(data) % 2 or half == 0 or b"\x00\x00" in probe:
        return ""
    low, high = probe[0::2].count(0), probe[1::2].count(0)
    if high > half * 0.3 and low == 0:
        return "utf-16-le"
    if low > half * 0.3 and high == 0:
        return "utf-16-be"
    return ""


def _guess(data: bytes, name: str) -> tuple[str, str]:
    # Imported here: it is needed for old files only.
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    encoding = best.encoding if best is not None else "cp1252"
    if len(data) < _SHORT or encoding.startswith(("utf_16", "utf_32")) or _WESTERN.fullmatch(encoding):
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            if best is None:
                raise _undecodable(name) from None
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        raise _undecodable(name) from None


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        _refuse_surrogates(data, encoding, name)
        raise FormatError(
            f"“{name}” begins as {encoding.upper()} but cannot be decoded at byte {error.start}; save it as UTF-8."
        ) from None
    if "\x00" in text:
        raise _binary(name, "")
    return text


def _refuse_surrogates(data: bytes, encoding: str, name: str) -> None:
    try:
        text = data.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return
    place = next((index for index, char in enumerate(text) if "\ud800" <= char <= "\udfff"), None)
    if place is not None:
        raise FormatError(
            f"“{name}” holds half a character (a lone surrogate) at offset {place}; save it again as UTF-8."
        )


def _binary(name: str, kind: str) -> FormatError:
    what = kind or "binary data"
    return FormatError(f"“{name}” is {what}, not text; save its text as a UTF-8 file and import that.")


def _undecodable(name: str) -> FormatError:
    return FormatError(f"“{name}” is in no encoding that can be recognised; save it as UTF-8.")
