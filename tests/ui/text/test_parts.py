"""The small pure parts: lanes, running sums, colours, blocks."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from annotator.domain.layout import outermost, pack
from tests.ui.text.samples import DARK_COLORS, LIGHT_COLORS
from ui.text.blocks import LIMIT, TextBlocks
from ui.text.colors import DARK, LIGHT, contrast, mix, readable
from ui.text.fenwick import Fenwick
from ui.text.model import ViewSpan, caption, score_text


def test_pack_gives_no_lane_to_two_that_touch():
    random_ = random.Random(5)
    for _ in range(50):
        starts = [random_.randrange(60) for _ in range(20)]
        intervals = [(start, start + random_.randrange(1, 15)) for start in starts]
        lanes = pack(intervals)
        for one, (start, end) in enumerate(intervals):
            for other in range(one):
                if lanes[one] == lanes[other]:
                    assert end <= intervals[other][0] or intervals[other][1] <= start
        assert min(lanes) == 0


def test_pack_uses_a_free_lane_again():
    assert pack([(0, 10), (2, 4), (5, 8), (3, 6), (10, 12)]) == [0, 1, 1, 2, 0]
    assert pack([]) == []


def test_outermost_takes_the_longer_of_two_and_the_first_of_overlapping():
    assert outermost([(0, 10), (0, 4), (5, 12), (10, 14)]) == [True, False, False, True]


def test_fenwick_agrees_with_plain_sums():
    random_ = random.Random(9)
    values = [random_.randrange(0, 50) for _ in range(137)]
    tree = Fenwick(values)
    for _ in range(300):
        index, delta = random_.randrange(137), random_.randrange(-5, 20)
        values[index] += delta
        tree.add(index, delta)
    assert [tree.before(index) for index in range(138)] == [sum(values[:index]) for index in range(138)]
    assert tree.total == sum(values)


@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 64])
def test_fenwick_finds_the_stretch(count):
    tree = Fenwick([10] * count)
    for target in range(count * 10):
        assert tree.find(target) == (target // 10, target % 10)
    assert tree.find(count * 10 + 5)[0] == count - 1
    assert tree.find(-3) == (0, 0)


@pytest.mark.parametrize(
    ("colors", "labels"), [(LIGHT, LIGHT_COLORS), (DARK, DARK_COLORS)], ids=["light", "dark"]
)
def test_everything_written_can_be_read(colors, labels):
    for color in (colors.text, colors.muted, colors.dim):
        assert contrast(color, colors.background) >= 4.5
    assert contrast(colors.text, colors.selection) >= 4.5
    assert contrast(colors.text, colors.hit) >= 4.5
    for color in [*labels.values(), "#808080", "#FFFF00", "#000080", "#777777"]:
        assert contrast(readable(color, colors.chip_text), colors.chip_text) >= 4.5
        assert contrast(readable(color, colors.background), colors.background) >= 4.5
        assert contrast(colors.text, mix(color, colors.background, 0.28)) >= 4.5


@pytest.mark.parametrize(
    ("score", "written"), [(None, ""), (0.934, ".93"), (1.0, "1.0"), (0.999, "1.0"), (0, ".00")]
)
def test_scores_are_written_short(score, written):
    assert score_text(score) == written


def test_a_chip_names_the_score_of_suggestions_only():
    span = ViewSpan("a", 0, 1, "ORG", "entities", "box", True, 0.5, "#2563EB")
    assert caption(span) == "ORG .50"
    assert caption(ViewSpan("a", 0, 1, "ORG", "entities", "box", False, 0.5, "#2563EB")) == "ORG"
    assert len(caption(ViewSpan("a", 0, 1, "L" * 80, "entities", "box", False, None, "#2563EB"))) == 22


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\r\nb\rc\n",
        "a" * 9_000,
        "ab " * 3_000,
        "e\u0301" * 5_000,
        "👩‍👩‍👧" * 3_000,
        " \u0301" * 5_000,
        "\u0301" * 9_000,
    ],
    ids=[
        "empty",
        "break",
        "breaks",
        "no space",
        "spaces",
        "marks",
        "families",
        "marked spaces",
        "only marks",
    ],
)
def test_blocks_hold_everything_once_and_are_short(text):
    blocks = TextBlocks(text).blocks
    assert blocks[0].start == 0
    assert blocks[-1].end == len(text)
    for block, follow in pairwise(blocks):
        assert text[block.end : follow.start] in ("", "\n", "\r", "\r\n")
        assert block.follow == follow.start
        assert (block.end == follow.start) is not block.last
    assert all(block.end - block.start <= LIMIT for block in blocks)
    for block in blocks[1:]:
        if not block.first and len(set(text)) > 1:
            assert text[block.start] not in "\u0301\u200d"
