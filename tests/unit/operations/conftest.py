"""A small project with suggestions, as people meet it."""

import pytest

from annotator.assets import seed_documents
from annotator.operations import documents, importing, prelabelling, projects

PIPELINE = "pipeline:test@1"
TEXT = "Berlin grows\n\nAngela Merkel said that Berlin grew by 3 per cent in 2020. It will grow again, Reuters wrote."


@pytest.fixture
def project(tmp_path):
    """An empty project."""
    with projects.create_project(tmp_path / "p.annotator") as made:
        yield made


@pytest.fixture
def document_id(project, tmp_path):
    """The only document of the project, with suggestions on it."""
    path = tmp_path / "berlin.txt"
    path.write_text(TEXT, encoding="utf-8")
    importing.run_import(project, importing.plan_import([path]))
    (row,) = documents.document_rows(project.read, "anna")
    suggest(project, row.id)
    prelabelling.choose_pipeline(project, PIPELINE)
    return row.id


def place(words, label, score=0.9, layer="entities"):
    """A proposal for the first place where words stand."""
    start = TEXT.index(words)
    return [start, start + len(words), label, layer, score]


def suggest(project, document_id, spans=None, relations=()):
    """Store proposals of the test pipeline."""
    if spans is None:
        spans = [
            place("Angela Merkel", "PERSON", 0.99),
            place("3 per cent", "PERCENT", 0.97),
            place("2020", "DATE", 0.55),
            place("Reuters", "PERSON", 0.6),
            place("Angela Merkel said that Berlin grew by 3 per cent in 2020.", "CLAIM", 0.8, "claims"),
        ]
        relations = [[4, 0, "ATTRIBUTED_TO", 0.9]]
    answer = {"id": document_id, "spans": spans, "relations": list(relations)}
    return prelabelling.store(project, PIPELINE, [answer])


@pytest.fixture(scope="session")
def seeds():
    """The sample files."""
    return seed_documents()
