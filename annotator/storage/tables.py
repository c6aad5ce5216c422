"""The tables of a project file.

They only describe: SQLModel's table classes validate nothing, so rules live in the domain and in ``rules``.
Every column of the content tables holds a plain value (text, integer, real, null); lists and mappings are kept
as JSON text. So a row is a flat dictionary, and the same dictionary is what the journal remembers.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

# Text keys are UUIDs of version 7: rows made together lie together, so the key itself can be the table's tree.
_KEYED = {"sqlite_with_rowid": False}

Value = str | int | float | None
Row = dict[str, Value]


class _Base(SQLModel):
    # Named constraints, because Alembic's batch mode can only alter what has a name.
    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        }
    )


class TextRow(_Base, table=True):
    """A document's text under its SHA-256: written once, never changed, never removed, not journaled."""

    __tablename__ = "texts"
    sha256: str = Field(primary_key=True)
    text: str
    length: int


class AuthorRow(_Base, table=True):
    """Who wrote a set."""

    __tablename__ = "authors"
    __table_args__ = (_KEYED,)
    id: str = Field(primary_key=True)
    name: str = Field(sa_column=Column(String, nullable=False, unique=True))
    kind: str


class DocumentTableRow(_Base, table=True):
    """A document without its text; ``position`` is its place in the list."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_position", "position", unique=True),
        Index("ix_documents_source", "source_sha256", "source_start", "source_end"),
        Index("ix_documents_text", "text_sha256"),
        _KEYED,
    )
    id: str = Field(primary_key=True)
    position: int
    name: str
    length: int
    text_sha256: str = Field(sa_column=Column(String, ForeignKey("texts.sha256"), nullable=False))
    source: str
    source_start: int
    source_end: int
    source_sha256: str
    encoding: str
    regions: str
    meta: str


class SetRow(_Base, table=True):
    """One author's reading of one document."""

    __tablename__ = "sets"
    __table_args__ = (
        UniqueConstraint("document_id", "author_id"),
        Index("ix_sets_author", "author_id", "status", "document_id"),
        _KEYED,
    )
    id: str = Field(primary_key=True)
    document_id: str = Field(sa_column=Column(String, ForeignKey("documents.id"), nullable=False))
    author_id: str = Field(sa_column=Column(String, ForeignKey("authors.id"), nullable=False))
    status: str
    seconds: float
    scheme_version: int


class SpanRow(_Base, table=True):
    """A span; the index holds all that counting what is pending asks for, so that it never visits the rows."""

    __tablename__ = "spans"
    __table_args__ = (
        Index("ix_spans_set", "set_id", "status", "layer", "start", "end", "label"),
        Index("ix_spans_sources", "set_id", "sources", sqlite_where=Column("sources", String) != ""),
        _KEYED,
    )
    id: str = Field(primary_key=True)
    set_id: str = Field(sa_column=Column(String, ForeignKey("sets.id"), nullable=False))
    start: int
    end: int
    label: str
    layer: str
    status: str
    origin_kind: str
    origin_name: str
    sources: str
    score: float | None = Field(sa_column=Column(Float, nullable=True))
    attributes: str
    comment: str
    scheme_version: int


class RelationRow(_Base, table=True):
    """A link between two spans of one set."""

    __tablename__ = "relations"
    __table_args__ = (
        Index("ix_relations_set", "set_id"),
        Index("ix_relations_source", "source"),
        Index("ix_relations_target", "target"),
        _KEYED,
    )
    id: str = Field(primary_key=True)
    set_id: str = Field(sa_column=Column(String, ForeignKey("sets.id"), nullable=False))
    source: str = Field(sa_column=Column(String, ForeignKey("spans.id"), nullable=False))
    target: str = Field(sa_column=Column(String, ForeignKey("spans.id"), nullable=False))
    label: str
    status: str
    origin_kind: str
    origin_name: str
    sources: str
    score: float | None = Field(sa_column=Column(Float, nullable=True))


class SchemeRow(_Base, table=True):
    """One version of the scheme, as JSON."""

    __tablename__ = "schemes"
    version: int = Field(primary_key=True)
    body: str


class SettingRow(_Base, table=True):
    """A setting of the project, as JSON."""

    __tablename__ = "settings"
    __table_args__ = (_KEYED,)
    key: str = Field(primary_key=True)
    value: str


class StepRow(_Base, table=True):
    """The header of a step.

    Steps of one ``batch`` are undone together; one that is not ``undoable`` is passed over. ``first`` and ``last``
    are its journal rows; ``state`` is not part of the chain.
    """

    __tablename__ = "steps"
    __table_args__ = (
        Index("ix_steps_state", "kind", "state", "seq"),
        Index("ix_steps_batch", "batch", "state"),
    )
    seq: int = Field(primary_key=True)
    operation: str
    title: str
    author: str
    at: str
    kind: str
    target: int
    batch: str
    undoable: bool
    rows: int
    first: int
    last: int
    state: str
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class JournalRow(_Base, table=True):
    """One changed row: what it was, what it became, and the chain's hashes before and after."""

    __tablename__ = "journal"
    id: int = Field(sa_column=Column(Integer, primary_key=True))
    step: int
    entity: str
    key: str
    before: str | None
    after: str | None
    previous: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


def _table(model: type[SQLModel]) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return]


TEXTS = _table(TextRow)
AUTHORS = _table(AuthorRow)
DOCUMENTS = _table(DocumentTableRow)
SETS = _table(SetRow)
SPANS = _table(SpanRow)
RELATIONS = _table(RelationRow)
SCHEMES = _table(SchemeRow)
SETTINGS = _table(SettingRow)
STEPS = _table(StepRow)
JOURNAL = _table(JournalRow)

METADATA = _Base.metadata

# What the journal covers, parents before children.
CONTENT: tuple[Table, ...] = (AUTHORS, SCHEMES, SETTINGS, DOCUMENTS, SETS, SPANS, RELATIONS)
BY_NAME: dict[str, Table] = {table.name: table for table in CONTENT}
KEYS: dict[str, str] = {table.name: next(iter(table.primary_key)).name for table in CONTENT}
