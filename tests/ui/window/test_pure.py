"""What the window computes without a window: reach of spans, time, places found, small texts."""

import pytest

from annotator.assets import load_scheme
from annotator.domain.annotation import Origin, OriginKind, Span
from annotator.domain.sentences import sentences
from annotator.domain.text import TokenIndex
from ui.models.idle import Stopwatch
from ui.models.reach import Edge, Unit, resized, snapped
from ui.models.suggestions import snippet
from ui.panels.find_bar import places_of
from ui.panels.words import origin_text, score_text, short_pipeline

TEXT = "He met Mr. Smith. It rained, they say."
TOKENS = TokenIndex(TEXT)
ENTITIES, CLAIMS = load_scheme("news").layers


def place(words):
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_entities_snap_to_tokens():
    assert snapped(8, 14, ENTITIES, TOKENS, ()) == (7, 16)


def test_a_caret_in_a_word_takes_the_word():
    assert snapped(13, 13, ENTITIES, TOKENS, ()) == place("Smith")


def test_a_caret_between_words_takes_nothing():
    index = TokenIndex("a  b")
    assert snapped(2, 2, ENTITIES, index, ()) is None


def test_claims_snap_to_sentences():
    low, high = place("rained")
    assert snapped(low, high, CLAIMS, TOKENS, sentences(TEXT)) == place("It rained, they say.")


def test_claims_over_two_sentences_take_both():
    assert snapped(5, 25, CLAIMS, TOKENS, sentences(TEXT)) == (0, len(TEXT))


@pytest.mark.parametrize(
    ("edge", "step", "expected"),
    [
        (Edge.START, -1, ". Smith"),
        (Edge.END, 1, "Smith."),
    ],
)
def test_growing_takes_the_next_token(edge, step, expected):
    assert resized(*place("Smith"), edge, step, Unit.TOKEN, TOKENS) == place(expected)


@pytest.mark.parametrize(("edge", "step", "expected"), [(Edge.START, 1, ". Smith"), (Edge.END, -1, "Mr.")])
def test_shrinking_gives_a_token_back(edge, step, expected):
    assert resized(*place("Mr. Smith"), edge, step, Unit.TOKEN, TOKENS) == place(expected)


def test_nothing_shrinks_away():
    assert resized(*place("Smith"), Edge.START, 1, Unit.TOKEN, TOKENS) is None
    assert resized(*place("Smith"), Edge.END, -1, Unit.TOKEN, TOKENS) is None
    assert resized(3, 4, Edge.END, -1, Unit.CHARACTER, TOKENS) is None


def test_ends_stay_in_the_text():
    assert resized(0, 2, Edge.START, -1, Unit.CHARACTER, TOKENS) is None
    assert resized(30, len(TEXT), Edge.END, 1, Unit.TOKEN, TOKENS) is None


def test_an_end_inside_a_token_goes_to_that_tokens_end():
    start, end = place("Smi")
    assert resized(start, end, Edge.END, 1, Unit.TOKEN, TOKENS) == place("Smith")
    assert resized(start + 2, end, Edge.START, -1, Unit.TOKEN, TOKENS) == place("Smi")


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_only_time_with_input_counts():
    clock = Clock()
    watch = Stopwatch(clock)
    for pause in (10, 20, 3600, 5):
        clock.now += pause
        watch.touch()
    assert watch.take() == 35
    clock.now += 30
    assert watch.take() == 0


def test_the_last_stretch_counts_up_to_the_limit():
    clock = Clock()
    watch = Stopwatch(clock)
    clock.now += 10
    watch.touch()
    clock.now += 500
    assert watch.take() == 70


def test_found_places_ignore_case_and_kinds_of_blanks():
    assert places_of("it  RAINED", TEXT) == [place("It rained")]
    assert places_of("  ", TEXT) == []
    assert places_of("(.", TEXT) == []


def test_small_texts():
    assert score_text(0.934) == ".93"
    assert score_text(1.0) == "1.0"
    assert score_text(None) == ""
    assert short_pipeline("pipeline:news@1.0.0") == "news 1.0.0"
    assert snippet("a\n b" + "c" * 100, 0, 104, 5) == "a bc…"


@pytest.mark.parametrize("kind", OriginKind)
def test_every_origin_has_words(kind, qapp):
    span = Span("s", "t", 0, 1, "ORG", "entities", origin=Origin(kind))
    assert origin_text(span, False)
    assert "{" not in origin_text(span, False)
