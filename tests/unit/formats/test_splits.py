"""Splits: by text, the same whatever the order, exact to rounding."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.splits import assign, parse_split
from annotator.errors import RuleError


def hashes(count: int) -> list[str]:
    return [hashlib.sha256(str(index).encode()).hexdigest() for index in range(count)]


def sizes(parts: dict[str, str]) -> list[int]:
    names = list(parts.values())
    return [names.count(name) for name in ("train", "dev", "test")]


def test_shares_are_read():
    assert parse_split("80/10/10") == (0.8, 0.1, 0.1)
    assert parse_split(" 75 / 25 ") == (0.75, 0.25)
    assert parse_split("33.3/33.3/33.4")[2] == pytest.approx(0.334)
    assert parse_split("90/0/10")[1] == 0


@pytest.mark.parametrize(
    "split", ["", "80", "80/10", "50/25/25/0", "a/b", "120/-20", "0/100", "nan/100", "80/10/11"]
)
def test_other_shares_are_refused(split):
    with pytest.raises(RuleError, match=f"“{split}”"):
        parse_split(split)


@pytest.mark.parametrize(
    ("count", "split", "expected"),
    [
        (100, "80/10/10", [80, 10, 10]),
        (9, "80/10/10", [7, 1, 1]),
        (3, "80/10/10", [1, 1, 1]),
        (2, "80/10/10", [1, 1, 0]),
        (1, "80/10/10", [1, 0, 0]),
        (0, "80/10/10", [0, 0, 0]),
        (7, "50/50", [4, 3, 0]),
        (10, "90/0/10", [9, 0, 1]),
        (1000, "33.3/33.3/33.4", [333, 333, 334]),
    ],
)
def test_sizes(count, split, expected):
    assert sizes(assign(hashes(count), parse_split(split))) == expected


def test_neither_order_nor_company_of_equal_texts_matters():
    texts = hashes(40)
    shares = parse_split("60/20/20")
    assert assign([*reversed(texts), texts[0], texts[1]], shares) == assign(texts, shares)


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(1, 100), st.integers(0, 100))
def test_every_size_is_its_share_to_rounding(count, train, dev):
    dev = min(dev, 100 - train)
    shares = parse_split(f"{train}/{dev}/{100 - train - dev}")
    found = sizes(assign(hashes(count), shares))
    assert sum(found) == count
    wanted = [share for share in shares if share]
    for size, share in zip(found, shares, strict=True):
        # A split that got its one document takes it from a larger one: off by one more for each such split.
        assert abs(size - count * share) < 1 + len(wanted)
        if share and count >= len(wanted):
            assert size >= 1
        if not share:
            assert size == 0
