"""Laws of comparing and settling readings."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.adjudication import ConflictKind, compare, is_settled, majority
from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus
from annotator.domain.ids import SetId, SpanId, new_id


def span(start, end, label="ORG", layer="entities", **fields):
    return Span(SpanId(new_id()), SetId("s"), start, end, label, layer, **fields)


def flat(draw_spans):
    kept, reach = [], 0
    for gap, length, label in draw_spans:
        kept.append(span(reach + gap, reach + gap + length, label))
        reach += gap + length
    return tuple(kept)


READING = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from(["ORG", "GPE", "PERSON"])), max_size=8
).map(flat)


def keys(comparison):
    return (
        [(item.layer, item.start, item.end, item.label) for item in comparison.agreed],
        [
            (c.kind, c.start, c.end, {author: [s.key for s in spans] for author, spans in c.readings})
            for c in comparison.conflicts
        ],
    )


@given(st.lists(READING, min_size=2, max_size=4))
def test_the_order_of_authors_does_not_matter(readings):
    named = {f"author {number}": reading for number, reading in enumerate(readings)}
    shuffled = list(named.items())
    random.Random(1).shuffle(shuffled)
    assert keys(compare(named)) == keys(compare(dict(shuffled)))


@given(READING, st.integers(2, 4))
def test_equal_readings_have_no_conflict(reading, authors):
    compared = compare({str(n): reading for n in range(authors)})
    assert not compared.conflicts
    assert [(item.start, item.end) for item in compared.agreed] == [(s.start, s.end) for s in reading]


@given(st.lists(READING, min_size=2, max_size=3))
def test_every_span_is_either_agreed_or_in_exactly_one_conflict(readings):
    compared = compare({str(n): reading for n, reading in enumerate(readings)})
    seen = [s.id for item in compared.agreed for s in item.sources]
    seen += [s.id for conflict in compared.conflicts for s in conflict.spans]
    assert sorted(seen) == sorted(s.id for reading in readings for s in reading)


@given(st.lists(READING, min_size=2, max_size=3))
def test_a_conflict_is_settled_when_gold_names_all_its_spans(readings):
    compared = compare({str(n): reading for n, reading in enumerate(readings)})
    for conflict in compared.conflicts:
        assert not is_settled(conflict, [])
        gold = [
            replace(
                s,
                id=SpanId(new_id()),
                status=SpanStatus.REJECTED,
                origin=Origin(OriginKind.ADJUDICATED, "", (s.id,)),
            )
            for s in conflict.spans
        ]
        assert is_settled(conflict, gold)
        assert not is_settled(conflict, gold[1:])


def test_kinds():
    a = span(0, 3)
    assert compare({"a": [a], "b": []}).conflicts[0].kind is ConflictKind.MISSING
    assert compare({"a": [a], "b": [span(0, 5)]}).conflicts[0].kind is ConflictKind.BOUNDARY
    assert compare({"a": [a], "b": [span(0, 3, "GPE")]}).conflicts[0].kind is ConflictKind.LABEL
    assert compare({"a": [a], "b": [span(1, 5, "GPE")]}).conflicts[0].kind is ConflictKind.BOUNDARY_LABEL


def test_an_edited_span_is_open_again():
    mine = span(0, 3)
    conflict = compare({"a": [mine], "b": []}).conflicts[0]
    gold = [replace(mine, id=SpanId("g"), origin=Origin(OriginKind.ADJUDICATED, "", (mine.id,)))]
    assert is_settled(conflict, gold)
    edited = compare({"a": [replace(mine, end=4)], "b": []}).conflicts[0]
    assert not is_settled(edited, gold)


def test_layers_do_not_conflict_with_each_other():
    compared = compare({"a": [span(0, 9, "CLAIM", "claims")], "b": [span(2, 4)]})
    assert [conflict.layer for conflict in compared.conflicts] == ["claims", "entities"]


def test_majority_needs_more_than_half():
    three = compare({"a": [span(0, 3)], "b": [span(0, 3)], "c": [span(0, 3, "GPE")]}).conflicts[0]
    assert [s.label for s in majority(three)] == ["ORG"]
    two = compare({"a": [span(0, 3)], "b": [span(0, 4)]}).conflicts[0]
    assert majority(two) is None
    absent = compare({"a": [span(0, 3)], "b": [], "c": []}).conflicts[0]
    assert majority(absent) == ()
