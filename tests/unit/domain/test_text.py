"""Tokens, paragraphs and snapping of selections."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import Region, RegionKind, TokenIndex, in_regions, paragraphs, text_hash, tokenize

NASTY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\r\n\u2028\u2029\ufeff\ufffe\ufdd0\x00\u200d\u0301\ufe0f😀👩‍👩‍👧שלום日本語 '’-.,$"),
    ),
    max_size=60,
)


def words(text):
    return [text[start:end] for start, end in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China’s AI-fuelled boom", ["China", "’", "s", "AI", "-", "fuelled", "boom"]),
        ("S$ 1,402.5 million.", ["S", "$", "1,402.5", "million", "."]),
        ("US$1trn", ["US", "$", "1", "trn"]),
        ("cafe\u0301 naïve", ["cafe\u0301", "naïve"]),
        ("東京 tower", ["東", "京", "tower"]),
        ("ok 👩‍👩‍👧!", ["ok", "👩‍👩‍👧", "!"]),
        ("", []),
    ],
)
def test_tokens(text, expected):
    assert words(text) == expected


@given(NASTY)
def test_tokens_are_ordered_disjoint_and_leave_only_blanks_and_controls_out(text):
    position = 0
    for start, end in tokenize(text):
        assert position <= start < end <= len(text)
        assert not any(char.isalnum() for char in text[position:start])
        position = end
    assert not any(char.isalnum() for char in text[position:])


@given(NASTY)
def test_paragraphs_lie_in_order_and_hold_every_letter(text):
    found = list(paragraphs(text))
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    held = "".join(text[start:end] for start, end in found)
    assert [char for char in held if char.isalnum()] == [char for char in text if char.isalnum()]


@given(NASTY, st.data())
def test_snapping_covers_the_touched_tokens_and_is_stable(text, data):
    index = TokenIndex(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = index.snap(start, end)
    if low == high:
        assert not any(a < end and start < b for a, b in tokenize_all(text))
        return
    assert index.snap(low, high) == (low, high)
    for a, b in tokenize_all(text):
        if a < end and start < b:
            assert low <= a
            assert b <= high


def tokenize_all(text):
    return [token for start, end in paragraphs(text) for token in tokenize(text[start:end], offset=start)]


def test_walking_by_token_crosses_paragraphs():
    index = TokenIndex("One two\n\nthree")
    assert index.next_token(3) == (4, 7)
    assert index.next_token(7) == (9, 14)
    assert index.previous_token(9) == (4, 7)
    assert index.previous_token(0) is None
    assert index.next_token(14) is None


def test_regions_and_hash():
    region = Region(4, 9, RegionKind.SOURCE)
    assert in_regions(8, 12, [region])
    assert not in_regions(9, 12, [region])
    assert text_hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
