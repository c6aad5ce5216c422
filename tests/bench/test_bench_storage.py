"""Importing, opening and adding one span, each beside plain sqlite3 doing the same to the same tables."""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import replace
from itertools import cycle

import pytest

from annotator.domain.annotation import SpanStatus
from annotator.domain.ids import new_id
from annotator.storage import Project, search_index
from annotator.storage.rows import document_row, set_row, span_row
from tests.bench.projects import PIPELINE, fill, make_documents, make_scheme, make_spans

pytestmark = [pytest.mark.bench, pytest.mark.slow]

# Our rows with journal, hashes, rules and undo may cost so many times the bare rows.
IMPORT_RATIO = 8.0
OPEN_RATIO = 2.0
STEP_RATIO = 15.0
# What a commit costs on a fast disk, in seconds: where the disk is memory, there is nothing to wait for.
COMMIT = 0.00024


def _say(capsys, figures):
    with capsys.disabled():
        sys.stdout.write(f"\n{figures}\n")


def _plain(path, schema):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    for statement in schema:
        connection.execute(statement)
    return connection


def _schema(path):
    with closing(sqlite3.connect(path)) as connection:
        # The search index brings its own tables along; only the index itself is made by a statement.
        wanted = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        return [sql for name, sql in connection.execute(wanted) if name not in search_index.TABLES[1:]]


def _insert(connection, table, rows):
    names = ", ".join(f'"{name}"' for name in rows[0])
    places = ", ".join("?" * len(rows[0]))
    connection.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({places})", [tuple(row.values()) for row in rows]
    )


def _plain_import(path, schema, project, documents):
    """Return the seconds that plain sqlite3 takes for the rows of the import."""
    texts = [{"sha256": one.sha256, "text": one.text, "length": len(one.text)} for one in documents]
    rows = [document_row(document, place) for place, document in enumerate(documents, 1)]
    sets = {
        reading.set.document_id: reading.set
        for record in project.read.records()
        for reading in record.readings
    }
    set_rows = [set_row(annotation, "author") for annotation in sets.values()]
    spans = [span_row(span) for one in documents for span in make_spans(one, sets[one.id].id)]
    with closing(_plain(path, schema)) as connection:
        started = time.perf_counter()
        connection.execute("BEGIN")
        _insert(connection, "texts", texts)
        _insert(connection, "authors", [{"id": "author", "name": PIPELINE, "kind": "pipeline"}])
        _insert(connection, "documents", rows)
        _insert(connection, "sets", set_rows)
        _insert(connection, "spans", spans)
        connection.execute("COMMIT")
        return time.perf_counter() - started


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """Projects of a size, filled once: path and the seconds that filling took."""
    folder = tmp_path_factory.mktemp("big")
    made = {}

    def get(count):
        if count not in made:
            path = folder / f"{count}.annotator"
            documents = make_documents(count)
            with Project.create(path, scheme=make_scheme()) as project:
                started = time.perf_counter()
                fill(project, documents)
                made[count] = (path, time.perf_counter() - started)
        return made[count]

    return get


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_import(big, tmp_path, count, capsys):
    path, seconds = big(count)
    with Project.open(path, read_only=True) as project:
        floor = _plain_import(tmp_path / "plain", _schema(path), project, make_documents(count))
    _say(
        capsys,
        f"import {count} documents, {count * 30} spans: {seconds:.2f} s, sqlite3 {floor:.2f} s, ×{seconds / floor:.1f}",
    )
    assert seconds < floor * IMPORT_RATIO


def _open(path):
    with Project.open(path) as project:
        return project.read.rows("kim", limit=100)


def _best(function, times=7):
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        function()
        spent.append(time.perf_counter() - started)
    return min(spent)


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_open_and_first_page(big, benchmark, count, capsys):
    small, large = big(100)[0], big(count)[0]
    rows = benchmark.pedantic(_open, (large,), rounds=5)
    assert len(rows) == 100
    floor, spent = _best(lambda: _open(small)), _best(lambda: _open(large))
    _say(capsys, f"open {count} documents: {spent * 1000:.1f} ms, 100 documents {floor * 1000:.1f} ms")
    assert spent < floor * OPEN_RATIO


def test_add_one_span(big, tmp_path, benchmark, capsys):
    path = big(1_000)[0]
    with Project.open(path) as project:
        document = project.read.document(project.read.document_ids()[500])
        own, _ = project.transact("set", lambda transaction: transaction.ensure_set(document.id, "kim"))
        spans = cycle(make_spans(document, own.id, status=SpanStatus.REJECTED))

        def fresh():
            return replace(next(spans), id=new_id())

        def add():
            span = fresh()
            project.transact("add span", lambda transaction: transaction.add_spans([span]), author="kim")

        benchmark.pedantic(add, rounds=300)
        ours = benchmark.stats.stats.median
        schema = _schema(path)
        rows = [span_row(fresh()) for _ in range(300)]
    with closing(_plain(tmp_path / "plain", schema)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        floor = _median_insert(connection, rows)
    _say(capsys, f"add one span: {ours * 1000:.2f} ms, sqlite3 {floor * 1000:.2f} ms, ×{ours / floor:.1f}")
    assert ours < max(floor, COMMIT) * STEP_RATIO


def _median_insert(connection, rows):
    spent = []
    for row in rows:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        _insert(connection, "spans", [row])
        connection.execute("COMMIT")
        spent.append(time.perf_counter() - started)
    return sorted(spent)[len(spent) // 2]
