"""What can be asked of a project. Answers are domain values; nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, asc, desc, func, or_, select

from annotator.domain.annotation import (
    AnnotationSet,
    Author,
    AuthorKind,
    Reading,
    Record,
    Relation,
    SetStatus,
    Span,
)
from annotator.domain.ids import DocumentId, SetId, is_text_id
from annotator.domain.query import Query
from annotator.domain.scheme import Scheme, scheme_from_dict
from annotator.domain.text import Document
from annotator.errors import ProjectError, RuleError
from annotator.storage import loading
from annotator.storage.connection import among
from annotator.storage.decisions import Decided, Mark, decided
from annotator.storage.document_list import View, counting, identities, listing, to_document_row
from annotator.storage.faults import damaged, told
from annotator.storage.figures import project_counts
from annotator.storage.rows import in_text_order, to_author, to_relation, to_set, to_span, to_step
from annotator.storage.searching import Asker, Search, SearchPage
from annotator.storage.tables import (
    AUTHORS,
    DOCUMENTS,
    RELATIONS,
    SCHEMES,
    SETS,
    SETTINGS,
    SPANS,
    STEPS,
    TEXTS,
)
from annotator.storage.undo import next_redo, next_undo
from annotator.storage.values import DocumentRow, ProjectCounts, StepInfo

PIPELINE_SETTING = "pipeline"


class Reader:
    """Reads a project over a connection of its own, on one thread at a time.

    Each call sees what was committed when it began; ``records`` sees one moment from its first document to its
    last. A thing that does not exist raises ProjectError where one is asked for by id.
    """

    def __init__(self, engine: Engine, path: Path, connection: Connection | None = None) -> None:
        self._engine = engine
        self._path = path
        with told(path):
            self._connection = engine.connect() if connection is None else connection
        self._scheme: Scheme | None = None
        self._scheme_body = ""

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self._connection.close()

    @property
    def scheme(self) -> Scheme:
        """The newest version of the scheme."""
        # By its text, not its number: undo and a new scheme can give one number another content.
        body = self._one(select(SCHEMES.c.body).order_by(desc(SCHEMES.c.version)).limit(1))
        if self._scheme is None or body != self._scheme_body:
            try:
                self._scheme, self._scheme_body = scheme_from_dict(json.loads(body)), body
            except (TypeError, ValueError, RuleError) as error:
                raise damaged(self._path, error) from error
        return self._scheme

    # Documents

    def document(self, document_id: DocumentId) -> Document:
        """Return a document with its text."""
        for document in self.documents_text([document_id]):
            return document
        raise self._gone("document", document_id)

    def documents_text(self, ids: Iterable[DocumentId]) -> Iterator[Document]:
        """Yield documents with their texts, in the order of the ids, loaded in batches."""
        with told(self._path):
            yield from loading.documents(self._connection, list(ids))

    def document_ids(self) -> list[DocumentId]:
        """Return the ids of all documents in the order of the list."""
        return self._firsts(select(DOCUMENTS.c.id).order_by(DOCUMENTS.c.position))

    def rows(
        self,
        author: str,
        *,
        after: int | None = None,
        limit: int = 200,
        text: str = "",
        status: SetStatus | None = None,
    ) -> list[DocumentRow]:
        """Return a page of the document list as this author sees it.

        ``after`` is the position of the last line of the page before; ``text`` is looked for in the names, in
        any case; ``status`` is the author's own.
        """
        lines = listing(self._view(author, text, status), self.scheme)
        if after is not None:
            lines = lines.where(DOCUMENTS.c.position > after)
        return [to_document_row(row) for row in self._all(lines.order_by(DOCUMENTS.c.position).limit(limit))]

    def row(self, document_id: DocumentId, author: str) -> DocumentRow:
        """Return one line of the document list as this author sees it."""
        lines = listing(self._view(author), self.scheme).where(DOCUMENTS.c.id == document_id)
        for row in self._all(lines):
            return to_document_row(row)
        raise self._gone("document", document_id)

    def row_count(self, author: str, *, text: str = "", status: SetStatus | None = None) -> int:
        """Return how many lines the list has for this author."""
        return int(self._one(counting(self._view(author, text, status))))

    def neighbour(
        self, document_id: DocumentId, step: int, author: str, text: str = "", status: SetStatus | None = None
    ) -> DocumentId | None:
        """Return the next (``step`` 1) or previous (-1) document of the list, or None at its end."""
        here = select(DOCUMENTS.c.position).where(DOCUMENTS.c.id == document_id).scalar_subquery()
        lines = identities(self._view(author, text, status))
        if step > 0:
            lines = lines.where(DOCUMENTS.c.position > here).order_by(asc(DOCUMENTS.c.position))
        else:
            lines = lines.where(DOCUMENTS.c.position < here).order_by(desc(DOCUMENTS.c.position))
        return next(iter(self._firsts(lines.limit(1))), None)

    def imported(self, source_sha256: str) -> list[tuple[int, int]]:
        """Return the stretches of a source file that are documents already, in code points."""
        wanted = select(DOCUMENTS.c.source_start, DOCUMENTS.c.source_end)
        wanted = wanted.where(DOCUMENTS.c.source_sha256 == source_sha256).order_by(DOCUMENTS.c.source_start)
        return [(start, end) for start, end in self._all(wanted)]

    def same_documents(self, documents: Sequence[Document]) -> dict[DocumentId, DocumentId]:
        """Return which of some documents are here already, and as which.

        A document is the same by its id; by its text when its id is derived from that.
        """
        found: dict[DocumentId, DocumentId] = {}
        for part in loading.parts(documents, 500):
            ids = [document.id for document in part]
            here = set(self._firsts(select(DOCUMENTS.c.id).where(among(DOCUMENTS.c.id, ids))))
            hashes = {
                document.id: document.sha256
                for document in part
                if document.id not in here and is_text_id(document.id)
            }
            texts = select(DOCUMENTS.c.text_sha256, DOCUMENTS.c.id).order_by(desc(DOCUMENTS.c.position))
            wanted = texts.where(among(DOCUMENTS.c.text_sha256, list(hashes.values())))
            same = dict(self._all(wanted))
            found |= {identity: identity for identity in ids if identity in here}
            found |= {identity: same[digest] for identity, digest in hashes.items() if digest in same}
        return found

    def has_text(self, sha256: str) -> DocumentId | None:
        """Return the first document with exactly this text, given as SHA-256 in UTF-8."""
        wanted = (
            select(DOCUMENTS.c.id).where(DOCUMENTS.c.text_sha256 == sha256).order_by(DOCUMENTS.c.position)
        )
        return next(iter(self._firsts(wanted.limit(1))), None)

    def documents_with(self, words: str) -> list[DocumentId]:
        """Return the documents whose text holds exactly these words, in the order of the list."""
        wanted = select(DOCUMENTS.c.id).join(TEXTS, TEXTS.c.sha256 == DOCUMENTS.c.text_sha256)
        wanted = wanted.where(func.instr(TEXTS.c.text, words) > 0)
        return self._firsts(wanted.order_by(DOCUMENTS.c.position))

    # Sets and what is in them

    def sets(self, document_id: DocumentId) -> list[AnnotationSet]:
        """Return the sets of a document, the older first."""
        wanted = loading.with_author().where(SETS.c.document_id == document_id).order_by(SETS.c.id)
        return [to_set(row) for row in self._all(wanted)]

    def set_of(self, document_id: DocumentId, author: str) -> AnnotationSet | None:
        """Return an author's set of a document, or None."""
        wanted = loading.with_author().where(SETS.c.document_id == document_id, AUTHORS.c.name == author)
        return next((to_set(row) for row in self._all(wanted)), None)

    def spans(self, set_id: SetId) -> list[Span]:
        """Return the spans of a set in the order of the text."""
        return in_text_order(to_span(row) for row in self._all(select(SPANS).where(SPANS.c.set_id == set_id)))

    def relations(self, set_id: SetId) -> list[Relation]:
        """Return the relations of a set, the older first."""
        wanted = select(RELATIONS).where(RELATIONS.c.set_id == set_id).order_by(RELATIONS.c.id)
        return [to_relation(row) for row in self._all(wanted)]

    def readings(self, document_id: DocumentId, authors: Iterable[str] | None = None) -> list[Reading]:
        """Return the readings of a document, the older set first; None means every author."""
        names = None if authors is None else list(authors)
        with told(self._path), self._moment():
            return loading.readings(self._connection, [document_id], names).get(document_id, [])

    def records(
        self, authors: Iterable[str] | None = None, *, batch: int = loading.BATCH
    ) -> Iterator[Record]:
        """Yield every document with the readings of these authors (None: of all), in the order of the list."""
        names = None if authors is None else list(authors)
        with told(self._path), self._apart() as connection:
            yield from loading.records(connection, names, batch)

    def decided(self, author: str, layers: Sequence[str], since: Mark | None = None) -> Decided:
        """Return an author's decisions in some layers, or only those of documents changed since a mark."""
        with told(self._path), self._moment():
            return decided(self._connection, self._author_id(author), layers, since)

    @property
    def place(self) -> Path:
        """The project's file."""
        return self._path

    # Searching

    def search(self, query: Query, author: str, *, after: int = 0, limit: int = 50) -> SearchPage:
        """Return documents that fit a query, and the places in them, after a position of the list.

        It is asked for an author, whose status and spans count; for nobody in particular when that is empty. A page
        may hold fewer documents than ``limit`` and yet not be the last.
        """
        with told(self._path), self._moment():
            return self._search(query, author).page(after, limit)

    def search_total(self, query: Query, author: str) -> int | None:
        """Return how many documents fit a query; None where one would have to look at each of them to tell."""
        with told(self._path), self._moment():
            return self._search(query, author).total()

    def _search(self, query: Query, author: str) -> Search:
        asker = Asker(author, self.active_pipeline() or "")
        return Search(self._connection, query, asker, self.scheme)

    # The project

    def authors(self) -> list[Author]:
        """Return all authors, the older first."""
        return [to_author(row) for row in self._all(select(AUTHORS).order_by(AUTHORS.c.id))]

    def steps(self, *, before: int | None = None, limit: int = 100) -> list[StepInfo]:
        """Return steps of the history, the newest first; ``before`` is the last step of the page before."""
        wanted = select(STEPS).order_by(desc(STEPS.c.seq)).limit(limit)
        if before is not None:
            wanted = wanted.where(STEPS.c.seq < before)
        return [to_step(row) for row in self._all(wanted)]

    def undoable(self, *, author: str = "") -> StepInfo | None:
        """Return the step that undo would take back, of one author or of anybody."""
        with told(self._path):
            step = next_undo(self._connection, author)
        return to_step(step) if step else None

    def redoable(self, *, author: str = "") -> StepInfo | None:
        """Return the step that redo would bring back, of one author or of anybody."""
        with told(self._path):
            step = next_redo(self._connection, author)
        return to_step(step) if step else None

    def counts(self) -> ProjectCounts:
        """Return how much the project holds."""
        with told(self._path), self._moment():
            return project_counts(self._connection)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return a setting's JSON value, or the default."""
        value = self._one(select(SETTINGS.c.value).where(SETTINGS.c.key == key))
        return default if value is None else json.loads(value)

    def active_pipeline(self) -> str | None:
        """Return the name of the pipeline whose suggestions count: the chosen one, else the newest."""
        chosen = self.setting(PIPELINE_SETTING)
        if chosen:
            return str(chosen)
        newest = select(AUTHORS.c.name).where(AUTHORS.c.kind == AuthorKind.PIPELINE.value)
        return self._one(newest.order_by(desc(AUTHORS.c.id)).limit(1))

    def without_set(self, author: str) -> list[DocumentId]:
        """Return the documents that this author has no set for, in the order of the list."""
        own = select(SETS.c.document_id).where(SETS.c.author_id == self._author_id(author))
        wanted = select(DOCUMENTS.c.id).where(DOCUMENTS.c.id.not_in(own))
        return self._firsts(wanted.order_by(DOCUMENTS.c.position))

    def begun(self) -> list[DocumentId]:
        """Return the documents that somebody works or worked on, gold included, in the order of the list."""
        people = select(AUTHORS.c.id).where(
            AUTHORS.c.kind.in_([AuthorKind.PERSON.value, AuthorKind.GOLD.value])
        )
        marked = select(SPANS.c.id).where(SPANS.c.set_id == SETS.c.id).exists()
        begun = select(SETS.c.document_id).where(
            SETS.c.author_id.in_(people), or_(SETS.c.status != SetStatus.NEW.value, marked)
        )
        return self._firsts(
            select(DOCUMENTS.c.id).where(DOCUMENTS.c.id.in_(begun)).order_by(DOCUMENTS.c.position)
        )

    def finished(self) -> list[DocumentId]:
        """Return the documents that a person or gold is done with, in the order of the list."""
        people = select(AUTHORS.c.id).where(
            AUTHORS.c.kind.in_([AuthorKind.PERSON.value, AuthorKind.GOLD.value])
        )
        done = select(SETS.c.document_id).where(
            SETS.c.author_id.in_(people), SETS.c.status == SetStatus.DONE.value
        )
        return self._firsts(
            select(DOCUMENTS.c.id).where(DOCUMENTS.c.id.in_(done)).order_by(DOCUMENTS.c.position)
        )

    def done_by_many(self, minimum: int = 2) -> list[DocumentId]:
        """Return the documents that at least so many persons are done with, in the order of the list."""
        persons = select(AUTHORS.c.id).where(AUTHORS.c.kind == AuthorKind.PERSON.value)
        done = select(SETS.c.document_id).where(
            SETS.c.status == SetStatus.DONE.value, SETS.c.author_id.in_(persons)
        )
        many = done.group_by(SETS.c.document_id).having(func.count() >= minimum)
        wanted = select(DOCUMENTS.c.id).where(DOCUMENTS.c.id.in_(many))
        return self._firsts(wanted.order_by(DOCUMENTS.c.position))

    # Below the surface

    def _author_id(self, name: str | None) -> str:
        return self._one(select(AUTHORS.c.id).where(AUTHORS.c.name == name)) or ""

    def _view(self, author: str, text: str = "", status: SetStatus | None = None) -> View:
        return View(self._author_id(author), self._author_id(self.active_pipeline()), text, status)

    @contextmanager
    def _moment(self) -> Iterator[None]:
        """Hold several queries to one state of the project."""
        self._connection.exec_driver_sql("BEGIN")
        try:
            yield
        finally:
            self._connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def _apart(self) -> Iterator[Connection]:
        """Give a connection that stays in one state of the project while others go on reading the newest."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    def _all(self, wanted: Select[Any]) -> Sequence[Any]:
        with told(self._path):
            return self._connection.execute(wanted).all()

    def _one(self, wanted: Select[Any]) -> Any:
        with told(self._path):
            return self._connection.execute(wanted).scalar()

    def _firsts(self, wanted: Select[Any]) -> list[Any]:
        with told(self._path):
            return list(self._connection.execute(wanted).scalars())

    def _gone(self, what: str, identity: str) -> ProjectError:
        return ProjectError(
            f"{self._path} has no {what} {identity}; it was removed or belongs to another project."
        )
