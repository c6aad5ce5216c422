"""Projects to test on."""

from __future__ import annotations

import pytest

from annotator.domain.annotation import Relation, Span
from annotator.domain.ids import new_id
from annotator.domain.scheme import Label, Layer, RelationType, Scheme
from annotator.domain.text import Document
from annotator.storage import Project
from tests.unit.storage.making import TEXT


@pytest.fixture
def scheme():
    return Scheme(
        "news",
        (
            Layer("entities", (Label("ORG"), Label("PERSON"))),
            Layer("claims", (Label("CLAIM"), Label("OPINION")), flat=False),
        ),
        (RelationType("ATTRIBUTED_TO", ("CLAIM",), ("PERSON",)),),
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.annotator"


@pytest.fixture
def project(path, scheme):
    with Project.create(path, scheme=scheme) as project:
        yield project


@pytest.fixture
def document(project):
    document = Document(new_id(), "First", TEXT, source="a.txt", source_end=len(TEXT), source_sha256="a" * 64)
    project.transact("import", lambda transaction: transaction.add_documents([document]))
    return document


@pytest.fixture
def own(project, document):
    """Kim's set of the document."""
    return project.transact("set", lambda transaction: transaction.ensure_set(document.id, "kim"))[0]


@pytest.fixture
def add(project):
    """Add spans or relations as one step."""

    def add(*things):
        def work(transaction):
            transaction.add_spans([thing for thing in things if isinstance(thing, Span)])
            transaction.add_relations([thing for thing in things if isinstance(thing, Relation)])

        return project.transact("add", work, author="kim", title="Add")[1]

    return add
