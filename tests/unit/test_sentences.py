"""Where sentences begin and end: the cases that news is full of, and the laws that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.sentences import sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The meeting was on Jan. 2 in Bonn.",
        "The U.S. Senate met.",
        "It cost S$ 1.2 million in all.",
        "Mr. Lee and Dr. J. B. Wong spoke.",
        "Gov. Smith of Washington D.C. spoke at 5 p.m. on Monday.",
        "Prices rose 2.5 per cent, e.g. in Rome.",
        "He asked “Why?” and left.",
        "A heading without a full stop",
        "Apple Inc. said so.",
        "(About 12 million of them are undocumented. )",
        "Trust will grow, he said. &nbsp,",
    ],
)
def test_one_sentence(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ended. Two began.", ["One ended.", "Two began."]),
        ("He lives in the U.S. The rest do not.", ["He lives in the U.S.", "The rest do not."]),
        ("“We won.” Then he left.", ["“We won.”", "Then he left."]),
        ("It works. “It is good,” he said.", ["It works.", "“It is good,” he said."]),
        ("A heading\nAnd the text. More of it.", ["A heading", "And the text.", "More of it."]),
        ("It grew .&nbsp, Then it fell.", ["It grew .&nbsp,", "Then it fell."]),
        ("Really? Yes! Good.", ["Really?", "Yes!", "Good."]),
        ("They met in May. 12 came.", ["They met in May.", "12 came."]),
        ('He said so. "', ['He said so. "']),
        ("  \n\u00a0\n ", []),
        ("", []),
    ],
)
def test_pieces(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


NASTY = st.text(
    st.sampled_from(" \n\t\u00a0\u2028.!?…,:;\"'“”‘’()[]&$€aZé9中א\U0001f600\u200d")
    | st.characters(codec="utf-8"),
    max_size=80,
)


@given(
    NASTY
    | st.lists(
        st.sampled_from(["U.S.", "Jan.", "said", "The", ". ", "“", "” ", "\n", "&nbsp,", "2", " "])
    ).map("".join)
)
def test_sentences_are_ordered_trimmed_and_cover_everything_visible(text: str) -> None:
    found = sentences(text)
    covered = set()
    previous = 0
    for start, end in found:
        assert previous <= start < end <= len(text)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        previous = end
        covered.update(range(start, end))
    assert all(place in covered for place, char in enumerate(text) if not char.isspace())


@given(NASTY)
def test_no_sentence_crosses_a_line(text: str) -> None:
    assert not any("\n" in text[start:end] for start, end in sentences(text))


def test_long_lines_take_time_in_proportion() -> None:
    """A megabyte of what the rule looks for ends, and gives the same sentences as a small piece of it."""
    unit = "It rose. “Why?” he asked. &nbsp, "
    assert len(sentences(unit * 30_000)) == 30_000 * len(sentences(unit * 100)) // 100
