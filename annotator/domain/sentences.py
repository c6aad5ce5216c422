"""Where sentences begin and end: one rule for the pipeline's claims and for the window's sentence snap.

Written for news as it is scraped: odd quotes, ``&nbsp,`` scraps, blanks before punctuation, headings without a
full stop. A line break always ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.domain.text import paragraphs

# What may stand between a full stop and the blank that ends the sentence: closing quotes and brackets, a stray
# second full stop, scraps of markup. A blank before a quote is taken only where the quote cannot open the next.
_SCRAP = r"&(?:nbsp|amp|quot|rsquo|rdquo)[,;]"
_END = re.compile(
    r"(?P<mark>[.!?…]+|[。!?]+)"
    rf"(?P<tail>(?:[\"'”’»)\]}}]|{_SCRAP}|\s+[)\]}}](?!\S)|\s+\.(?=\s|$)|\s*{_SCRAP}|\s+[”’\"]\s?(?=\.(?:\s|$|&)))*[.]?(?:\s*{_SCRAP})*)"
    r"(?P<gap>\s+|$)"
)
_OPENERS = "\"'“‘«([{”’•-–—*#&"

# An abbreviation never ends a sentence when what follows can go on it.
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "rev",
        "fr",
        "sen",
        "rep",
        "gov",
        "gen",
        "col",
        "lt",
        "maj",
        "capt",
        "sgt",
        "cpl",
        "adm",
        "cmdr",
        "hon",
        "st",
        "mt",
        "ft",
        "messrs",
        "pres",
        "supt",
        "insp",
        "det",
        "vs",
        "cf",
        "viz",
        "e.g",
        "i.e",
        "eg",
        "ie",
        "al",
        "no",
        "nos",
        "fig",
        "figs",
        "vol",
        "pp",
        "op",
        "art",
        "sec",
        "ch",
        "eq",
        "approx",
        "est",
        "dept",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thurs",
        "fri",
        "sat",
        "sun",
    ]
)
# These end a sentence when a word follows that usually begins one.
_MAYBE = frozenset(
    [
        "inc",
        "ltd",
        "co",
        "corp",
        "llc",
        "plc",
        "bros",
        "jr",
        "sr",
        "ph.d",
        "m.d",
        "b.a",
        "m.a",
        "u.s",
        "u.k",
        "u.n",
        "e.u",
        "d.c",
        "u.s.a",
        "u.a.e",
        "u.s.s.r",
        "a.m",
        "p.m",
        "etc",
        "ave",
        "blvd",
        "rd",
        "sq",
        "ariz",
        "calif",
        "colo",
        "conn",
        "del",
        "fla",
        "ga",
        "ill",
        "ind",
        "kan",
        "ky",
        "la",
        "mass",
        "md",
        "mich",
        "minn",
        "miss",
        "mo",
        "mont",
        "neb",
        "nev",
        "okla",
        "ore",
        "pa",
        "tenn",
        "tex",
        "va",
        "vt",
        "wash",
        "wis",
        "wyo",
    ]
)
_STARTERS = frozenset(
    [
        "The",
        "A",
        "An",
        "It",
        "He",
        "She",
        "They",
        "We",
        "I",
        "You",
        "This",
        "That",
        "These",
        "Those",
        "There",
        "But",
        "And",
        "In",
        "On",
        "At",
        "For",
        "From",
        "With",
        "As",
        "If",
        "When",
        "While",
        "After",
        "Before",
        "Since",
        "Although",
        "However",
        "Meanwhile",
        "His",
        "Her",
        "Its",
        "Their",
        "Our",
        "My",
        "Some",
        "Many",
        "Most",
        "Several",
        "All",
        "Both",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "According",
        "Analysts",
        "Officials",
        "Police",
        "Critics",
        "Experts",
        "Under",
        "By",
        "To",
        "So",
        "Then",
        "Now",
        "What",
        "Who",
        "Why",
        "How",
        "Where",
        "Still",
        "Yet",
        "Also",
        "Earlier",
        "Later",
        "Last",
        "One",
        "Two",
    ]
)
_WORD = re.compile(r"[^\s\"“”‘’'()\[\]{}]+$")
_NEXT = re.compile(r"[\"'“”‘’«(\[{\s]*([^\W\d_]+)")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a text as trimmed stretches ``(start, end)`` in code points.

    They are in order, do not overlap, hold no line break and together cover every character that is not blank.
    """
    found: list[tuple[int, int]] = []
    for start, end in paragraphs(text):
        found.extend(_of_paragraph(text, start, end))
    return found


def _of_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    held: tuple[int, int] | None = None
    for piece in _pieces(text, start, end):
        # A stretch without a letter or digit (a lone quote, a bracket) belongs to the sentence before it.
        if held is not None and not any(char.isalnum() for char in text[slice(*piece)]):
            held = held[0], piece[1]
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _END.finditer(text, start, end):
        if match.end() >= end or not _is_boundary(text, begin, match, end):
            continue
        yield from _trimmed(text, begin, match.end("tail"))
        begin = match.end("tail")
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _is_boundary(text: str, begin: int, match: re.Match[str], limit: int) -> bool:
    following = text[match.end() : min(limit, match.end() + 80)]
    first = following[:1]
    if not (first.isupper() or first.isdigit() or first in _OPENERS or not first.isascii()):
        return False
    if first in ".,;:)":
        return False
    following_word = _NEXT.match(following)
    word = following_word[1] if following_word else ""
    if word and word[0].islower() and first in _OPENERS and not match["tail"]:
        return False
    if match["mark"] == "." and not match["tail"]:
        return not _is_abbreviation(text[max(begin, match.start() - 40) : match.start()], word, first)
    if match["mark"].startswith(("…", "...")):
        return bool(word) and word[0].isupper() and first not in "(["
    return True


def _is_abbreviation(before: str, word: str, first: str) -> bool:
    last = _WORD.search(before)
    if last is None:
        return False
    name = last[0].strip("-–—/").lower()
    if name in _TITLES:
        # "in Sept. The" and "art. They" do end; a month goes on before a number only or a lower-case word.
        return not (word in _STARTERS and word != "Mr" and name not in ("mr", "mrs", "ms", "dr", "st"))
    if name in _MAYBE:
        return word not in _STARTERS
    # An initial: "George W. Bush"; "I." and "plan B." end sentences.
    if len(name) == 1 and name.isalpha() and last[0] != "I":
        # In lower case it is "c. 314" or "m. 1949".
        return word not in _STARTERS if last[0].isupper() else first.isdigit()
    return bool(re.fullmatch(r"(?:[a-z]\.)+[a-z]", name)) and word not in _STARTERS
