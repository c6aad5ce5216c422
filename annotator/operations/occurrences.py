"""Label all occurrences: the same words wherever they stand, in one document or in all, as one step."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from annotator.domain.annotation import Origin, OriginKind, SetStatus, Span, SpanStatus, clashing
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, SpanId
from annotator.domain.memory import divides
from annotator.domain.text import Document, in_regions
from annotator.errors import Cancelled, RuleError
from annotator.operations.annotating import view
from annotator.operations.desk import Desk

if TYPE_CHECKING:
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction

CONTEXT = 40


class Scope(StrEnum):
    """Where to look."""

    DOCUMENT = "document"
    PROJECT = "project"


class Standing(StrEnum):
    """What the author has said about an occurrence so far."""

    OPEN = "open"
    ALREADY = "already"
    TAKEN = "taken"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where the words stand, with what stands around them on the same line.

    ``standing``: open; already labelled so; taken by another own span; or rejected under this label before.
    """

    document_id: DocumentId
    name: str
    start: int
    end: int
    before: str
    text: str
    after: str
    standing: Standing

    @property
    def place(self) -> tuple[DocumentId, int]:
        """Document and start: what names the occurrence when some are left out."""
        return self.document_id, self.start

    @property
    def already(self) -> bool:
        """Tell whether there is nothing to do: the label stands here, or another own span is in the way."""
        return self.standing in (Standing.ALREADY, Standing.TAKEN)


def occurrences(
    reader: Reader,
    author: str,
    document_id: DocumentId,
    span_id: SpanId,
    *,
    scope: Scope = Scope.DOCUMENT,
    case: bool = True,
    whole_word: bool = True,
    label: str | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Occurrence]:
    """Return where the words of an own span or open suggestion stand, the span's own place included.

    Documents come in the order of the list, places in the order of the text; boilerplate is left out. Raises
    RuleError when the span is gone, Cancelled when stopped.
    """
    seen = view(reader, document_id, author)
    span = seen.find(span_id)
    if span is None:
        raise RuleError("This span is not there any more; it was removed or decided in the meantime.")
    words = seen.document.text[span.start : span.end]
    name = label or span.label
    return occurrences_of(
        reader,
        author,
        document_id,
        words,
        name,
        scope=scope,
        case=case,
        whole_word=whole_word,
        cancelled=cancelled,
    )


def occurrences_of(
    reader: Reader,
    author: str,
    document_id: DocumentId,
    words: str,
    label: str,
    *,
    scope: Scope = Scope.DOCUMENT,
    case: bool = True,
    whole_word: bool = True,
    cancelled: Callable[[], bool] | None = None,
) -> list[Occurrence]:
    """Return where words stand, and what the author has said there in the layer of a label so far.

    The order and what is left out are as for ``occurrences``. Raises RuleError for a label that the scheme lacks
    or a document that is gone, Cancelled when stopped.
    """
    layer = reader.scheme.layer_of(label)
    wanted = _pattern(words, case)
    found: list[Occurrence] = []
    for document in _documents(reader, document_id, scope, words if case else ""):
        if cancelled and cancelled():
            raise Cancelled("Stopped looking; nothing was changed.")
        places = list(_places(document, wanted, whole_word))
        if not places:
            continue
        own = reader.set_of(document.id, author)
        spans = [one for one in (reader.spans(own.id) if own else []) if one.layer == layer.name]
        found.extend(_occurrence(document, place, spans, label, flat=layer.flat) for place in places)
    return found


def label_everywhere(
    project: Project,
    author: str,
    document_id: DocumentId,
    span_id: SpanId,
    *,
    scope: Scope = Scope.DOCUMENT,
    case: bool = True,
    whole_word: bool = True,
    label: str | None = None,
    leave: Collection[tuple[DocumentId, int]] = (),
) -> Changes:
    """Label the occurrences of a span's words as the span is, all but those left out, as one step.

    What the author labelled otherwise stays; places rejected before are taken only by ``label_places``.
    """
    found = occurrences(
        project.read,
        author,
        document_id,
        span_id,
        scope=scope,
        case=case,
        whole_word=whole_word,
        label=label,
    )
    seen = view(project.read, document_id, author).find(span_id)
    chosen = [one for one in found if one.standing is Standing.OPEN and one.place not in set(leave)]
    return label_places(project, author, label or (seen.label if seen else ""), chosen, source=span_id)


def label_places(
    project: Project,
    author: str,
    label: str,
    chosen: Sequence[Occurrence],
    *,
    source: SpanId | None = None,
    replace: bool = False,
) -> Changes:
    """Label chosen occurrences as one step that can be undone.

    An open suggestion of the same reading is accepted; anything else becomes a span that names its source. Own
    spans that are in the way stay, those that came meanwhile too; with ``replace`` the new ones take their place.
    """
    by_document: dict[DocumentId, list[Occurrence]] = {}
    for one in chosen:
        by_document.setdefault(one.document_id, []).append(one)
    if not by_document:
        return Changes()
    # As everywhere, sets are begun in a step of their own that undo passes over.
    project.transact(
        "begin documents", lambda tx: tx.ensure_sets(list(by_document), author), author=author, undoable=False
    )

    def work(tx: Transaction) -> None:
        layer = tx.scheme.layer_of(label)
        desks = [Desk(tx, author, identity) for identity in by_document]
        for desk, places in zip(desks, by_document.values(), strict=True):
            _label(desk, places, label, layer.name, source, keep=layer.flat and not replace)
            if desk.changed and desk.status is SetStatus.NEW:
                tx.change_set(desk.set.id, status=SetStatus.IN_PROGRESS)

    title = f"Label all occurrences as {label}"
    return project.transact("label all occurrences", work, author=author, title=title)[1]


def _label(
    desk: Desk, places: Iterable[Occurrence], label: str, layer: str, source: SpanId | None, *, keep: bool
) -> None:
    suggested = {span.key: span for span in desk.suggestions()}
    origin = Origin(OriginKind.PROPAGATED, "", (source,) if source else ())
    accepted = []
    for one in places:
        key = (layer, one.start, one.end, label)
        if key in suggested:
            accepted.append(suggested[key])
            continue
        span = desk.make(one.start, one.end, label, layer, origin)
        if not (keep and clashing(span, desk.own)):
            desk.put(span)
    desk.take(accepted)


def _documents(reader: Reader, document_id: DocumentId, scope: Scope, surface: str) -> Iterator[Document]:
    if scope is Scope.DOCUMENT:
        yield reader.document(document_id)
        return
    yield from reader.documents_text(reader.documents_with(surface) if surface else reader.document_ids())


def _pattern(surface: str, case: bool) -> re.Pattern[str]:
    return re.compile(re.escape(surface), re.NOFLAG if case else re.IGNORECASE)


def _places(document: Document, wanted: re.Pattern[str], whole_word: bool) -> Iterator[tuple[int, int]]:
    text = document.text
    for match in wanted.finditer(text):
        start, end = match.span()
        if whole_word and not (divides(text, start) and divides(text, end)):
            continue
        if not in_regions(start, end, document.regions):
            yield start, end


def _occurrence(
    document: Document, place: tuple[int, int], own: Sequence[Span], label: str, *, flat: bool
) -> Occurrence:
    start, end = place
    text = document.text
    standing = Standing.OPEN
    for span in own:
        if (span.start, span.end, span.label) == (start, end, label):
            standing = Standing.ALREADY if span.status is SpanStatus.CONFIRMED else Standing.REJECTED
            break
        if flat and span.status is SpanStatus.CONFIRMED and span.start < end and start < span.end:
            standing = Standing.TAKEN
    before = text[max(0, start - CONTEXT) : start].splitlines()
    after = text[end : end + CONTEXT].splitlines()
    return Occurrence(
        document.id,
        document.name,
        start,
        end,
        before[-1] if before and text[start - 1] != "\n" else "",
        text[start:end],
        after[0] if after else "",
        standing,
    )
