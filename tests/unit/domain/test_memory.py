"""What a memory recalls, and what it keeps to itself."""

import pytest

from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus
from annotator.domain.memory import Counts, Decision, Memory, score, tally
from annotator.domain.recalling import open_suggestions, recalled_id
from annotator.domain.scheme import Label, Layer, Scheme, Snap
from annotator.domain.text import Document, Region

SCHEME = Scheme(
    "test",
    (
        Layer("entities", (Label("NORP"), Label("ORG"), Label("GPE"), Label("CARDINAL"))),
        Layer("claims", (Label("CLAIM"),), flat=False, snap=Snap.SENTENCE),
    ),
)


def decide(text, words, label, *, yes=True):
    start = text.index(words)
    return Decision(start, start + len(words), label, "entities", yes)


def memory_of(text, *decisions):
    return Memory([tally(text, decisions)])


def said(text, found):
    return [(text[one.start : one.end], one.label, one.start) for one in found]


def span(text, words, label, score=0.6):
    start = text.index(words)
    origin = Origin(OriginKind.PIPELINE, "p")
    return Span(
        f"{words}-{label}",
        "s",
        start,
        start + len(words),
        label,
        "entities",
        SpanStatus.SUGGESTED,
        origin,
        score,
    )


def test_one_decision_is_recalled_wherever_the_words_stand():
    memory = memory_of("The Chinese firm", decide("The Chinese firm", "Chinese", "NORP"))
    text = "Chinese and Chinese, chinese or Chinesely."
    assert said(text, memory.recall(text)) == [("Chinese", "NORP", 0), ("Chinese", "NORP", 12)]


@pytest.mark.parametrize(
    ("words", "text", "places"),
    [
        ("3", "3 of 3.5 and 13, 3.", [0, 17]),
        ("100", "H100 and 100", [9]),
        ("北京", "在北京的北京", [1, 4]),
        ("Meta", "Meta's Meta-Metaverse Meta_x", [0, 7]),
    ],
)
def test_words_are_found_whole(words, text, places):
    memory = memory_of(words, Decision(0, len(words), "ORG", "entities", True))
    assert [one.start for one in memory.recall(text)] == places


def test_the_longest_surface_wins():
    source = "Bank of China, China"
    memory = memory_of(
        source, decide(source, "Bank of China", "ORG"), Decision(15, 20, "GPE", "entities", True)
    )
    text = "The Bank of China is in China."
    assert [(words, label) for words, label, _ in said(text, memory.recall(text))] == [
        ("Bank of China", "ORG"),
        ("China", "GPE"),
    ]


def test_nothing_is_recalled_in_boilerplate_or_over_what_is_taken():
    memory = memory_of("China", decide("China", "China", "GPE"))
    text = "China China China"
    found = memory.recall(text, [Region(0, 5)], {"entities": [(6, 11)]})
    assert [one.start for one in found] == [12]


def test_more_refusals_than_acceptances_silence_a_label():
    memory = memory_of("one", decide("one", "one", "CARDINAL"))
    memory.learn({("entities", "one", "CARDINAL"): Counts(0, 1)})
    assert not memory.recall("one")
    assert not memory.refuses("entities", "one", "CARDINAL")
    memory.learn({("entities", "one", "CARDINAL"): Counts(0, 1)})
    assert memory.refuses("entities", "one", "CARDINAL")


def test_corrected_ends_are_no_refusal_of_the_words():
    text = "the Bank of China"
    decisions = [decide(text, "China", "GPE", yes=False), decide(text, "Bank of China", "ORG")]
    assert ("entities", "China", "GPE") not in tally(text, decisions)
    relabelled = [decide(text, "China", "GPE", yes=False), decide(text, "China", "ORG")]
    assert tally(text, relabelled)["entities", "China", "GPE"] == Counts(0, 1)


def test_the_score_grows_with_agreement_and_is_never_certain():
    assert score(Counts(1, 0)) < score(Counts(5, 0)) < score(Counts(5000, 0)) == 0.99
    assert score(Counts(5, 1)) < score(Counts(1, 0))


def test_memory_and_pipeline_are_merged_by_one_rule():
    source = "Bank of China, Washington, Acme"
    memory = memory_of(
        source,
        decide(source, "Bank of China", "ORG"),
        decide(source, "Washington", "ORG"),
        *[decide(source, "Acme", "ORG")] * 9,
    )
    document = Document("d", "d", "Bank of China in Washington for Acme and Chinese Acme Ltd")
    text = document.text
    proposed = [
        span(text, "China", "GPE", score=0.99),
        span(text, "Washington", "GPE", score=0.99),
        span(text, "Acme", "ORG", score=0.4),
        span(text, "Acme Ltd", "ORG", score=0.4),
    ]
    found = open_suggestions(document, proposed, [], SCHEME, memory)
    assert [(text[one.start : one.end], one.label, one.origin.kind.value) for one in found] == [
        ("Bank of China", "ORG", "memory"),  # longer than the pipeline's
        ("Washington", "ORG", "memory"),  # the same place, a person's label
        ("Acme", "ORG", "pipeline"),  # the same reading, with the better score
        ("Acme Ltd", "ORG", "pipeline"),  # longer than the memory's
    ]
    assert found[2].score == pytest.approx(score(Counts(9, 0)))
    assert found[0].origin.name == "memory (1 for, 0 against)"


def test_a_refused_surface_hides_the_pipelines_suggestion_too():
    document = Document("d", "d", "Apple pie")
    memory = memory_of("Apple", decide("Apple", "Apple", "ORG", yes=False))
    assert open_suggestions(document, [span("Apple pie", "Apple", "ORG")], [], SCHEME, memory) == []
    other = span("Apple pie", "Apple", "GPE")
    assert open_suggestions(document, [other], [], SCHEME, memory) == [other]


def test_a_recalled_suggestion_that_was_decided_does_not_come_back():
    document = Document("d", "d", "China grows in China")
    memory = memory_of("China", decide("China", "China", "GPE"))
    first, second = open_suggestions(document, [], [], SCHEME, memory)
    assert first.id == recalled_id("d", "entities", 0, 5, "GPE") != second.id
    moved = Span(
        "own",
        "s",
        0,
        11,
        "GPE",
        "entities",
        SpanStatus.CONFIRMED,
        Origin(OriginKind.ACCEPTED, "memory", (second.id,)),
    )
    assert open_suggestions(document, [], [moved], SCHEME, memory) == []
