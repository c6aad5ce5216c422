"""What a project has to learn from: its finished documents, and whether they are enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from annotator.domain.annotation import (
    GOLD,
    AuthorKind,
    Reading,
    SetStatus,
    SpanStatus,
    kind_of,
)
from annotator.domain.text import Document, text_hash

if TYPE_CHECKING:
    from annotator.storage.queries import Reader

# With fewer the held-back document says nothing, and the rest teaches nothing.
LEAST_DOCUMENTS = 4
LEAST_SPANS = 40
# One label must not be nearly all there is: what it learns would be to say that label.
ONE_SIDED = 0.95
HELD_SHARE = 4
HELD_MOST = 10
REHEARSED = 40


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished document with the spans to learn, as ``(start, end, label, layer)``, and whose they are."""

    document: Document
    author: str
    spans: tuple[tuple[int, int, str, str], ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What there is to learn from: finished documents, spans by label, and what is missing ("" when it is enough)."""

    documents: int
    labels: Counter[str] = field(default_factory=Counter)
    missing: str = ""


def finished(reader: Reader, author: str = "") -> list[Finished]:
    """Return the finished documents in the order of the list: gold where there is some, else what a person did.

    Of persons it is ``author`` if given, else whoever is done, by name.
    """
    names = [one.name for one in reader.authors() if one.kind in (AuthorKind.PERSON, AuthorKind.GOLD)]
    found = (
        _chosen(document, reader.readings(document.id, names), author)
        for document in reader.documents_text(reader.finished())
    )
    return [one for one in found if one is not None]


def _chosen(document: Document, readings: Sequence[Reading], author: str) -> Finished | None:
    done = sorted(
        (
            reading
            for reading in readings
            if reading.set.status is SetStatus.DONE and _counts(reading, author)
        ),
        key=lambda reading: (reading.set.author != GOLD, reading.set.author),
    )
    if not done:
        return None
    spans = tuple(
        (span.start, span.end, span.label, span.layer)
        for span in done[0].spans
        if span.status is SpanStatus.CONFIRMED
    )
    return Finished(document, done[0].set.author, spans)


def _counts(reading: Reading, author: str) -> bool:
    name = reading.set.author
    if name == GOLD:
        return True
    return name == author if author else kind_of(name) is AuthorKind.PERSON


def enough_data(reader: Reader, author: str = "") -> Readiness:
    """Say what there is to learn from, and in one sentence what is missing."""
    return readiness(finished(reader, author))


def readiness(documents: Sequence[Finished]) -> Readiness:
    """Say whether finished documents are enough to learn from."""
    labels = Counter(label for one in documents for _, _, label, _ in one.spans)
    return Readiness(len(documents), labels, _missing(len(documents), labels))


def _missing(documents: int, labels: Counter[str]) -> str:
    spans = labels.total()
    if documents < LEAST_DOCUMENTS:
        return (
            f"Training needs at least {LEAST_DOCUMENTS} finished documents and there {_are(documents)}; "
            f"finish {LEAST_DOCUMENTS - documents} more."
        )
    if spans < LEAST_SPANS:
        return f"Training needs at least {LEAST_SPANS} spans in finished documents and there {_are(spans)}; finish more."
    label, most = labels.most_common(1)[0]
    if most > ONE_SIDED * spans:
        return (
            f"{most} of {spans} finished spans are {label}, which teaches nothing but {label}; finish documents that "
            "have other labels too."
        )
    return ""


def _are(number: int) -> str:
    return {0: "are none", 1: "is one"}.get(number, f"are {number}")


def divide(documents: Sequence[Finished], seed: int = 0) -> tuple[list[Finished], list[Finished]]:
    """Return the documents to learn from and those held back: a quarter, at most ten, at least one.

    Which are held back hangs on the text alone, so that a document once held back stays so while more come in.
    """
    order = sorted(documents, key=lambda one: text_hash(f"{seed}{one.document.text}"))
    count = max(1, min(HELD_MOST, len(order) // HELD_SHARE))
    held = {one.document.id for one in order[:count]}
    return (
        [one for one in documents if one.document.id not in held],
        [one for one in documents if one.document.id in held],
    )


def rehearsed(reader: Reader, without: Sequence[Finished]) -> list[Document]:
    """Return other texts of the project, and the sample articles, for the pipeline to rehearse on."""
    ids = {one.document.id for one in without}
    others = [identity for identity in reader.document_ids() if identity not in ids]
    picked = Random(0).sample(others, min(REHEARSED, len(others)))
    return _other_texts((*reader.documents_text(picked), *_samples()), without)


def samples(without: Sequence[Finished]) -> list[Document]:
    """Return the sample articles that are not among some documents."""
    return _other_texts(_samples(), without)


def _other_texts(documents: Iterable[Document], without: Sequence[Finished]) -> list[Document]:
    known = {text_hash(one.document.text) for one in without}
    found = []
    for document in documents:
        digest = text_hash(document.text)
        if digest not in known:
            known.add(digest)
            found.append(document)
    return found


def _samples() -> Iterator[Document]:
    from annotator.assets import seed_documents
    from annotator.formats.boilerplate import find_regions
    from annotator.formats.sources import read_source
    from annotator.formats.splitting import detect_separator, split

    for path in seed_documents():
        source = read_source(path)
        separator = detect_separator(source.text)
        for piece in split(source.text, separator.pattern if separator else None):
            text = source.text[piece.start : piece.end]
            yield Document(piece.name, piece.name, text, regions=find_regions(text))  # type: ignore[arg-type]
