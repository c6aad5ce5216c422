"""What one decision does to the rest of the project, as its author sees it."""

import pytest

from annotator.domain.annotation import OriginKind
from annotator.domain.memory import Memory
from annotator.operations import annotating, documents, importing, projects, remembering
from tests.unit.operations.conftest import suggest
from tests.unit.operations.test_annotating import by_text

OTHER = "Reuters on Paris\n\nReuters and Berlin and Reuters wrote on Berlin."


@pytest.fixture
def other_id(project, document_id, tmp_path):
    """A second document with the same names and no suggestions of a pipeline."""
    path = tmp_path / "other.txt"
    path.write_text(OTHER, encoding="utf-8")
    importing.run_import(project, importing.plan_import([path]))
    return next(row.id for row in documents.document_rows(project.read, "anna") if row.id != document_id)


def recalled(project, document_id, author="anna"):
    seen = annotating.view(project.read, document_id, author)
    text = seen.document.text
    return [
        (text[one.start : one.end], one.label)
        for one in seen.suggestions
        if one.origin.kind is OriginKind.MEMORY
    ]


def test_a_decision_is_suggested_elsewhere_to_its_author_only(project, document_id, other_id):
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    assert recalled(project, other_id) == [("Berlin", "GPE")] * 2
    assert recalled(project, document_id) == [("Berlin", "GPE")]
    assert recalled(project, other_id, "ben") == []
    projects.undo(project, "anna")
    assert recalled(project, other_id) == []
    projects.redo(project, "anna")
    assert recalled(project, other_id) == [("Berlin", "GPE")] * 2


def test_accepting_a_recalled_suggestion_stores_where_it_came_from(project, document_id, other_id):
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    seen = annotating.view(project.read, other_id, "anna")
    chosen = seen.suggestions[0]
    annotating.accept(project, "anna", other_id, [chosen.id])
    (own,) = annotating.view(project.read, other_id, "anna").spans
    assert own.origin.kind is OriginKind.ACCEPTED
    assert (own.origin.name, own.origin.sources) == ("memory", (chosen.id,))
    annotating.remove(project, "anna", other_id, [own.id])
    # Once for and once against: not worth suggesting, and no reason to silence the pipeline.
    assert recalled(project, other_id) == []
    assert projects.check_project(project.path).ok


def test_relabelling_and_moving_a_recalled_suggestion(project, document_id, other_id):
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    first, second = annotating.view(project.read, other_id, "anna").suggestions
    annotating.relabel(project, "anna", other_id, first.id, "ORG")
    annotating.move(project, "anna", other_id, second.id, second.start - 3, second.end)
    assert [one.label for one in annotating.view(project.read, other_id, "anna").spans] == ["ORG", "GPE"]


def test_rejecting_hides_the_surface_everywhere_until_it_is_undone(project, document_id, other_id):
    text = annotating.view(project.read, other_id, "anna").document.text
    places = [place for place in range(len(text)) if text.startswith("Reuters", place)]
    suggest(project, other_id, [[place, place + 7, "PERSON", "entities", 0.9] for place in places])
    seen = annotating.view(project.read, other_id, "anna")
    assert len(seen.suggestions) == 3
    annotating.reject(
        project,
        "anna",
        document_id,
        [by_text(annotating.view(project.read, document_id, "anna"), "Reuters").id],
    )
    assert annotating.view(project.read, other_id, "anna").suggestions == ()
    assert len(annotating.view(project.read, other_id, "ben").suggestions) == 3
    projects.undo(project, "anna")
    assert len(annotating.view(project.read, other_id, "anna").suggestions) == 3


def test_claims_are_not_remembered(project, document_id, other_id):
    annotating.add(project, "anna", document_id, 0, 6, "CLAIM")
    assert recalled(project, other_id) == []


def test_a_memory_that_follows_is_the_memory_that_is_built_anew(project, document_id, other_id, monkeypatch):
    annotating.view(project.read, other_id, "anna")
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    annotating.accept_above(project, "anna", document_id, 0.5)
    annotating.add(project, "anna", other_id, 0, 7, "ORG")
    projects.undo(project, "anna")
    project.transact("remove", lambda tx: tx.remove_documents([document_id]), author="anna")
    followed = remembering.remembered(project.read, "anna")._memory
    monkeypatch.setattr(remembering, "_memories", type(remembering._memories)())
    assert remembering.remembered(project.read, "anna")._memory == followed == Memory()
    projects.undo(project, "anna")
    followed = remembering.remembered(project.read, "anna")._memory
    monkeypatch.setattr(remembering, "_memories", type(remembering._memories)())
    assert remembering.remembered(project.read, "anna")._memory == followed
    assert len(followed) == 5


def test_another_file_in_the_same_place_is_not_mistaken_for_the_old_one(tmp_path):
    path = tmp_path / "same.annotator"
    source = tmp_path / "a.txt"
    source.write_text(OTHER, encoding="utf-8")
    for expected in (0, 0):
        with projects.create_project(path) as project:
            importing.run_import(project, importing.plan_import([source]))
            (row,) = documents.document_rows(project.read, "anna")
            assert len(recalled(project, row.id)) == expected
            annotating.add(project, "anna", row.id, 0, 7, "ORG")
            assert len(recalled(project, row.id)) == 2
        for file in tmp_path.glob("same.annotator*"):
            file.unlink()
