"""Opening, changing and undoing a project."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from annotator.domain.annotation import SetStatus
from annotator.domain.ids import new_id
from annotator.domain.text import Document
from annotator.errors import ProjectError, ReadOnlyError, RuleError
from annotator.storage import Project
from annotator.storage.check import check
from tests.unit.storage.making import TEXT, span


def test_a_new_project_holds_its_scheme_and_name(project, scheme):
    assert project.scheme == scheme
    assert project.read.setting("name") == "news"
    assert project.undoable() is None
    assert check(project).ok


def test_what_was_done_is_there_after_reopening(project, path, document, own, add):
    added = span(own, 13, 17)
    add(added)
    project.close()
    with Project.open(path) as again:
        assert again.read.document(document.id) == document
        assert again.read.spans(own.id) == [added]
        assert [step.operation for step in again.read.steps()] == ["add", "set", "import", "create"]


def test_create_refuses_a_name_that_is_taken(path, scheme):
    path.write_text("mine")
    with pytest.raises(ProjectError, match="exists already"):
        Project.create(path, scheme=scheme)
    assert path.read_text() == "mine"
    assert list(path.parent.iterdir()) == [path]


def test_closing_leaves_one_file(project, path, document):
    project.close()
    project.close()
    assert list(path.parent.iterdir()) == [path]


def test_failure_rolls_back_and_leaves_no_step(project, document):
    before = project.read.steps()

    def work(transaction):
        transaction.ensure_set(document.id, "kim")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        project.transact("interrupted", work)
    assert project.read.steps() == before
    assert project.read.sets(document.id) == []
    project.transact("next", lambda transaction: transaction.put_setting("a", 1))
    assert project.read.setting("a") == 1


def test_a_step_without_changes_is_not_written(project, own):
    value, changes = project.transact(
        "nothing", lambda transaction: transaction.change_set(own.id, status=own.status)
    )
    assert value is None
    assert changes.step == 0
    assert project.read.steps()[0].operation == "set"


def test_changes_name_what_was_touched(project, document, own, add):
    changes = add(span(own, 13, 17))
    assert changes.step == project.read.steps()[0].seq
    assert changes.documents == {document.id}
    flags = {"document_list", "authors", "scheme", "settings"}
    assert not any(getattr(changes, flag) for flag in flags)
    _, changes = project.transact(
        "done", lambda transaction: transaction.change_set(own.id, status=SetStatus.DONE)
    )
    assert changes.document_list
    _, changes = project.transact("setting", lambda transaction: transaction.put_setting("a", [1]))
    assert changes.settings
    assert not changes.documents


def test_many_documents_are_not_named_one_by_one(project):
    documents = [Document(new_id(), str(number), f"Text {number}") for number in range(1001)]
    _, changes = project.transact("import", lambda transaction: transaction.add_documents(documents))
    assert changes.all_documents
    assert not changes.documents
    assert changes.touches(documents[5].id)


def test_a_step_inside_a_step_is_refused(project):
    def work(transaction):
        project.transact("inner", lambda inner: inner.put_setting("a", 1))

    with pytest.raises(RuntimeError, match="inside another"):
        project.transact("outer", work)
    assert project.read.setting("a") is None


def test_undo_and_redo_survive_a_restart(project, path, document, own, add):
    added = span(own, 13, 17)
    add(added)
    project.close()
    with Project.open(path) as again:
        assert again.undoable().title == "Add"
        changes = again.undo(author="kim")
        assert changes.documents == {document.id}
        assert again.read.spans(own.id) == []
    with Project.open(path) as again:
        assert again.redoable().title == "Add"
        assert again.redo().step == 6
        assert again.read.spans(own.id) == [added]
        assert [step.kind for step in again.read.steps(limit=3)] == ["redo", "undo", "do"]
        assert check(again).findings == ()


def test_undo_ends_at_the_birth_of_the_project(project, document):
    assert project.undo().step
    assert project.undo().step == 0
    assert project.read.counts().documents == 0


def test_a_new_step_drops_what_could_be_redone(project, document, own):
    project.undo()
    project.transact("other", lambda transaction: transaction.put_setting("a", 1))
    assert project.redoable() is None
    assert project.redo().step == 0
    assert [step.state for step in project.read.steps()][1:3] == ["active", "dropped"]


def test_undo_of_the_import_brings_the_same_text_back(project, document):
    project.undo()
    assert project.read.document_ids() == []
    project.redo()
    assert project.read.document(document.id) == document


def test_undo_refuses_rows_that_are_not_as_the_journal_says(project, path, own, add):
    add(span(own, 13, 17))
    with sqlite3.connect(path) as other:
        other.execute("UPDATE spans SET label = 'PERSON'")
    other.close()
    with pytest.raises(ProjectError, match="take those back first"):
        project.undo()
    assert [found.label for found in project.read.spans(own.id)] == ["PERSON"]


def test_a_reader_sees_the_commits_of_the_writer(project, path, document, own, add):
    with Project.open(path, read_only=True) as reading:
        assert reading.read.spans(own.id) == []
        add(span(own, 13, 17))
        assert len(reading.read.spans(own.id)) == 1
        with pytest.raises(ReadOnlyError, match="reading only"):
            reading.undo()


def test_half_a_surrogate_pair_is_refused(project, own):
    with pytest.raises(RuleError, match="surrogate"):
        project.transact(
            "import", lambda transaction: transaction.add_documents([Document(new_id(), "a", "\ud800")])
        )
    with pytest.raises(RuleError, match="surrogate"):
        project.transact(
            "comment", lambda transaction: transaction.add_spans([span(own, 0, 3, comment="\ud800")])
        )
    assert check(project).ok


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ufeffx\u2028y", "e\u0301 \U0001f469\u200d\U0001f52c", "a\r\nb\rc"]
)
def test_texts_come_back_as_they_were(project, text):
    document = Document(new_id(), "nasty", text)
    project.transact("import", lambda transaction: transaction.add_documents([document]))
    assert project.read.document(document.id).text == text
    assert project.read.has_text(document.sha256) == document.id
    assert check(project).ok


def test_documents_with_one_text_share_it(project):
    documents = [Document(new_id(), name, TEXT) for name in "ab"]
    project.transact("import", lambda transaction: transaction.add_documents(documents))
    assert [found.name for found in project.read.documents_text([d.id for d in documents])] == ["a", "b"]
    assert check(project).figures["texts"] == 1


def test_each_thread_reads_over_a_connection_of_its_own(project, document, own):
    def work(number):
        project.transact("set", lambda transaction: transaction.put_setting(str(number), number))
        return project.read, project.read.setting(str(number)), len(project.read.readings(document.id))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(work, range(40)))
    assert [value for _, value, _ in answers] == list(range(40))
    assert {count for _, _, count in answers} == {1}
    assert project.read not in {reader for reader, _, _ in answers}
    assert len(project.read.steps(limit=100)) == 43
    assert check(project).ok
