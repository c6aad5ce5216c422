"""The integrity check finds what another program did to the file."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from annotator.domain.annotation import Relation
from annotator.domain.ids import new_id
from annotator.storage.check import MOST, check
from tests.unit.storage.making import span


@pytest.fixture
def closed(project, path, own, add):
    """A closed project with spans, a relation, an undone and a redone step."""
    person, claim = span(own, 0, 3, "PERSON"), span(own, 0, 18, "CLAIM", "claims")
    add(person, claim)
    add(Relation(new_id(), own.id, claim.id, person.id, "ATTRIBUTED_TO"))
    add(span(own, 13, 17))
    project.undo()
    project.redo()
    add(span(own, 19, 22))
    project.undo()
    project.close()
    return path


TAMPERED = {
    "UPDATE journal SET after = replace(after, 'PERSON', 'ORG') WHERE entity = 'spans'": "breaks the chain",
    "UPDATE journal SET hash = zeroblob(32) WHERE id = 5": "breaks the chain",
    "DELETE FROM journal WHERE id = 4": "breaks the chain",
    "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)": "is said to have 1 journal rows and has 0",
    "UPDATE steps SET author = 'lee' WHERE seq = 4": "breaks the chain",
    "UPDATE steps SET at = '2000-01-01' WHERE seq = 4": "breaks the chain",
    "UPDATE steps SET state = 'undone' WHERE seq = 4": "is marked as undone and the history says it is active",
    "UPDATE steps SET state = 'odd' WHERE seq = 4": "does not know",
    "UPDATE steps SET hash = zeroblob(32) WHERE seq = 4": "does not end in the hash",
    "DELETE FROM steps WHERE seq = 4": "steps were removed",
    "DELETE FROM steps WHERE seq = (SELECT max(seq) FROM steps)": "is not in the history",
    "UPDATE spans SET label = 'ORG' WHERE label = 'PERSON'": "is not as the journal left it",
    "UPDATE sets SET seconds = 5.0": "is not as the journal left it",
    "DELETE FROM relations": "is missing; another program removed it",
    "INSERT INTO settings VALUES ('b', '1')": "is not in the journal",
    "UPDATE texts SET text = text || '!'": "its SHA-256 is",
    "UPDATE texts SET length = 3": "is said to have 3",
    "UPDATE documents SET length = 2": "does not lie in “First” (2 characters)",
    "UPDATE documents SET regions = '[[1,99,\"form\"]]'": "The boilerplate 1–99",
    "UPDATE spans SET score = 2.0": "is not between 0 and 1",
    "UPDATE spans SET status = 'maybe'": "The status “maybe”",
    "UPDATE spans SET label = 'CAT'": "is used and not in the scheme",
    "UPDATE spans SET start = 2, \"end\" = 15 WHERE layer = 'entities'": "overlaps another one",
    "UPDATE schemes SET body = '{}'": "cannot be read",
    "DELETE FROM schemes": "has no scheme",
    "DELETE FROM sets": "points to a row of “sets” that is gone",
    "DELETE FROM spans WHERE layer = 'claims'": "links spans that are not in its set",
}


def test_an_untouched_project_has_nothing_to_find(closed):
    report = check(closed)
    assert report.findings == ()
    assert report.ok
    assert report.figures["spans"] == 3
    assert report.figures["steps"] == 10


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_was_altered_is_found(closed, statement):
    with closing(sqlite3.connect(closed)) as connection:
        connection.execute(statement)
        connection.commit()
    report = check(closed)
    assert not report.ok
    assert any(TAMPERED[statement] in finding for finding in report.findings), report.findings


def test_thousands_of_findings_are_a_short_list(closed):
    with closing(sqlite3.connect(closed)) as connection:
        rows = [(str(number), "1") for number in range(500)]
        connection.executemany("INSERT INTO settings VALUES (?, ?)", rows)
        connection.commit()
    findings = check(closed).findings
    assert len(findings) == MOST + 1
    assert findings[-1] == "… and 480 more like the last one."


def test_an_open_project_can_be_checked_while_it_is_written(project, add, own):
    add(span(own, 0, 3))
    assert check(project).ok
