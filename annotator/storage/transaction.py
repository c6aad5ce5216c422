"""The inside of one step: reads on the writing connection, and the primitives that change rows.

Every primitive records what it changes; nothing else in the program writes to a project. Rules that concern
one row are checked at once, rules between rows when the work is finished and before the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from annotator.domain.annotation import AnnotationSet, Author, Relation, SetStatus, Span, SpanStatus, kind_of
from annotator.domain.ids import AuthorId, DocumentId, RelationId, SetId, SpanId, new_id
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document
from annotator.errors import RuleError
from annotator.storage import rules
from annotator.storage.connection import among
from annotator.storage.journal import Recorder
from annotator.storage.loading import parts, with_author
from annotator.storage.queries import Reader
from annotator.storage.rows import (
    document_row,
    encode,
    relation_row,
    set_row,
    span_row,
    to_author,
    to_relation,
    to_set,
    to_span,
)
from annotator.storage.tables import AUTHORS, DOCUMENTS, RELATIONS, SCHEMES, SETS, SETTINGS, SPANS, TEXTS, Row
from annotator.storage.undo import replay

_CHUNK = 500


class Transaction(Reader):
    """What the work of a step gets. It must not be kept: after the step it is no longer valid."""

    def __init__(self, engine: Engine, path: Path, connection: Connection, recorder: Recorder) -> None:
        super().__init__(engine, path, connection)
        self._recorder = recorder
        self._lengths: dict[str, int] = {}
        self._crowded: set[str] = set()
        self._rule: rules.SpanRule | None = None

    # Authors and documents

    def add_author(self, name: str) -> Author:
        """Return the author of that name, made now if there was none."""
        found = next(iter(self._all(select(AUTHORS).where(AUTHORS.c.name == name))), None)
        if found is not None:
            return to_author(found)
        if not name.strip():
            raise RuleError("An author needs a name; give one that is not empty.")
        author = Author(AuthorId(new_id()), name, kind_of(name))
        self._recorder.insert("authors", [{"id": author.id, "name": name, "kind": author.kind.value}])
        return author

    def add_documents(self, documents: Sequence[Document]) -> None:
        """Add documents at the end of the list; raises RuleError on a text that cannot be stored."""
        position = self._one(select(func.coalesce(func.max(DOCUMENTS.c.position), 0)))
        for part in parts(documents, _CHUNK):
            for document in part:
                rules.check_document(document)
            rows = [document_row(document, position + place) for place, document in enumerate(part, 1)]
            position += len(part)
            texts = [
                {"sha256": row["text_sha256"], "text": document.text, "length": row["length"]}
                for document, row in zip(part, rows, strict=True)
            ]
            self._connection.execute(insert_or(TEXTS).on_conflict_do_nothing(), texts)
            self._recorder.insert("documents", rows)

    def remove_documents(self, ids: Iterable[DocumentId]) -> None:
        """Remove documents with all their sets; their texts stay in the file for undo and history."""
        for part in parts(list(ids), _CHUNK):
            documents = self._found("documents", DOCUMENTS, part)
            sets = self._rows(SETS, among(SETS.c.document_id, part))
            self._empty([str(row["id"]) for row in sets])
            self._recorder.delete("sets", sets)
            self._recorder.delete("documents", documents)

    # Sets

    def ensure_set(
        self, document_id: DocumentId, author: str, *, set_id: SetId | None = None
    ) -> AnnotationSet:
        """Return an author's set of a document, made now if there was none, under a given id if it is free."""
        if set_id is not None and not self._rows(SETS, SETS.c.id == set_id):
            ids = {document_id: set_id}
            return self.ensure_sets([document_id], author, ids=ids)[document_id]
        return self.ensure_sets([document_id], author)[document_id]

    def ensure_sets(
        self,
        document_ids: Iterable[DocumentId],
        author: str,
        *,
        ids: Mapping[DocumentId, SetId] | None = None,
    ) -> dict[DocumentId, AnnotationSet]:
        """Return an author's sets of some documents, in their order, with the missing ones made now."""
        given = ids or {}
        who, version = self.add_author(author), self.scheme.version
        sets: dict[DocumentId, AnnotationSet] = {}
        for part in parts(list(dict.fromkeys(document_ids)), _CHUNK):
            own = with_author().where(among(SETS.c.document_id, part), SETS.c.author_id == who.id)
            found = {row.document_id: to_set(row) for row in self._all(own)}
            missing = [identity for identity in part if identity not in found]
            lengths = {row["id"]: row["length"] for row in self._found("documents", DOCUMENTS, missing)}
            made = [
                AnnotationSet(
                    given.get(identity) or SetId(new_id()), identity, author, scheme_version=version
                )
                for identity in missing
            ]
            self._recorder.insert("sets", [set_row(annotation, who.id) for annotation in made])
            self._lengths |= {annotation.id: lengths[annotation.document_id] for annotation in made}
            found |= {annotation.document_id: annotation for annotation in made}
            sets |= {identity: found[identity] for identity in part}
        return sets

    def change_set(
        self, set_id: SetId, *, status: SetStatus | None = None, seconds: float | None = None
    ) -> None:
        """Change a set's status or its time spent, in seconds."""
        (old,) = self._found("sets", SETS, [set_id])
        new = dict(old)
        if status is not None:
            new["status"] = _status(status).value
        if seconds is not None:
            if not 0.0 <= seconds < float("inf"):
                raise RuleError(f"The time spent cannot be {seconds} seconds; give a number from 0 up.")
            new["seconds"] = float(seconds)
        self._recorder.update("sets", [(old, new)])

    def clear_set(self, set_id: SetId) -> None:
        """Remove the spans and relations of a set; the set stays."""
        self._found("sets", SETS, [set_id])
        self._empty([set_id])

    # Spans

    def add_spans(self, spans: Sequence[Span]) -> None:
        """Add spans to their sets; raises RuleError on one that does not fit its text or the scheme."""
        for part in parts(spans, _CHUNK * 4):
            self._check(part)
            self._recorder.insert("spans", [span_row(span) for span in part])

    def change_span(self, span_id: SpanId, **fields: Any) -> Span:
        """Change fields of a span, named as in ``Span``, and return it as it is now."""
        (old,) = self._found("spans", SPANS, [span_id])
        span = to_span(tuple(old.values()))
        if fields.keys() & {"id", "set_id"}:
            raise RuleError("A span keeps its id and its set; remove it and add another one.")
        try:
            new = replace(span, **fields)
        except TypeError as error:
            raise RuleError(f"The span {span_id} cannot be changed: {error}.") from error
        self._check([new])
        self._recorder.update("spans", [(old, span_row(new))])
        if new.label != span.label:
            linked = [to_relation(row) for row in rules.attached(self._connection, [span_id])]
            rules.check_relations(self._connection, self.scheme, linked)
        return new

    def remove_spans(self, ids: Iterable[SpanId]) -> None:
        """Remove spans and the relations that start or end at them."""
        for part in parts(list(ids), _CHUNK):
            rows = self._found("spans", SPANS, part)
            linked = [dict(row._mapping) for row in rules.attached(self._connection, part)]
            self._recorder.delete("relations", linked)
            self._recorder.delete("spans", rows)

    # Relations

    def add_relations(self, relations: Sequence[Relation]) -> None:
        """Add relations between spans that are there; raises RuleError on one that the scheme does not allow."""
        for part in parts(relations, _CHUNK * 4):
            rules.check_relations(self._connection, self.scheme, part)
            self._recorder.insert("relations", [relation_row(relation) for relation in part])

    def remove_relations(self, ids: Iterable[RelationId]) -> None:
        """Remove relations."""
        for part in parts(list(ids), _CHUNK):
            self._recorder.delete("relations", self._found("relations", RELATIONS, part))

    # The project

    def put_scheme(self, scheme: Scheme) -> Scheme:
        """Store a scheme under the next version and return it; raises RuleError when spans would not fit it."""
        newest = self._one(select(func.max(SCHEMES.c.version)))
        if newest is not None:
            old = self.scheme
            if replace(scheme, version=old.version) == old:
                return old
            rules.check_new_scheme(self._connection, scheme, old)
        stored = replace(scheme, version=(newest or 0) + 1)
        self._recorder.insert("schemes", [{"version": stored.version, "body": encode(stored.to_dict())}])
        self._rule = None
        return stored

    def put_setting(self, key: str, value: Any) -> None:
        """Store a setting as JSON."""
        new: Row = {"key": key, "value": encode(value)}
        old = self._rows(SETTINGS, SETTINGS.c.key == key)
        if old:
            self._recorder.update("settings", [(old[0], new)])
        else:
            self._recorder.insert("settings", [new])

    # Below the surface

    def close(self) -> None:
        """Do nothing: the connection belongs to the project, not to the step."""

    def replay(self, steps: Sequence[Any], *, backwards: bool) -> None:
        """Take back the rows of earlier steps, or bring them back, in the order given.

        What others did since then stays, so what comes back has to fit beside it: raises RuleError when not.
        """
        before = self.scheme
        for step in steps:
            replay(self._connection, self._recorder, step, backwards=backwards)
        if self.scheme != before:
            rules.check_new_scheme(self._connection, self.scheme, before)
        filled = self._recorder.touched.filled
        if filled:
            rules.check_sets(self._connection, self.scheme, filled)

    def check_rules(self) -> None:
        """Check the rules between rows; the step calls it when its work is done."""
        if self._crowded:
            rules.check_flat(self._connection, self.scheme, self._crowded)

    def _check(self, spans: Sequence[Span]) -> None:
        if self._rule is None:
            self._rule = rules.SpanRule(self.scheme)
        self._learn_lengths({span.set_id for span in spans})
        for span in spans:
            self._rule.check(span, self._lengths[span.set_id])
            if span.status is SpanStatus.CONFIRMED:
                self._crowded.add(span.set_id)

    def _learn_lengths(self, set_ids: set[SetId]) -> None:
        unknown = [identity for identity in set_ids if identity not in self._lengths]
        if not unknown:
            return
        joined = select(SETS.c.id, DOCUMENTS.c.length).join(DOCUMENTS, DOCUMENTS.c.id == SETS.c.document_id)
        found = dict(self._connection.execute(joined.where(among(SETS.c.id, unknown))).all())
        for identity in unknown:
            if identity not in found:
                raise self._gone("set", identity)
        self._lengths |= found

    def _empty(self, set_ids: list[str]) -> None:
        self._recorder.delete("relations", self._rows(RELATIONS, among(RELATIONS.c.set_id, set_ids)))
        self._recorder.delete("spans", self._rows(SPANS, among(SPANS.c.set_id, set_ids)))

    def _rows(self, table: Any, condition: Any) -> list[Row]:
        return [dict(row) for row in self._connection.execute(select(table).where(condition)).mappings()]

    def _found(self, what: str, table: Any, ids: Sequence[str]) -> list[Row]:
        """Return the rows in the order of the ids; raises ProjectError when one is gone."""
        if not ids:
            return []
        rows = {row["id"]: row for row in self._rows(table, among(table.c.id, ids))}
        for identity in ids:
            if identity not in rows:
                raise self._gone(what.removesuffix("s"), identity)
        return [rows[identity] for identity in dict.fromkeys(ids)]

    @contextmanager
    def _moment(self) -> Iterator[None]:
        # The step's own transaction holds everything to one state already.
        yield

    @contextmanager
    def _apart(self) -> Iterator[Connection]:
        yield self._connection


def _status(status: SetStatus) -> SetStatus:
    try:
        return SetStatus(status)
    except ValueError as error:
        known = ", ".join(one.value for one in SetStatus)
        raise RuleError(f"There is no status “{status}”; choose one of {known}.") from error
