"""Answers to a query: which documents fit, and the places in them, page by page in the order of the list.

The full-text index narrows down where it can; what it cannot decide (exact writing, regular expressions, spans) is
looked at document by document. A page that had to look at much ends early and says where to go on, so that no call
takes long and whoever asks can show what is there, or stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
)

from annotator.domain.annotation import AuthorKind, Reading, SetStatus, Span, SpanStatus
from annotator.domain.ids import DocumentId
from annotator.domain.places import Finder, Line, index_words, line_at
from annotator.domain.query import Query
from annotator.domain.scheme import Scheme
from annotator.domain.suggestions import pending
from annotator.storage import loading
from annotator.storage.folding import FOLDED
from annotator.storage.tables import AUTHORS, DOCUMENTS, SETS, SPANS, TEXTS

LINES = 100
"""So many lines of a document are given with its page; the count tells how many there are."""
WINDOW = 5_000
"""So many places of the list a page looks at where the index cannot help."""
CHARACTERS = 4_000_000
"""After so many characters looked through a page ends."""
_BATCH = 25

_SEARCH = table("search", column("rowid"))


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that fits. ``count`` is how many places it has; ``lines`` are the first of them.

    It has none where only its name, its status or its author was asked for.
    """

    id: DocumentId
    name: str
    position: int
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of answers. ``after`` goes on from here, None when there is no more."""

    documents: tuple[FoundDocument, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom a search is: whose status and spans count, and whose suggestions; empty in scripts: everybody's."""

    author: str = ""
    pipeline: str = ""


class Search:
    """One query on one connection."""

    def __init__(self, connection: Connection, query: Query, asker: Asker, scheme: Scheme) -> None:
        self._connection = connection
        self._query = query
        self._asker = asker
        self._scheme = scheme
        self._learn()
        self._match = " AND ".join(index_words(query, FOLDED))
        self._finder = Finder(query, FOLDED)

    def total(self) -> int | None:
        """Return how many documents fit; None where that cannot be told without looking at them."""
        if self._query.of_spans or self._finder.decides:
            return None
        if self._match and self._query == Query(words=self._query.words):
            wanted = select(func.count()).select_from(_SEARCH).where(self._matching())
        else:
            wanted = self._conditions(select(func.count()).select_from(self._source()))
        return int(self._connection.execute(wanted).scalar() or 0)

    def page(self, after: int, limit: int) -> SearchPage:
        """Return at most ``limit`` documents that come after a position of the list."""
        found: list[FoundDocument] = []
        end = None if self._match else after + WINDOW
        looked = 0
        while len(found) < limit and looked < CHARACTERS:
            rows = self._connection.execute(self._candidates(after, end, min(_BATCH, limit))).all()
            if not rows:
                return SearchPage(tuple(found), end if end is not None and self._is_more(end) else None)
            spans = self._spans([row.id for row in rows]) if self._query.of_spans else {}
            for row in rows:
                after = row.position
                looked += row.length
                document = self._look(row, spans.get(row.id, ()))
                if document is not None:
                    found.append(document)
                if len(found) == limit:
                    break
        return SearchPage(tuple(found), after)

    def _look(self, row: Any, spans: Sequence[tuple[str, Span]]) -> FoundDocument | None:
        """Return a document with its lines if it fits."""
        query = self._query
        text = row.text if query.of_text or query.of_spans else ""
        if query.of_text:
            FOLDED.learn_of(text)
            FOLDED.learn_of(row.name)
            if not self._finder.fits(text, row.name):
                return None
        if not all(any(span.label in choice for _, span in spans) for choice in query.labels):
            return None
        if query.of_spans and not spans:
            return None
        if query.of_text:
            places = self._finder.places(text)
            lines = [Line(*place, *line_at(text, *place)) for place in places[:LINES]]
            return FoundDocument(row.id, row.name, row.position, len(places), tuple(lines))
        lines = [_span_line(text, author, span) for author, span in spans[:LINES]]
        return FoundDocument(row.id, row.name, row.position, len(spans), tuple(lines))

    def _spans(self, ids: list[str]) -> dict[DocumentId, list[tuple[str, Span]]]:
        """Return the spans of some documents that fit, with who made them; one for each place and label."""
        found: dict[DocumentId, list[tuple[str, Span]]] = {}
        for identity, readings in loading.readings(self._connection, ids, None).items():
            kept: dict[tuple[int, int, str], tuple[str, Span]] = {}
            for author, span in self._wanted(readings):
                kept.setdefault((span.start, span.end, span.label), (author, span))
            found[identity] = [kept[key] for key in sorted(kept)]
        return found

    def _wanted(self, readings: list[Reading]) -> Iterator[tuple[str, Span]]:
        """Yield the spans that fit, what people confirmed before what is suggested."""
        asker, query = self._asker, self._query
        # Nobody sees what others did without asking for it by name.
        names = query.authors or ((asker.author, asker.pipeline) if asker.author else ())
        choices = {label for choice in query.labels for label in choice}
        own = [span for one in readings if one.set.author == asker.author for span in one.spans]
        for status in (SpanStatus.CONFIRMED, SpanStatus.SUGGESTED):
            for reading in readings:
                if names and reading.set.author not in names:
                    continue
                spans = [span for span in reading.spans if span.status is status]
                if spans and status is SpanStatus.SUGGESTED:
                    spans = pending(spans, own, self._scheme)
                for span in spans:
                    fits = not choices or span.label in choices
                    if fits and all(limit.holds(span.score) for limit in query.limits):
                        yield reading.set.author, span

    def _candidates(self, after: int, end: int | None, limit: int) -> Select[Any]:
        columns: list[Any] = [DOCUMENTS.c.id, DOCUMENTS.c.name, DOCUMENTS.c.position, DOCUMENTS.c.length]
        source = self._source()
        if self._query.of_text or self._query.of_spans:
            columns.append(TEXTS.c.text)
            source = source.join(TEXTS, TEXTS.c.sha256 == DOCUMENTS.c.text_sha256)
        # By the index's own number where it leads: only then does SQLite stop after the first answers.
        place = _SEARCH.c.rowid if self._match else DOCUMENTS.c.position
        wanted = self._conditions(select(*columns).select_from(source)).where(place > after)
        if end is not None:
            wanted = wanted.where(place <= end)
        return wanted.order_by(place).limit(limit)

    def _source(self) -> Any:
        return _SEARCH.join(DOCUMENTS, DOCUMENTS.c.position == _SEARCH.c.rowid) if self._match else DOCUMENTS

    def _matching(self) -> ColumnElement[bool]:
        return literal_column("search").op("MATCH")(self._match)

    def _conditions(self, wanted: Select[Any]) -> Select[Any]:
        query = self._query
        if self._match:
            wanted = wanted.where(self._matching())
        for name in query.names:
            wanted = wanted.where(func.instr(func.casefold(DOCUMENTS.c.name), name.casefold()) > 0)
        if not query.of_spans:
            for author in query.authors:
                wanted = wanted.where(_has_set(AUTHORS.c.name == author))
        if query.status is not None:
            wanted = wanted.where(self._in_state(query.status))
        for choice in query.labels:
            wanted = wanted.where(_has_span(SPANS.c.label.in_(choice)))
        return wanted.where(_has_span(SPANS.c.score.is_not(None))) if query.limits else wanted

    def _in_state(self, status: SetStatus) -> ColumnElement[bool]:
        names = self._query.authors or ((self._asker.author,) if self._asker.author else ())
        whose = AUTHORS.c.name.in_(names) if names else AUTHORS.c.kind == AuthorKind.PERSON.value
        stated = _has_set(and_(whose, SETS.c.status == status.value))
        # Who never touched a document has no set of it; for them it is new.
        return or_(stated, ~_has_set(whose)) if status is SetStatus.NEW else stated

    def _is_more(self, end: int) -> bool:
        last = self._connection.execute(select(func.max(DOCUMENTS.c.position))).scalar()
        return last is not None and last > end

    def _learn(self) -> None:
        for text in (*(word.text for word in self._query.words), *self._query.phrases):
            FOLDED.learn_of(text)


def _has_set(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    joined = SETS.join(AUTHORS, AUTHORS.c.id == SETS.c.author_id)
    return exists().select_from(joined).where(SETS.c.document_id == DOCUMENTS.c.id, condition)


def _has_span(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    joined = SPANS.join(SETS, SETS.c.id == SPANS.c.set_id)
    return exists().select_from(joined).where(SETS.c.document_id == DOCUMENTS.c.id, condition)


def _span_line(text: str, author: str, span: Span) -> Line:
    around = line_at(text, span.start, span.end)
    return Line(span.start, span.end, *around, span.label, author, span.score)
