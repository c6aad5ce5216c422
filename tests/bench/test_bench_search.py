"""Searching, each beside the bare full-text index answering the same on the same file."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing

import pytest

from annotator.operations import search
from annotator.storage import Project
from tests.bench.projects import make_documents, make_scheme

pytestmark = [pytest.mark.bench, pytest.mark.slow]

# More documents take minutes to make; ANNOTATOR_BENCH_DOCUMENTS=100000 is what the figures in reports are of.
DOCUMENTS = int(os.environ.get("ANNOTATOR_BENCH_DOCUMENTS", "10000"))
# SQLite alone marks the words in a text too; we also cut each place's context and read names and ids.
PAGE_RATIO = 25.0
TOTAL_RATIO = 3.0
RARE = "zanzibar"

_FIRST = (
    "SELECT rowid, name, highlight(plain, 1, '<', '>') FROM plain WHERE plain MATCH ? ORDER BY rowid LIMIT 50"
)
_FILL = """
    INSERT INTO plain (rowid, name, text) SELECT d.position, d.name, t.text
    FROM file.documents d JOIN file.texts t ON t.sha256 = d.text_sha256 ORDER BY d.position
"""
_COUNT = "SELECT count(*) FROM search WHERE search MATCH ?"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A project of many documents without spans; one of the last has a word that no other has."""
    place = tmp_path_factory.mktemp("search") / "many.annotator"
    documents = make_documents(DOCUMENTS)
    rare = documents[-3]
    documents[-3] = type(rare)(rare.id, rare.name, f"{rare.text} {RARE}")
    with Project.create(place, scheme=make_scheme()) as project:
        project.transact("import", lambda transaction: transaction.add_documents(documents))
    return place


def _best(function, times=7):
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        function()
        spent.append(time.perf_counter() - started)
    return min(spent)


def _say(capsys, figures):
    with capsys.disabled():
        sys.stdout.write(f"\n{DOCUMENTS} documents, {figures}\n")


@pytest.fixture(scope="module")
def plain(path, tmp_path_factory):
    """The same texts in an index of SQLite and nothing else."""
    with closing(sqlite3.connect(tmp_path_factory.mktemp("plain") / "plain")) as connection:
        connection.execute("ATTACH ? AS file", (str(path),))
        connection.execute(
            "CREATE VIRTUAL TABLE plain USING fts5 (name, text, tokenize='unicode61 remove_diacritics 2')"
        )
        connection.execute(_FILL)
        connection.commit()
        yield connection


@pytest.mark.parametrize(("words", "found"), [("minister", 50), ("minister Borealis talks", 50), (RARE, 1)])
def test_first_page(path, plain, benchmark, words, found, capsys):
    with Project.open(path, read_only=True) as project:
        match = " AND ".join(words.split())
        page = benchmark.pedantic(search.search, (project.read, words), rounds=5)
        assert len(page.documents) == found
        ours = _best(lambda: search.search(project.read, words))
        floor = _best(lambda: plain.execute(_FIRST, (match,)).fetchall())
    _say(
        capsys,
        f"first page of “{words}”: {ours * 1000:.1f} ms, FTS5 {floor * 1000:.1f} ms, ×{ours / floor:.1f}",
    )
    assert ours < (floor + 0.001) * PAGE_RATIO


def test_total(path, capsys):
    with Project.open(path, read_only=True) as project, closing(sqlite3.connect(path)) as plain:
        assert search.total(project.read, "minister") == plain.execute(_COUNT, ("minister",)).fetchone()[0]
        ours = _best(lambda: search.total(project.read, "minister"))
        floor = _best(lambda: plain.execute(_COUNT, ("minister",)).fetchone())
    _say(
        capsys,
        f"total of a common word: {ours * 1000:.1f} ms, FTS5 {floor * 1000:.1f} ms, ×{ours / floor:.1f}",
    )
    assert ours < floor * TOTAL_RATIO + 0.005


def test_the_longest_call_of_a_search_that_looks_at_every_text(path, capsys):
    """No index helps an expression; each call must end soon all the same."""
    with Project.open(path, read_only=True) as project:
        spent, found, after = [], 0, 0
        while after is not None:
            started = time.perf_counter()
            page = search.search(project.read, f"/{RARE}/", after=after)
            spent.append(time.perf_counter() - started)
            found += len(page.documents)
            after = page.after
        whole = _best(
            lambda: [text for (text,) in project.read._connection.exec_driver_sql("SELECT text FROM texts")],
            2,
        )
    _say(
        capsys,
        f"every text looked at: {sum(spent):.2f} s in {len(spent)} calls, the longest {max(spent) * 1000:.0f} ms; "
        f"reading all texts {whole:.2f} s",
    )
    assert found == 1
    assert sum(spent) < whole * 20 + 0.2
