"""The search index follows the documents, and older files get one."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.ids import new_id
from annotator.domain.query import parse
from annotator.domain.text import Document
from annotator.storage import Project, searching
from annotator.storage.check import check

OLD = Path(__file__).parents[2] / "data" / "projects" / "version-1.annotator.gz"


def _found(project, text, author="", **fields):
    return [one.name for one in project.read.search(parse(text), author, **fields).documents]


def _add(project, *names_and_texts):
    documents = [Document(new_id(), name, text) for name, text in names_and_texts]
    project.transact("import", lambda transaction: transaction.add_documents(documents), title="Import")
    return documents


def test_a_file_of_version_1_is_migrated_with_a_backup_and_can_be_searched(tmp_path):
    path = tmp_path / "old.annotator"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    with Project.open(path) as project:
        assert _found(project, "malaga borealis") == ["Harbour"]
        assert _found(project, "cafe") == ["Weather"]
        assert _found(project, "quokkas") == []
        assert check(project).findings == ()
        assert project.redo().step
        assert _found(project, "quokkas") == ["Gone"]
        assert check(project).findings == ()
    (saved,) = tmp_path.glob("old.version-1.*.annotator")
    with closing(sqlite3.connect(saved)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_removing_and_undoing_keep_up_with_the_list(project):
    first, _ = _add(project, ("One", "harbour town"), ("Two", "harbour wall"))
    assert _found(project, "harbour") == ["One", "Two"]
    project.transact("remove", lambda transaction: transaction.remove_documents([first.id]))
    assert _found(project, "harbour") == ["Two"]
    project.undo()
    assert _found(project, "harbour") == ["One", "Two"]
    project.undo()
    assert _found(project, "harbour") == []
    project.redo()
    assert _found(project, "harbour") == ["One", "Two"]
    assert check(project).findings == ()


def test_two_documents_of_one_text_are_both_found(project):
    _add(project, ("One", "same words"), ("Two", "same words"))
    assert _found(project, "same") == ["One", "Two"]


def test_a_step_that_fails_leaves_nothing_in_the_index(project):
    def fail(transaction):
        transaction.add_documents([Document(new_id(), "Lost", "quokka")])
        raise KeyError

    with pytest.raises(KeyError):
        project.transact("import", fail)
    assert _found(project, "quokka") == []
    assert check(project).findings == ()


def test_words_may_stand_in_the_name_and_in_the_text(project):
    _add(project, ("Harbour strike", "Ships wait."), ("Weather", "Ships sail."))
    assert _found(project, "harbour ships") == ["Harbour strike"]
    (found,) = project.read.search(parse("harbour"), "").documents
    assert (found.count, found.lines) == (0, ())


def test_pages_go_on_where_the_last_one_ended(project, monkeypatch):
    monkeypatch.setattr(searching, "WINDOW", 7)
    _add(project, *((f"Document {number}", "a b" if number % 3 else "b c") for number in range(30)))
    for query in ("b", "/c$/", "name:9", '"b c"'):
        names, after = [], 0
        while after is not None:
            page = project.read.search(parse(query), "", after=after, limit=4)
            assert len(page.documents) <= 4
            names += [one.name for one in page.documents]
            after = page.after
        assert len(names) == {"b": 30, "/c$/": 10, "name:9": 3, '"b c"': 10}[query]


def test_a_document_names_how_many_places_there_are_beyond_those_it_lists(project):
    _add(project, ("Long", "tick tock " * 250))
    (found,) = project.read.search(parse("tick"), "").documents
    assert (found.count, len(found.lines)) == (250, searching.LINES)


def test_the_check_finds_an_index_that_does_not_fit(project, path):
    (document,) = _add(project, ("Known", "harbour"))
    project.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        wanted = "SELECT position FROM documents WHERE id = ?"
        (position,) = connection.execute(wanted, (document.id,)).fetchone()
        gone = "INSERT INTO search (search, rowid, name, text) VALUES ('delete', ?, 'Known', 'harbour')"
        connection.execute(gone, (position,))
        connection.execute("INSERT INTO search (rowid, name, text) VALUES (99, 'Unknown', 'x')")
    missing, surplus = check(path).findings
    assert "“Known” is not in the search index" in missing
    assert "1 documents that the project has not" in surplus
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER search_changed")
    (lacks,) = check(path).findings
    assert "search_changed" in lacks
