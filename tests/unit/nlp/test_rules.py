"""The rules behind ``ner``, each on a small document with made-up beliefs."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc, Span

import annotator.nlp.components  # noqa: F401 - registers the tokenizer
from annotator.nlp.amounts import amounts
from annotator.nlp.labels import ENTITY_LABELS, TAGS
from annotator.nlp.rules import RULES, Rules
from annotator.nlp.speakers import speakers
from annotator.nlp.tagger import PROBABILITIES, best_tags

NLP = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "annotator.Tokenizer.v1"}}})


def document(text: str, *ents: tuple[str, str], belief: float = 0.9) -> Doc:
    """Return a document whose entities stand where the surfaces first stand after one another."""
    doc = NLP.make_doc(text)
    rows = np.full((len(doc), len(TAGS)), 1e-3, np.float32)
    rows[:, 0] = 1
    spans, position = [], 0
    for surface, label in ents:
        start = text.index(surface, position)
        position = start + len(surface)
        span = doc.char_span(start, position, label)
        assert span is not None, surface
        spans.append(span)
        first = 1 + 2 * ENTITY_LABELS.index(label)
        for token in span:
            rows[token.i, first if token.i == span.start else first + 1] = belief
            rows[token.i, 0] = 1 - belief
    doc.ents = spans
    doc.user_data[PROBABILITIES] = rows / rows.sum(1, keepdims=True)
    return doc


def after(rule: str, doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in Rules([rule])(doc).ents]


@pytest.mark.parametrize(
    ("text", "ent", "expected"),
    [
        ("He met the Senate .", ("the Senate", "ORG"), ("Senate", "ORG")),
        ("It is China’s plan", ("China’s", "GPE"), ("China", "GPE")),
        ("It said “Reuters” so", ("“Reuters”", "ORG"), ("Reuters", "ORG")),
        ("In Rome &nbsp, it rains", ("Rome &nbsp,", "GPE"), ("Rome", "GPE")),
        ("Apple Inc. grew", ("Apple Inc.", "ORG"), ("Apple Inc.", "ORG")),
        ("in the past decade", ("the past decade", "DATE"), ("the past decade", "DATE")),
        ("Hub (band) plays", ("Hub (band)", "ORG"), ("Hub (band)", "ORG")),
    ],
)
def test_ends_are_cleaned(text: str, ent: tuple[str, str], expected: tuple[str, str]) -> None:
    assert after("clean", document(text, ent)) == [expected]


def test_nothing_is_left_of_an_entity_that_is_only_quotes() -> None:
    assert after("clean", document("He said “ ” twice", ("“ ”", "ORG"))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It cost S$ 659.5 million in all", [("S$ 659.5 million", "MONEY")]),
        ("US$ 1million ( RM4.4 million )", [("US$ 1million", "MONEY"), ("RM4.4 million", "MONEY")]),
        ("about 23.8 per cent, or 20 %", [("23.8 per cent", "PERCENT"), ("20 %", "PERCENT")]),
        ("5,000 yuan and €3bn", [("5,000 yuan", "MONEY"), ("€3bn", "MONEY")]),
        ("Rp 10 trillion", [("Rp 10 trillion", "MONEY")]),
        ("H100 and 12 million people", []),
    ],
)
def test_amounts_have_a_grammar(text: str, found: list[tuple[str, str]]) -> None:
    assert sorted((text[a.start : a.end], a.label) for a in amounts(text)) == sorted(found)


def test_an_amount_is_completed() -> None:
    doc = document("It paid US$15.7 trillion today", ("15.7 trillion", "CARDINAL"))
    assert after("amount", doc) == [("US$15.7 trillion", "MONEY")]


def test_a_longer_entity_keeps_its_amount() -> None:
    doc = document("between 5 and 10 per cent", ("between 5 and 10 per cent", "PERCENT"))
    assert after("amount", doc) == [("between 5 and 10 per cent", "PERCENT")]


def test_one_name_gets_one_label() -> None:
    doc = document("Acme rose. Acme fell. Acme sank.", ("Acme", "ORG"), ("Acme", "ORG"), ("Acme", "PERSON"))
    assert after("agree", doc) == [("Acme", "ORG")] * 3


def test_two_names_that_are_known_apart_are_split() -> None:
    doc = document(
        "Google grew. Firms like Google and Meta pay.", ("Google", "ORG"), ("Google and Meta", "ORG")
    )
    assert after("part", doc) == [("Google", "ORG"), ("Google", "ORG"), ("Meta", "ORG")]


def test_a_firm_of_partners_is_one() -> None:
    doc = document("She left Gibson, Dunn & Crutcher for good", ("Gibson", "GPE"), ("Dunn", "PERSON"))
    assert after("firm", doc) == [("Gibson, Dunn & Crutcher", "ORG")]


def test_a_surname_is_a_person() -> None:
    doc = document("Shaun Rein spoke. Rein left.", ("Shaun Rein", "PERSON"), ("Rein", "ORG"))
    assert after("surname", doc) == [("Shaun Rein", "PERSON"), ("Rein", "PERSON")]


def test_words_with_one_reading() -> None:
    doc = document("Silicon Valley fears western rivals of the West.", ("Silicon Valley", "ORG"))
    assert after("known", doc) == [("Silicon Valley", "LOC"), ("western", "NORP"), ("West", "LOC")]
    assert after("known", document("The AI boom", ("AI", "ORG"))) == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_leaves_an_empty_document_alone(rule: str) -> None:
    assert after(rule, document("")) == []
    assert after(rule, document("\n")) == []


@pytest.mark.parametrize(
    ("text", "ents", "speaker"),
    [
        ("Prices will rise, said Ann Lee of Acme.", [("Ann Lee", "PERSON")], "Ann Lee"),
        ("According to economist Ann Lee, prices rise.", [("Ann Lee", "PERSON")], "Ann Lee"),
        ("Ann Lee, chief of Acme, said prices rise.", [("Ann Lee", "PERSON"), ("Acme", "ORG")], "Ann Lee"),
        ("Zhang from UTS cautioned that prices rise.", [("Zhang", "PERSON"), ("UTS", "ORG")], "Zhang"),
        ("Acme says prices rise.", [("Acme", "ORG")], "Acme"),
        ("A letter seen by Acme says prices rise.", [("Acme", "ORG")], None),
        ("Acme claims to be open.", [("Acme", "ORG")], None),
        ("Ann Lee met Bo Chan.", [("Ann Lee", "PERSON"), ("Bo Chan", "PERSON")], None),
    ],
)
def test_speakers(text: str, ents: list[tuple[str, str]], speaker: str | None) -> None:
    doc = document(text, *ents)
    links = speakers(doc, [Span(doc, 0, len(doc), label="CLAIM")])
    assert [entity.text for _, entity, _ in links] == ([] if speaker is None else [speaker])


def test_no_tag_goes_on_what_has_not_begun() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        tags = [TAGS[number] for number in best_tags(np.log(rng.dirichlet(np.ones(len(TAGS)), size=6)))]
        for before, tag in zip(["O", *tags], tags, strict=False):
            assert tag[0] != "I" or before[2:] == tag[2:]
