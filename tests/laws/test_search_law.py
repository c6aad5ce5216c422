"""Law: a search finds the documents that SQLite's index finds, and its places are exact code points of the text."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from annotator.domain.ids import new_id
from annotator.domain.places import Finder, fold, index_words, line_at, tokens
from annotator.domain.query import Query, Word
from annotator.domain.scheme import Label, Layer, Scheme
from annotator.domain.text import Document
from annotator.storage import Project
from annotator.storage.folding import FOLDED

# Letters that fold in odd ways, accents of both kinds, letters and pictures beyond the 16 bits, what parts words.
_SIGNS = (
    "abAB1é\u0301\u0308ÄßẞİıǅΆά\u0130ﬁ\U0001d400\U0001d41a\U00010400\U0001f469\u200d\U0001f52c"
    " \n\r\u2028_-.'\"/\x00\ufeff\u00ad٣אבनि"
)
_texts = st.text(st.sampled_from(_SIGNS), max_size=40)


def _by_sqlite(text, match):
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE VIRTUAL TABLE t USING fts5(w, tokenize='unicode61 remove_diacritics 2')")
        memory.execute("INSERT INTO t VALUES (?)", (text,))
        return bool(memory.execute("SELECT 1 FROM t WHERE t MATCH ?", (match,)).fetchall())


@settings(max_examples=300, deadline=None)
@given(text=_texts, word=st.text(st.sampled_from(_SIGNS), min_size=1, max_size=4), beginning=st.booleans())
def test_words_are_found_where_the_index_finds_them(text, word, beginning):
    FOLDED.learn_of(text + word)
    query = Query(words=(Word(word, beginning),))
    match = index_words(query, FOLDED)
    assume(match)
    places = Finder(query, FOLDED).places(text)
    assert bool(places) == _by_sqlite(text, match[0])
    wanted = tokens(fold(word, FOLDED))
    for start, end in places:
        assert 0 <= start < end <= len(text)
        found = tokens(fold(text[start:end], FOLDED))
        assert found[:-1] == wanted[:-1]
        assert found[-1].startswith(wanted[-1]) if beginning else found[-1] == wanted[-1]


@settings(max_examples=200, deadline=None)
@given(text=_texts)
def test_every_word_of_a_text_is_found_at_its_place(text):
    FOLDED.learn_of(text)
    folded = fold(text, FOLDED)
    assert len(folded) == len(text)
    for word in tokens(folded):
        places = Finder(Query(words=(Word(word),)), FOLDED).places(text)
        assert any(tokens(folded[start:end]) == [word] for start, end in places)


@settings(max_examples=200, deadline=None)
@given(text=_texts, data=st.data())
def test_lines_show_the_text_as_it_is(text, data):
    assume(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    left, match, right = line_at(text, start, end, width=8)
    assert len(match) == end - start
    for shown, real in ((left, text[:start]), (match, text[start:end]), (right, text[end:])):
        assert "\n" not in shown
        assert "\x00" not in shown
        assert [char for char in shown if char != " "] == [
            char for char in _part(shown, real, right=shown is right) if char != " "
        ]


def _part(shown, real, *, right):
    """Return the same number of visible characters from the end of the text nearest to the place."""
    visible = [char for char in real if not char.isspace() and char >= " "]
    count = sum(char != " " for char in shown)
    return visible[:count] if right else visible[len(visible) - count :]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    scheme = Scheme("one", (Layer("entities", (Label("ORG"),)),))
    with Project.create(tmp_path_factory.mktemp("law") / "p.annotator", scheme=scheme) as made:
        yield made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(_texts.filter(str.strip), min_size=1, max_size=6),
    word=st.sampled_from(["a", "e", "b1", "ss", "α"]),
)
def test_a_project_answers_as_the_texts_do_and_forgets_an_import_that_was_undone(project, texts, word):
    documents = [Document(new_id(), "–", text) for text in texts]
    _, changes = project.transact("import", lambda tx: tx.add_documents(documents))
    assert changes.step
    query = Query(words=(Word(word),))
    finder = Finder(query, FOLDED)
    wanted = {one.id: finder.places(one.text) for one in documents if finder.places(one.text)}
    found = project.read.search(query, "", limit=100)
    assert {one.id: [(line.start, line.end) for line in one.lines] for one in found.documents} == wanted
    assert project.read.search_total(query, "") == len(wanted)
    project.undo()
    assert project.read.search(query, "").documents == ()
    project.redo()
    assert len(project.read.search(query, "", limit=100).documents) == len(wanted)
    project.undo()
