"""Boilerplate: whole paragraphs known by their wording, and nothing that only resembles them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.text import RegionKind
from annotator.formats.boilerplate import find_regions

MARKED = {
    RegionKind.SEPARATOR: ["Continue Reading", "Read more", "continue reading →", "Read More…"],
    RegionKind.SOURCE: ["Source link", "SOURCE LINK", "Read the original article."],
    RegionKind.COUNTER: ["Visited 1 times, 1 visit(s) today", "Visited 1,204 times, 3 visits today"],
    RegionKind.FORM: ["Leave a Reply", "Leave a Comment", "Leave a reply Cancel reply"],
    RegionKind.CREDIT: [
        "Jane O’Neill/Getty Images",
        "Jane Doe / AFP via Getty Images",
        "Photo: Jane Doe",
        "The harbour at night. Photo: Jane Doe / Reuters",
        "(Photo by Jane Doe)",
        "Image: NASA",
    ],
    RegionKind.NOTICE: [
        "© Example Media Limited. All rights reserved.",
        "© 2024 Example Media",
        "This article was originally published by Example and is used with permission.",
        "This story is republished from Example under a licence.",
        "The views expressed in this article are the author’s own.",
        "The opinions expressed here are those of the author.",
    ],
}

KEPT = [
    "Continue reading the signs, he said, and you will see.",
    "Read more books",
    "The source link between the two firms is unclear.",
    "He visited 3 times, and left.",
    "Leave a reply on his desk, she said.",
    "She argued that all rights reserved to the states must stay there.",
    "This article is about the law.",
    "This article of the treaty was published in 1920",
    "Their views expressed in this article are the best of all.",
    "Supply/demand curves",
    "Reuters",
    "AC/DC",
    "He changed his image: from clown to statesman. It worked well.",
    "Photography: a history of light, in twelve chapters with many plates and an essay on the art of seeing",
    "Name",
    "Comment",
]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in MARKED.items() for line in lines])
def test_the_line_is_marked_as_its_kind(kind, line):
    text = f"Some words before it.\n\n \t{line}\xa0\n\nSome words after it."
    assert [(text[region.start : region.end], region.kind) for region in find_regions(text)] == [(line, kind)]


@pytest.mark.parametrize("line", KEPT)
def test_text_is_kept(line):
    assert find_regions(f"Some words before it.\n\n{line}\n\nSome words after it.") == ()


def test_a_comment_form_is_one_region():
    form = "Leave a Reply\r\n\r\nYour email address will not be published. Required fields are marked *\r\n\r\nName *\r\nEmail"
    text = f"Words.\r\n\r\n{form}\r\n\r\nNext words."
    (region,) = find_regions(text)
    assert text[region.start : region.end] == form


def test_a_long_paragraph_is_never_boilerplate():
    assert find_regions("x" * 200 + " words " * 40 + "All rights reserved.") == ()


LINES = st.sampled_from([line for lines in MARKED.values() for line in lines] + KEPT) | st.text(max_size=40)


@settings(deadline=None)
@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", "\u2028", " "]))
def test_regions_are_ordered_disjoint_and_inside(lines, gap):
    text = gap.join(lines)
    position = 0
    for region in find_regions(text):
        assert position <= region.start < region.end <= len(text)
        assert text[region.start : region.end].strip() == text[region.start : region.end]
        position = region.end
