"""The laws of memory: it is a sum, undo takes back exactly what a step taught, and it never speaks out of place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.memory import Decision, Memory, decisions_of, tally
from annotator.domain.text import Document, Region, in_regions, overlaps
from annotator.errors import RuleError
from annotator.operations import annotating, projects, remembering

WORDS = st.sampled_from(["Ann", "Acme", "Bank", "of", "China", "3.5", "3", "北京", "é", "\n", ","])
TEXTS = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
LABELS = st.sampled_from(["ORG", "PERSON", "GPE"])


@st.composite
def decided_texts(draw):
    """Return a text and decisions on whole words of it."""
    text = draw(TEXTS)
    length = len(text)
    made = draw(
        st.lists(st.tuples(st.integers(0, length - 1), st.integers(1, 9), LABELS, st.booleans()), max_size=6)
    )
    return text, [
        Decision(start, min(length, start + size), label, "entities", yes) for start, size, label, yes in made
    ]


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(decided_texts(), max_size=5), data=st.data())
def test_order_does_not_matter_and_forgetting_undoes_learning(texts, data):
    tallies = [tally(text, decisions) for text, decisions in texts]
    memory = Memory(tallies)
    assert Memory(data.draw(st.permutations(tallies))) == memory
    mixed = [tally(text, data.draw(st.permutations(decisions))) for text, decisions in texts]
    assert Memory(mixed) == memory
    for one in tallies:
        memory.forget(one)
    assert memory == Memory()
    assert len(memory) == 0


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(decided_texts(), min_size=1, max_size=4), text=TEXTS, data=st.data())
def test_it_speaks_only_where_it_may(texts, text, data):
    memory = Memory([tally(*one) for one in texts])
    stretch = st.tuples(st.integers(0, len(text)), st.integers(1, 6))
    regions = [Region(start, start + size) for start, size in data.draw(st.lists(stretch, max_size=2))]
    taken = [(start, start + size) for start, size in data.draw(st.lists(stretch, max_size=3))]
    found = memory.recall(text, regions, {"entities": taken})
    for number, one in enumerate(found):
        assert not in_regions(one.start, one.end, regions)
        assert not any(overlaps(one.start, one.end, *place) for place in taken)
        assert not any(overlaps(one.start, one.end, other.start, other.end) for other in found[:number])
        assert not memory.refuses("entities", text[one.start : one.end], one.label)
        assert 0 < one.score <= 0.99


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    with projects.create_project(tmp_path_factory.mktemp("law") / "law.annotator") as made:
        yield made


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "accept", "reject", "remove", "relabel", "undo", "redo"]),
        st.integers(0, 99),
        LABELS,
    ),
    max_size=8,
)


def act(project, author, document, step):
    """Do one thing to whatever is there."""
    verb, pick, label = step
    if verb in ("undo", "redo"):
        getattr(projects, verb)(project, author)
        return
    seen = annotating.view(project.read, document.id, author)
    if verb == "add":
        start = pick % len(document.text)
        annotating.add(
            project, author, document.id, start, min(len(document.text), start + 1 + pick % 7), label
        )
        return
    pool = seen.spans if verb == "remove" else seen.suggestions or seen.spans
    if not pool:
        return
    chosen = pool[pick % len(pool)].id
    if verb == "relabel":
        annotating.relabel(project, author, document.id, chosen, label)
    else:
        getattr(annotating, verb)(project, author, document.id, [chosen])


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(TEXTS.filter(str.strip), min_size=1, max_size=3), steps=STEPS)
def test_the_kept_memory_is_always_the_one_counted_anew(project, texts, steps):
    author = f"anna {new_id()}"
    made = [Document(new_id(), "law", text) for text in texts]
    project.transact("import", lambda tx: tx.add_documents(made), author="import", undoable=False)
    for number, step in enumerate(steps):
        try:
            act(project, author, made[number % len(made)], step)
        except RuleError:
            continue
        kept = remembering.remembered(project.read, author)._memory
        counted = Memory()
        for document in made:
            seen = annotating.view(project.read, document.id, author)
            own = [span for span in (*seen.spans, *seen.rejected) if span.layer == "entities"]
            counted.learn(tally(document.text, decisions_of(own)))
            for span in seen.suggestions:
                assert span.status is SpanStatus.SUGGESTED
                assert not any(
                    overlaps(span.start, span.end, other.start, other.end)
                    for other in seen.spans
                    if span.layer == other.layer
                )
        assert kept == counted
