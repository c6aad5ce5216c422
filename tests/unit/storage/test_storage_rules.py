"""What a step may not leave behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotation import Relation, SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.scheme import Label, Layer
from annotator.domain.text import Document, Region
from annotator.errors import AnnotatorError, RuleError
from annotator.storage.check import check
from tests.unit.storage.making import TEXT, span, suggestion


@pytest.fixture(autouse=True)
def _nothing_remains_of_what_was_refused(project):
    yield
    assert check(project).findings == ()


def test_spans_must_lie_in_the_text_and_fit_the_scheme(own, add):
    for bad, said in (
        (span(own, 0, len(TEXT) + 1), "does not lie in the text"),
        (span(own, 3, 3), "does not lie in the text"),
        (span(own, 0, 3, "CAT"), "no label"),
        (span(own, 0, 3, "ORG", "animals"), "no layer"),
        (span(own, 0, 3, score=1.5), "not between 0 and 1"),
    ):
        with pytest.raises(RuleError, match=said):
            add(bad)


def test_flat_layers_hold_no_overlapping_confirmed_spans(project, own, add):
    first = span(own, 0, 9)
    add(first, suggestion(own, 3, 12), span(own, 3, 12, status=SpanStatus.REJECTED))
    with pytest.raises(RuleError, match="overlaps"):
        add(span(own, 8, 12))
    add(span(own, 9, 12))
    with pytest.raises(RuleError, match="flat"):
        project.transact("grow", lambda transaction: transaction.change_span(first.id, end=10))
    add(span(own, 0, 9, "CLAIM", "claims"), span(own, 3, 12, "CLAIM", "claims"))


def test_spans_may_pass_through_an_overlap_inside_a_step(project, own, add):
    left, right = span(own, 0, 3), span(own, 4, 9)
    add(left, right)

    def swap(transaction):
        transaction.change_span(left.id, end=6)
        transaction.change_span(right.id, start=6)

    project.transact("move the border", swap)
    assert [(found.start, found.end) for found in project.read.spans(own.id)] == [(0, 6), (6, 9)]


def test_changing_a_span_keeps_its_identity(project, own, add):
    added = span(own, 0, 3)
    add(added)
    changed, _ = project.transact(
        "change",
        lambda transaction: transaction.change_span(
            added.id, label="PERSON", comment="x", attributes={"a": 1}
        ),
    )
    assert changed == replace(added, label="PERSON", comment="x", attributes={"a": 1})
    assert project.read.spans(own.id) == [changed]
    for bad in ({"id": "x"}, {"set_id": "x"}, {"colour": "red"}, {"label": "CAT"}):
        with pytest.raises(RuleError):
            project.transact("bad", lambda transaction, bad=bad: transaction.change_span(added.id, **bad))


def test_relations_link_spans_of_one_set_that_their_type_allows(project, document, own, add):
    other, _ = project.transact("set", lambda transaction: transaction.ensure_set(document.id, "lee"))
    person, org = span(own, 0, 3, "PERSON"), span(own, 13, 17)
    claim, foreign = span(own, 19, 45, "CLAIM", "claims"), span(other, 0, 3, "PERSON")
    add(person, org, claim, foreign)

    def link(source, target, label="ATTRIBUTED_TO"):
        return Relation(new_id(), own.id, source.id, target.id, label)

    for bad, said in (
        (link(claim, org), "may not end at a span labelled ORG"),
        (link(person, person), "with itself"),
        (link(person, claim), "may not start"),
        (link(claim, foreign), "of one set"),
        (link(claim, person, "OWNS"), "no relation"),
        (replace(link(claim, person), target="gone"), "of one set"),
        (replace(link(claim, person), score=2.0), "not between"),
    ):
        with pytest.raises(RuleError, match=said):
            add(bad)
    good = link(claim, person)
    add(good)
    with pytest.raises(RuleError, match="may not end"):
        project.transact("relabel", lambda transaction: transaction.change_span(person.id, label="ORG"))
    project.transact("remove", lambda transaction: transaction.remove_spans([person.id]))
    assert project.read.relations(own.id) == []
    project.undo()
    assert project.read.relations(own.id) == [good]


def test_the_scheme_keeps_room_for_what_is_there(project, scheme, own, add):
    add(span(own, 0, 9, "CLAIM", "claims"), span(own, 3, 12, "CLAIM", "claims"))
    entities, claims = scheme.layers
    lost = replace(scheme, layers=(entities, Layer("claims", (Label("OPINION"),), flat=False)))
    flat = replace(scheme, layers=(entities, replace(claims, flat=True)))
    for bad in (lost, flat, replace(scheme, layers=())):
        with pytest.raises(RuleError):
            project.transact("scheme", lambda transaction, bad=bad: transaction.put_scheme(bad))
    assert project.scheme == scheme


def test_a_new_scheme_gets_the_next_version_and_can_be_undone(project, scheme, own):
    more = replace(scheme, layers=(*scheme.layers, Layer("places", (Label("GPE"),))))
    stored, changes = project.transact("scheme", lambda transaction: transaction.put_scheme(more))
    assert changes.scheme
    assert project.scheme == stored == replace(more, version=2) == project.read.scheme
    assert project.transact("same", lambda transaction: transaction.put_scheme(more))[1].step == 0
    project.undo()
    assert project.scheme == scheme == project.read.scheme


def test_a_scheme_put_in_a_step_holds_for_the_rest_of_it(project, scheme, own):
    more = replace(scheme, layers=(*scheme.layers, Layer("places", (Label("GPE"),))))

    def work(transaction):
        transaction.add_spans([span(own, 0, 3)])
        transaction.put_scheme(more)
        transaction.add_spans([span(own, 0, 3, "GPE", "places")])

    project.transact("work", work)
    assert len(project.read.spans(own.id)) == 2


def test_documents_must_hold_their_boilerplate_and_be_new(project, document):
    for bad in (Document(new_id(), "a", "abc", regions=(Region(1, 4),)), replace(document, text="other")):
        with pytest.raises(RuleError):
            project.transact("import", lambda transaction, bad=bad: transaction.add_documents([bad]))


def test_removing_a_document_takes_its_sets_and_undo_brings_all_back(project, document, own, add):
    person, claim = span(own, 0, 3, "PERSON"), span(own, 19, 45, "CLAIM", "claims")
    add(person, claim)
    add(Relation(new_id(), own.id, claim.id, person.id, "ATTRIBUTED_TO"))
    before = list(project.read.records())
    project.transact("remove", lambda transaction: transaction.remove_documents([document.id]))
    assert list(project.read.records()) == []
    assert project.read.counts().relations == 0
    project.undo()
    assert list(project.read.records()) == before


def test_clearing_a_set_keeps_the_set(project, document, own, add):
    add(span(own, 0, 3))
    project.transact("clear", lambda transaction: transaction.clear_set(own.id))
    assert project.read.spans(own.id) == []
    assert project.read.sets(document.id) == [own]


def test_what_is_not_there_cannot_be_changed(project, own):
    for work in (
        lambda transaction: transaction.remove_spans(["x"]),
        lambda transaction: transaction.change_span("x", label="ORG"),
        lambda transaction: transaction.remove_relations(["x"]),
        lambda transaction: transaction.change_set("x", seconds=1.0),
        lambda transaction: transaction.clear_set("x"),
        lambda transaction: transaction.remove_documents(["x"]),
        lambda transaction: transaction.ensure_set("x", "kim"),
        lambda transaction: transaction.add_spans([replace(span(own, 0, 3), set_id="x")]),
    ):
        with pytest.raises(AnnotatorError, match=r"has no .* x"):
            project.transact("bad", work)


def test_odd_values_are_refused(project, own):
    for work in (
        lambda transaction: transaction.change_set(own.id, status="finished"),
        lambda transaction: transaction.change_set(own.id, seconds=-1.0),
        lambda transaction: transaction.change_set(own.id, seconds=float("nan")),
        lambda transaction: transaction.put_setting("a", float("nan")),
        lambda transaction: transaction.put_setting("a", object()),
        lambda transaction: transaction.add_author("  "),
    ):
        with pytest.raises(RuleError):
            project.transact("bad", work)


def test_authors_are_made_once_and_know_their_kind(project):
    def work(transaction):
        return [
            transaction.add_author(name).kind.value
            for name in ("kim", "gold", "pipeline:a@1", "kim", "import:b")
        ]

    assert project.transact("authors", work)[0] == ["person", "gold", "pipeline", "person", "import"]
    assert [author.name for author in project.read.authors()] == ["kim", "gold", "pipeline:a@1", "import:b"]
