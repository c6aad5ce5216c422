"""The first version of the project file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    _texts_and_authors()
    _documents()
    _sets()
    _spans()
    _relations()
    _history()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _real(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(), nullable=False)


def _blob(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _texts_and_authors() -> None:
    op.create_table(
        "texts",
        _text("sha256"),
        _text("text"),
        _whole("length"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_texts")),
    )
    op.create_table(
        "authors",
        _text("id"),
        _text("name"),
        _text("kind"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authors")),
        sa.UniqueConstraint("name", name=op.f("uq_authors_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "schemes",
        _whole("version"),
        _text("body"),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_schemes")),
    )
    op.create_table(
        "settings",
        _text("key"),
        _text("value"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
        sqlite_with_rowid=False,
    )


def _documents() -> None:
    op.create_table(
        "documents",
        _text("id"),
        _whole("position"),
        _text("name"),
        _whole("length"),
        _text("text_sha256"),
        _text("source"),
        _whole("source_start"),
        _whole("source_end"),
        _text("source_sha256"),
        _text("encoding"),
        _text("regions"),
        _text("meta"),
        sa.ForeignKeyConstraint(["text_sha256"], ["texts.sha256"], name=op.f("fk_documents_text_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_documents_position", "documents", ["position"], unique=True)
    op.create_index(
        "ix_documents_source", "documents", ["source_sha256", "source_start", "source_end"], unique=False
    )
    op.create_index("ix_documents_text", "documents", ["text_sha256"], unique=False)


def _sets() -> None:
    op.create_table(
        "sets",
        _text("id"),
        _text("document_id"),
        _text("author_id"),
        _text("status"),
        _real("seconds"),
        _whole("scheme_version"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_sets_document_id")),
        sa.ForeignKeyConstraint(["author_id"], ["authors.id"], name=op.f("fk_sets_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sets")),
        sa.UniqueConstraint("document_id", "author_id", name=op.f("uq_sets_document_id_author_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sets_author", "sets", ["author_id", "status", "document_id"], unique=False)


def _spans() -> None:
    op.create_table(
        "spans",
        _text("id"),
        _text("set_id"),
        _whole("start"),
        _whole("end"),
        _text("label"),
        _text("layer"),
        _text("status"),
        _text("origin_kind"),
        _text("origin_name"),
        _text("sources"),
        sa.Column("score", sa.Float(), nullable=True),
        _text("attributes"),
        _text("comment"),
        _whole("scheme_version"),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name=op.f("fk_spans_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spans")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_spans_set", "spans", ["set_id", "status", "layer", "start", "end", "label"], unique=False
    )
    op.create_index(
        "ix_spans_sources",
        "spans",
        ["set_id", "sources"],
        unique=False,
        sqlite_where=sa.text("sources != ''"),
    )


def _relations() -> None:
    op.create_table(
        "relations",
        _text("id"),
        _text("set_id"),
        _text("source"),
        _text("target"),
        _text("label"),
        _text("status"),
        _text("origin_kind"),
        _text("origin_name"),
        _text("sources"),
        sa.Column("score", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["set_id"], ["sets.id"], name=op.f("fk_relations_set_id")),
        sa.ForeignKeyConstraint(["source"], ["spans.id"], name=op.f("fk_relations_source")),
        sa.ForeignKeyConstraint(["target"], ["spans.id"], name=op.f("fk_relations_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relations")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_relations_set", "relations", ["set_id"], unique=False)
    op.create_index("ix_relations_source", "relations", ["source"], unique=False)
    op.create_index("ix_relations_target", "relations", ["target"], unique=False)


def _history() -> None:
    op.create_table(
        "steps",
        _whole("seq"),
        _text("operation"),
        _text("title"),
        _text("author"),
        _text("at"),
        _text("kind"),
        _whole("target"),
        _text("batch"),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        _whole("rows"),
        _whole("first"),
        _whole("last"),
        _text("state"),
        _blob("hash"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_steps")),
    )
    op.create_index("ix_steps_state", "steps", ["kind", "state", "seq"], unique=False)
    op.create_index("ix_steps_batch", "steps", ["batch", "state"], unique=False)
    op.create_table(
        "journal",
        _whole("id"),
        _whole("step"),
        _text("entity"),
        _text("key"),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        _blob("previous"),
        _blob("hash"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
