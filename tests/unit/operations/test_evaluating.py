"""Reading gold, judging suggestions, and counting what labelling costs."""

import json

import pytest

from annotator.assets import load_scheme
from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus
from annotator.domain.effort import COSTS, by_hand, replay, total
from annotator.domain.memory import Memory
from annotator.domain.scoring import Figures, Judged, calibration, figures, interval
from annotator.domain.text import Document
from annotator.errors import FormatError
from annotator.operations import evaluating

SCHEME = load_scheme("news")
TEXT = "Berlin and Paris. Berlin said Acme Corp paid. Berlin grew."


def key(words, label, layer="entities", at=0):
    start = TEXT.index(words, at)
    return (layer, start, start + len(words), label)


def proposal(place, score=None):
    layer, start, end, label = place
    return Span(
        f"{start}-{label}",
        "s",
        start,
        end,
        label,
        layer,
        SpanStatus.SUGGESTED,
        Origin(OriginKind.PIPELINE, "p"),
        score,
    )


DOCUMENT = Document("d", "d", TEXT)
GOLD = [
    key("Berlin", "GPE"),
    key("Paris", "GPE"),
    key("Berlin", "GPE", at=10),
    key("Acme Corp", "ORG"),
    key("Berlin", "GPE", at=40),
    key("Berlin grew.", "CLAIM", "claims"),
]


def cost(proposed, memory=None, gold=GOLD, threshold=0.95):
    done = replay(
        DOCUMENT, gold, [proposal(*one) for one in proposed], SCHEME, memory=memory, threshold=threshold
    )
    return dict(done.actions), done.cost


def test_by_hand_every_span_costs_two():
    assert by_hand(DOCUMENT, GOLD).cost == 2 * len(GOLD)
    assert cost([])[1] == 2 * len(GOLD)
    assert total([by_hand(DOCUMENT, GOLD)]) == 2.0


def test_right_suggestions_cost_one_each():
    assert cost([(one,) for one in GOLD]) == ({"accept": 6}, 6)


def test_accepting_all_above_costs_one_and_mistakes_are_mended():
    wrong = key("said", "GPE")
    assert cost([(one, 0.99) for one in [*GOLD, wrong]]) == ({"accept all above": 1, "reject": 1}, 2)


@pytest.mark.parametrize(
    ("proposed", "actions"),
    [
        (key("Acme Corp", "PERSON"), {"relabel": 1}),
        (key("Acme", "ORG"), {"move": 1}),
        (key("said Acme Corp paid", "ORG"), {"new": 1}),
        (key("said", "ORG"), {"reject": 1, "new": 1}),
        (key("Acme", "PERSON"), {"new": 1}),
    ],
)
def test_a_wrong_suggestion_costs_what_mending_it_costs(proposed, actions):
    found, cost_of = cost([(proposed,)], gold=[key("Acme Corp", "ORG")])
    assert found == actions
    assert cost_of == sum(COSTS[kind] * number for kind, number in actions.items())


def test_a_claim_with_other_ends_is_moved_or_replaced():
    gold = [key("Berlin grew.", "CLAIM", "claims")]
    assert cost([(key("Berlin grew", "CLAIM", "claims"),)], gold=gold)[0] == {"move": 1}
    assert cost([(key("grew", "OPINION", "claims"),)], gold=gold)[0] == {"new": 1}


def test_memory_turns_repeated_new_spans_into_accepts():
    actions, _ = cost([], memory=Memory())
    assert actions == {"new": 4, "accept": 2}


def test_the_simulation_ends_in_the_gold_whatever_is_suggested():
    odd = [(key("Berlin and Paris", "ORG"), 0.99), (key("and", "GPE"), 0.99), (key("Paris", "ORG"), 0.5)]
    actions, _ = cost(odd, memory=Memory())
    assert sum(actions.values()) >= 4


def test_figures_count_strictly():
    judged = [
        Judged(
            frozenset(GOLD), {GOLD[0]: 0.9, GOLD[3]: 0.9, key("Acme", "ORG"): 0.9, key("Paris", "ORG"): None}
        ),
        Judged(frozenset(), {}),
    ]
    assert figures(judged, "entities") == Figures(2, 4, 5)
    assert figures(judged, "entities").f1 == pytest.approx(4 / 9)
    low, high = interval(judged, "entities")
    assert low <= figures(judged, "entities").f1 <= high
    found = calibration(judged)
    assert (found.scored, found.unscored) == (3, 1)
    assert found.error == pytest.approx(0.9 - 2 / 3)


def test_reading_gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    plain = {"id": "a", "text": "Berlin grows.", "entities": [[0, 6, "GPE"]], "claims": [[0, 13, "CLAIM"]]}
    path.write_text(json.dumps(plain), "utf-8")
    (article,) = evaluating.read_gold(path, SCHEME)
    assert article.gold == {("entities", 0, 6, "GPE"), ("claims", 0, 13, "CLAIM")}
    path.write_text('{"text": "Berlin"}', "utf-8")
    with pytest.raises(FormatError, match="has 0 sets that could be its gold"):
        evaluating.read_gold(path, SCHEME)
    path.write_text("", "utf-8")
    with pytest.raises(FormatError, match="holds no documents"):
        evaluating.read_gold(path, SCHEME)
