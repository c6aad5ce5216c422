"""What can be asked of a project."""

from __future__ import annotations

import pytest

from annotator.domain.annotation import Origin, OriginKind, Relation, SetStatus, SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.suggestions import pending
from annotator.domain.text import Document, Region, RegionKind
from annotator.errors import ProjectError
from tests.unit.storage.making import TEXT, span, suggestion

NEWS = "pipeline:news@1.0.0"


@pytest.fixture
def documents(project):
    names = ("Ärger in Wien", "Boom", "Crash", "boomerang", "Ende")
    made = [Document(new_id(), name, TEXT) for name in names]
    project.transact("import", lambda transaction: transaction.add_documents(made))
    return made


def _sets(project, documents, author, status=None):
    def work(transaction):
        sets = transaction.ensure_sets([document.id for document in documents], author)
        for annotation in sets.values():
            transaction.change_set(annotation.id, status=status)
        return list(sets.values())

    return project.transact("sets", work)[0]


def test_documents_keep_everything_they_came_with(project):
    document = Document(
        new_id(),
        "a",
        TEXT,
        "b.txt",
        3,
        48,
        "c" * 64,
        "utf-16",
        (Region(0, 3, RegionKind.FORM),),
        {"k": [1, None]},
    )
    project.transact("import", lambda transaction: transaction.add_documents([document]))
    assert project.read.document(document.id) == document
    assert project.read.imported("c" * 64) == [(3, 48)]
    assert project.read.imported("d" * 64) == []
    assert project.read.has_text(document.sha256) == document.id
    assert project.read.has_text("0" * 64) is None


def test_a_document_that_is_gone_is_named(project):
    with pytest.raises(ProjectError, match="has no document zzz"):
        project.read.document("zzz")
    with pytest.raises(ProjectError, match="has no document zzz"):
        project.read.row("zzz", "kim")


def test_pages_follow_each_other_by_position(project, documents):
    first = project.read.rows("kim", limit=2)
    rest = project.read.rows("kim", after=first[-1].position)
    assert [row.id for row in first + rest] == [document.id for document in documents]
    assert project.read.document_ids() == [document.id for document in documents]
    assert {row.status for row in rest} == {SetStatus.NEW}


def test_the_list_is_narrowed_by_name_in_any_case_and_by_status(project, documents):
    _sets(project, documents[:2], "kim", SetStatus.DONE)
    read = project.read
    assert [row.name for row in read.rows("kim", text="BOOM")] == ["Boom", "boomerang"]
    assert [row.name for row in read.rows("kim", text="ärger")] == ["Ärger in Wien"]
    assert [row.name for row in read.rows("kim", text="boom", status=SetStatus.DONE)] == ["Boom"]
    assert read.row_count("kim") == 5
    assert read.row_count("kim", status=SetStatus.NEW) == 3
    assert read.row_count("kim", text="boom", status=SetStatus.NEW) == 1
    assert read.row_count("lee", status=SetStatus.NEW) == 5


def test_neighbours_stay_inside_the_narrowed_list(project, documents):
    ids = [document.id for document in documents]
    assert project.read.neighbour(ids[0], 1, "kim") == ids[1]
    assert project.read.neighbour(ids[1], -1, "kim") == ids[0]
    assert project.read.neighbour(ids[0], -1, "kim") is None
    assert project.read.neighbour(ids[4], 1, "kim") is None
    assert project.read.neighbour(ids[1], 1, "kim", text="boom") == ids[3]
    _sets(project, documents[1:3], "kim", SetStatus.DONE)
    assert project.read.neighbour(ids[0], 1, "kim", status=SetStatus.NEW) == ids[3]


def test_a_row_counts_for_its_author_only(project, documents, add):
    (kims,) = _sets(project, documents[:1], "kim", SetStatus.DONE)
    (lees,) = _sets(project, documents[:1], "lee", SetStatus.DONE)
    _sets(project, documents[:1], "gold")
    add(span(kims, 0, 3), span(lees, 4, 9), span(lees, 13, 17), span(lees, 0, 3, status=SpanStatus.REJECTED))
    row = project.read.row(documents[0].id, "lee")
    assert (row.spans, row.done_by, row.gold, row.status) == (2, 2, True, SetStatus.DONE)
    other = project.read.row(documents[1].id, "lee")
    assert (other.spans, other.done_by, other.gold, other.status) == (0, 0, False, SetStatus.NEW)


def test_pending_counts_what_the_domain_says(project, scheme, documents, add):
    (theirs,) = _sets(project, documents[:1], NEWS)
    (own,) = _sets(project, documents[:1], "kim")
    suggested = [
        suggestion(theirs, 0, 3, "PERSON"),
        suggestion(theirs, 13, 17, "ORG"),
        suggestion(theirs, 19, 22, "PERSON"),
        suggestion(theirs, 0, 18, "CLAIM", "claims"),
        suggestion(theirs, 19, 45, "CLAIM", "claims"),
    ]
    add(*suggested)
    assert project.read.row(documents[0].id, "kim").pending == 5
    add(
        span(own, 1, 4, "ORG"),
        span(own, 13, 17, "ORG", status=SpanStatus.REJECTED),
        span(own, 0, 18, "OPINION", "claims"),
        span(own, 30, 40, "CLAIM", "claims", origin=Origin(OriginKind.ACCEPTED, "", (suggested[4].id,))),
    )
    still = pending(project.read.spans(theirs.id), project.read.spans(own.id), scheme)
    assert still == [suggested[2]]
    assert project.read.row(documents[0].id, "kim").pending == 1
    assert project.read.row(documents[0].id, "lee").pending == 5


def test_the_chosen_pipeline_counts_else_the_newest(project, documents, add):
    (old,) = _sets(project, documents[:1], NEWS)
    (new,) = _sets(project, documents[:1], "pipeline:news@2.0.0")
    add(suggestion(old, 0, 3), suggestion(new, 0, 3), suggestion(new, 4, 9))
    assert project.read.active_pipeline() == "pipeline:news@2.0.0"
    assert project.read.row(documents[0].id, "kim").pending == 2
    project.transact("choose", lambda transaction: transaction.put_setting("pipeline", NEWS))
    assert project.read.row(documents[0].id, "kim").pending == 1


def test_readings_and_records_hold_all_that_an_author_did(project, documents, add):
    (kims,) = _sets(project, documents[:1], "kim")
    (lees,) = _sets(project, documents[:1], "lee")
    later = span(kims, 19, 45, "CLAIM", "claims", attributes={"a": 1}, comment="sure?")
    person = span(kims, 0, 3, "PERSON", score=0.5)
    add(later, person)
    link = Relation(new_id(), kims.id, later.id, person.id, "ATTRIBUTED_TO")
    add(link)
    readings = project.read.readings(documents[0].id)
    assert [reading.set for reading in readings] == [kims, lees]
    assert readings[0].spans == (person, later)
    assert readings[0].relations == (link,)
    assert project.read.readings(documents[0].id, ["lee"]) == [readings[1]]
    records = list(project.read.records(["kim"], batch=2))
    assert [record.document for record in records] == documents
    assert records[0].readings == (readings[0],)
    assert project.read.relations(kims.id) == [link]


def test_records_stay_in_one_moment_while_others_write(project, documents):
    running = project.read.records(None, batch=1)
    next(running)
    project.transact("remove", lambda transaction: transaction.remove_documents([documents[4].id]))
    assert len(list(running)) == 4
    assert project.read.counts().documents == 4


def test_what_is_left_and_what_is_done(project, documents):
    _sets(project, documents[:2], "kim", SetStatus.DONE)
    _sets(project, documents[1:3], "lee", SetStatus.DONE)
    _sets(project, documents[:1], NEWS, SetStatus.DONE)
    assert project.read.without_set(NEWS) == [document.id for document in documents[1:]]
    assert project.read.done_by_many() == [documents[1].id]
    assert project.read.done_by_many(1) == [document.id for document in documents[:3]]
    counts = project.read.counts()
    assert (counts.documents, counts.sets, counts.done, counts.authors) == (5, 5, 3, 3)
    assert counts.characters == 5 * len(TEXT)


def test_steps_are_paged_from_the_newest(project, documents):
    for number in range(5):
        project.transact("set", lambda transaction, n=number: transaction.put_setting("n", n), author="kim")
    newest = project.read.steps(limit=2)
    older = project.read.steps(before=newest[-1].seq, limit=2)
    assert [step.seq for step in newest + older] == [7, 6, 5, 4]
    assert newest[0].author == "kim"
    assert len({step.hash for step in newest}) == 2


def test_a_transaction_reads_what_it_wrote(project, documents):
    def work(transaction):
        annotation = transaction.ensure_set(documents[0].id, "kim")
        transaction.add_spans([span(annotation, 0, 3)])
        transaction.put_setting("a", 1)
        return (
            len(transaction.spans(annotation.id)),
            len(list(transaction.records(["kim"]))),
            transaction.counts().confirmed,
            len(transaction.readings(documents[0].id)),
            transaction.setting("a"),
        )

    assert project.transact("work", work)[0] == (1, 5, 1, 1, 1)
