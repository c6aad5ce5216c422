"""The embedded pipeline on the sample articles: what must hold for whatever it suggests."""

from __future__ import annotations

from itertools import pairwise

import pytest

from annotator.assets import seed_documents
from annotator.domain.sentences import sentences
from annotator.domain.text import Region, in_regions
from annotator.nlp.labels import CLAIM_LABELS, ENTITY_LABELS
from annotator.nlp.pipeline import LONGEST, SpacySuggester, list_pipelines, masked, split
from annotator.nlp.suggestions import Suggestions

ARTICLES = [path.read_text("utf-8") for path in seed_documents()]


def ask(suggester: SpacySuggester, text: str, *regions: Region) -> Suggestions:
    (found,) = suggester.suggest([(text, regions)])
    return found


@pytest.fixture(scope="module")
def found(suggester: SpacySuggester) -> list[Suggestions]:
    return list(suggester.suggest((text, ()) for text in ARTICLES))


def test_it_is_named_after_its_version(suggester: SpacySuggester) -> None:
    (info,) = [info for info in list_pipelines() if info.name == "news"]
    assert suggester.name == f"pipeline:news@{info.version}"
    assert set(ENTITY_LABELS) | set(CLAIM_LABELS) <= set(info.labels)


def test_spans_lie_in_the_text_with_known_labels_and_scores(found: list[Suggestions]) -> None:
    for text, answer in zip(ARTICLES, found, strict=True):
        assert {span.layer for span in answer.spans} == {"entities", "claims"}
        for span in answer.spans:
            assert 0 <= span.start < span.end <= len(text)
            assert span.label in (ENTITY_LABELS if span.layer == "entities" else CLAIM_LABELS)
            assert span.score is not None
            assert 0.0 <= span.score <= 1.0


def test_entities_are_flat_and_have_clean_ends(found: list[Suggestions]) -> None:
    for text, answer in zip(ARTICLES, found, strict=True):
        entities = [span for span in answer.spans if span.layer == "entities"]
        assert all(one.end <= two.start for one, two in pairwise(entities))
        for span in entities:
            surface = text[span.start : span.end]
            assert surface == surface.strip(" \n\u00a0\"“”‘’'"), surface
            assert not surface.endswith(("’s", "'s")), surface
            assert "&nbsp" not in surface
            assert span.label == "DATE" or not surface.startswith("the "), surface


def test_claims_are_sentences(found: list[Suggestions]) -> None:
    for text, answer in zip(ARTICLES, found, strict=True):
        stretches = set(sentences(text))
        claims = [span for span in answer.spans if span.layer == "claims"]
        assert all((span.start, span.end) in stretches for span in claims)
        assert len({(span.start, span.end) for span in claims}) == len(claims)


def test_relations_go_from_claims_to_their_speakers(found: list[Suggestions]) -> None:
    links = [(answer, link) for answer in found for link in answer.relations]
    assert links
    for answer, link in links:
        claim, speaker = answer.spans[link.source], answer.spans[link.target]
        assert (claim.layer, speaker.layer, link.label) == ("claims", "entities", "ATTRIBUTED_TO")
        assert speaker.label in ("PERSON", "ORG")
        assert claim.start <= speaker.start
        assert speaker.end <= claim.end


def test_the_same_text_gets_the_same_answer(suggester: SpacySuggester, found: list[Suggestions]) -> None:
    assert list(suggester.suggest((text, ()) for text in reversed(ARTICLES))) == found[::-1]


def test_nothing_touches_boilerplate(suggester: SpacySuggester) -> None:
    text = ARTICLES[1]
    free = ask(suggester, text)
    regions = tuple(
        Region(span.start + 1, span.start + 3) for span in free.spans[:30:3] if span.end - span.start > 3
    )
    guarded = ask(suggester, text, *regions)
    assert guarded.spans
    assert not any(in_regions(span.start, span.end, regions) for span in guarded.spans)


def test_a_text_that_is_all_boilerplate_gets_nothing(suggester: SpacySuggester) -> None:
    text = "Barack Obama visited Berlin."
    assert ask(suggester, text, Region(0, len(text))) == Suggestions()


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", "\u200b", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\r\n.\r\n", "中国 ؟ אבג"],
)
def test_strange_texts_are_no_fault(suggester: SpacySuggester, text: str) -> None:
    for span in ask(suggester, text).spans:
        assert 0 <= span.start < span.end <= len(text)


def test_offsets_are_code_points(suggester: SpacySuggester) -> None:
    text = "\U0001f600\U0001f600 Angela Merkel visited Paris on Monday."
    surfaces = {
        text[span.start : span.end] for span in ask(suggester, text).spans if span.layer == "entities"
    }
    assert {"Angela Merkel", "Paris"} <= surfaces


@pytest.mark.slow
def test_a_long_line_is_cut_and_loses_nothing(suggester: SpacySuggester) -> None:
    text = "Angela Merkel met Emmanuel Macron in Paris " * 4000
    pieces = split(text)
    assert len(pieces) > 1
    assert all(len(part) <= LONGEST for _, part in pieces)
    assert "".join(part for _, part in pieces) == text
    places = [span.start for span in ask(suggester, text).spans if span.label == "GPE"]
    assert len(places) > 3000
    assert places == sorted(places)


def test_parts_end_with_sentences() -> None:
    text = "A sentence of some length stands here. " * 4000
    pieces = split(text)
    assert "".join(part for _, part in pieces) == text
    assert all(part.startswith("A sentence") for _, part in pieces)


def test_masking_keeps_every_offset() -> None:
    text = "One. Visited 3 times Two."
    hidden = masked(text, (Region(5, 20),))
    assert len(hidden) == len(text)
    assert hidden[:5] + hidden[20:] == text[:5] + text[20:]
    assert not hidden[5:20].strip()
