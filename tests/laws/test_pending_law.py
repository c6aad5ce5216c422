"""The document list counts what is pending in SQL; the domain says it in Python. They never differ."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.scheme import Label, Layer, Scheme
from annotator.domain.suggestions import pending
from annotator.domain.text import Document
from annotator.errors import RuleError
from annotator.storage import Project

LAYERS = (
    Layer("entities", (Label("ORG"), Label("PERSON"))),
    Layer("claims", (Label("CLAIM"), Label("OPINION")), flat=False),
)
SCHEME = Scheme("law", LAYERS)
LABELS = st.sampled_from([(layer.name, label.name) for layer, label in SCHEME.labels()])
PLACES = st.tuples(st.integers(0, 8), st.integers(1, 4), LABELS)
OWN = st.tuples(PLACES, st.sampled_from([SpanStatus.CONFIRMED, SpanStatus.REJECTED]), st.integers(-1, 7))
HAND = Origin()


def _span(set_id, place, status, identity=None, origin=HAND):
    start, length, (layer, label) = place
    return Span(identity or new_id(), set_id, start, start + length, label, layer, status, origin)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    with Project.create(tmp_path_factory.mktemp("law") / "law.annotator", scheme=SCHEME) as project:
        yield project


@settings(max_examples=60, deadline=None)
@given(suggested=st.lists(PLACES, max_size=8), own=st.lists(OWN, max_size=6), odd=st.booleans())
def test_the_list_counts_what_the_domain_says(project, suggested, own, odd):
    document = Document(new_id(), "law", "abcdefghijklmnop")
    # Ids that come with an import may be any text, also one that is part of another or needs escaping.
    ids = [f'{document.id}"{"x" * place}\\' if odd else new_id() for place in range(len(suggested))]

    def work(transaction):
        transaction.add_documents([document])
        theirs = transaction.ensure_set(document.id, "pipeline:law@1")
        mine = transaction.ensure_set(document.id, "kim")
        proposed = zip(suggested, ids, strict=True)
        transaction.add_spans([_span(theirs.id, place, SpanStatus.SUGGESTED, one) for place, one in proposed])
        for place, status, source in own:
            sources = (ids[source],) if 0 <= source < len(ids) else ()
            origin = Origin(OriginKind.ACCEPTED, "", sources)
            transaction.add_spans([_span(mine.id, place, status, origin=origin)])
        return theirs, mine

    try:
        (theirs, mine), _ = project.transact("work", work)
    except RuleError:
        # Own spans that overlap in the flat layer: not a state a project can be in.
        return
    read = project.read
    expected = pending(read.spans(theirs.id), read.spans(mine.id), SCHEME)
    assert read.row(document.id, "kim").pending == len(expected)
    assert read.row(document.id, "lee").pending == len(suggested)
