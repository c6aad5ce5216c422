"""The nine seed articles: cut where they should be, named, their boilerplate marked, not a character altered."""

import hashlib
from pathlib import Path

import pytest

from annotator.domain.text import RegionKind
from annotator.formats.boilerplate import find_regions
from annotator.formats.clean import clean
from annotator.formats.sources import find_sources, read_source
from annotator.formats.splitting import detect_separator, split

SEEDS = Path(__file__).parents[3] / "resources" / "seeds"
EIGHT = "000_a4f98270b13e5fa0.txt"
ONE = "004_8e388f5d39bdec5c.txt"

# File, start, end, start of the name, first digits of the text's SHA-256.
ARTICLES = [
    (EIGHT, 0, 12225, "Cruel hoax: the", "4eefb8a29d11a711"),
    (EIGHT, 12245, 15772, "SingPost to seek", "91eb643e48ef730b"),
    (EIGHT, 15792, 19384, "Digital Edge announces", "9f2cc4dd87a7a9c5"),
    (EIGHT, 19404, 22529, "As Xi meets", "5e33584012519e74"),
    (EIGHT, 22549, 25061, "Morrison Foerster rehires", "918e240a63ac116c"),
    (EIGHT, 25081, 56680, "DeepSeek: China’s open-source", "49c219d1a52aa333"),
    (EIGHT, 56700, 60325, "East Ventures, SV", "8bf8402c86df63e7"),
    (EIGHT, 60345, 75468, "IP protection caught", "d702a9dcee2a1926"),
    (ONE, 0, 7349, "DeepSeek Shows Why", "838a690d4f538353"),
]

NOTICE, CREDIT = RegionKind.NOTICE, RegionKind.CREDIT
REGIONS = {
    "Morrison": [(NOTICE, "¬ Haymarket Media Limited.")],
    "DeepSeek: China’s": [(CREDIT, "Liang Wenfeng, founder"), (NOTICE, "This article is republished")],
    "IP protection": [(NOTICE, "This article was produced")],
    "DeepSeek Shows": [
        (CREDIT, "Anthony Kwan/Getty Images"),
        (NOTICE, "The views expressed"),
        (RegionKind.SOURCE, "Source link"),
        (RegionKind.COUNTER, "Visited 1 times"),
        (RegionKind.FORM, "Leave a Reply"),
    ],
}


def articles():
    for path in find_sources([SEEDS]):
        source = read_source(path)
        found = detect_separator(source.text)
        for piece in split(source.text, found.pattern if found else None, fallback=source.name):
            yield source, piece


def test_the_separator_is_found_in_the_file_of_eight_and_not_in_the_other():
    found = detect_separator(read_source(SEEDS / EIGHT).text)
    assert found is not None
    assert (found.line, found.count, found.pattern) == ("Continue Reading", 8, r"Continue\ Reading")
    assert detect_separator(read_source(SEEDS / ONE).text) is None


def test_there_are_nine_articles_at_their_places():
    facts = [(source.name, piece.start, piece.end) for source, piece in articles()]
    assert facts == [article[:3] for article in ARTICLES]


@pytest.mark.parametrize("index", range(9))
def test_the_text_is_the_file_s_own(index):
    source, piece = list(articles())[index]
    name, start, end, title, digest = ARTICLES[index]
    # Read anew and by hand, so that nothing the reader does can hide here.
    raw = (SEEDS / name).read_bytes().decode("utf-8")
    assert source.text[piece.start : piece.end] == raw[start:end]
    assert hashlib.sha256(raw[start:end].encode()).hexdigest().startswith(digest)
    assert piece.name.startswith(title)
    assert len(piece.name) <= 120


@pytest.mark.parametrize("index", range(9))
def test_boilerplate_is_marked_and_only_that(index):
    source, piece = list(articles())[index]
    text = source.text[piece.start : piece.end]
    expected = next((regions for title, regions in REGIONS.items() if piece.name.startswith(title)), [])
    found = find_regions(text)
    assert [
        (region.kind, text[region.start : region.end][: len(line)])
        for region, (_, line) in zip(found, expected, strict=True)
    ] == expected


def test_the_comment_form_reaches_to_the_end():
    source, piece = list(articles())[8]
    assert find_regions(source.text[piece.start : piece.end])[-1].end == piece.end - piece.start


@pytest.mark.parametrize("index", range(9))
def test_what_models_learn_from_is_all_but_the_boilerplate(index):
    source, piece = list(articles())[index]
    text = source.text[piece.start : piece.end]
    regions = find_regions(text)
    cleaned = clean(text, regions)
    for region in regions:
        assert text[region.start : region.end] not in cleaned.text
    lost = "".join(text.split())
    for region in regions:
        lost = lost.replace("".join(text[region.start : region.end].split()), "", 1)
    assert "".join(cleaned.text.split()) == lost
