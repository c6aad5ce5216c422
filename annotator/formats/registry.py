"""The formats, as a table. A codec is imported when it is first asked for, so listing them costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from annotator.errors import FormatError
from annotator.formats.codec import Codec


@dataclass(frozen=True, slots=True)
class CodecInfo:
    """A format as people see it; ``extensions`` are with their dot, the usual one first."""

    name: str
    title: str
    extensions: tuple[str, ...]
    reads: bool
    writes: bool
    description: str
    module: str


CODECS = (
    CodecInfo(
        "jsonl",
        "Annotator JSONL",
        (".jsonl",),
        True,
        True,
        "One document a line with every author's set; carries everything.",
        "annotator.formats.jsonl",
    ),
    CodecInfo(
        "spacy",
        "spaCy DocBin",
        (".spacy",),
        True,
        True,
        "Training data for spaCy: the first flat layer in doc.ents, the other layers in doc.spans; boilerplate, "
        "relations, scores and comments stay behind.",
        "annotator.formats.docbin",
    ),
    CodecInfo(
        "conll2003",
        "CoNLL-2003",
        (".conll", ".iob"),
        True,
        True,
        "Columns with IOB2 tags: the first flat layer; boilerplate, whitespace, the other layers, relations, "
        "scores and comments stay behind.",
        "annotator.formats.conll",
    ),
)


def codec_info(name: str) -> CodecInfo:
    """Return the table row of a format; raises FormatError when there is no such format."""
    for info in CODECS:
        if info.name == name:
            return info
    names = ", ".join(info.name for info in CODECS)
    raise FormatError(f"There is no format “{name}”; the formats are {names}.")


def codec(name: str) -> Codec:
    """Return the reader and writer of a format; raises FormatError when there is no such format."""
    return import_module(codec_info(name).module).CODEC  # type: ignore[no-any-return]


def codec_for(path: Path) -> CodecInfo | None:
    """Return the format that a file's extension stands for, or None."""
    suffix = path.suffix.lower()
    return next((info for info in CODECS if suffix in info.extensions), None)
