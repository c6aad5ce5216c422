"""Lines of a scraped article that are not its text: whole paragraphs, known by their wording.

A false mark hides text from people and models alike, so every pattern must match a paragraph from end to end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.text import Region, RegionKind, paragraphs

_LONGEST = 300

_AGENCY = (
    r"(?:Getty Images|Getty|AFP|AP|AP Photo|Associated Press|Reuters|EPA|EPA-EFE|Xinhua|Shutterstock|iStock|Bloomberg"
    r"|PA|PA Wire|PA Images|Alamy|Unsplash|Pexels|Flickr|Wikimedia Commons|NurPhoto|Anadolu|ZUMA Press|Sipa|Sipa USA"
    r"|Pool|Kyodo|Kyodo News|Yonhap|VCG|AAP|TASS)"
)
_NAME = r"[\w.'’&-]+(?: [\w.'’&-]+){0,5}"
_WORK = r"(?:article|story|piece|content|essay|interview|report|column|post)"
_DONE = r"(?:(?:re)?published|(?:re)?produced|(?:re)?printed|originally published|originally appeared|first published)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of boilerplate and the wording of the paragraphs that are it."""

    kind: RegionKind
    expression: re.Pattern[str]


def _pattern(kind: RegionKind, expression: str, flags: re.RegexFlag = re.IGNORECASE) -> Pattern:
    return Pattern(kind, re.compile(expression, flags))


PATTERNS = (
    _pattern(RegionKind.SEPARATOR, r"(?:continue reading|read more|keep reading)(?: ?(?:…|\.{3}|→|»|›|>+))?"),
    _pattern(
        RegionKind.SOURCE,
        r"(?:source link|original source|source: ?https?://\S+|read the original article\.?)",
    ),
    _pattern(RegionKind.COUNTER, r"visited [\d,.]+ times?, [\d,.]+ visits?(?:\(s\))? today"),
    _pattern(RegionKind.FORM, r"leave a (?:reply|comment)(?: cancel reply)?"),
    _pattern(RegionKind.FORM, r"your email address will not be published\..*"),
    _pattern(RegionKind.FORM, r"required fields are marked ?\*?"),
    _pattern(RegionKind.FORM, r"save my name, email,? and website in this browser.*"),
    _pattern(RegionKind.NOTICE, r".{0,160}\ball rights reserved\.?"),
    _pattern(RegionKind.NOTICE, r"(?:©|\(c\)|copyright ©?) ?\d{4}.{0,120}"),
    _pattern(RegionKind.NOTICE, rf"this {_WORK} (?:is|was|has been|had been) {_DONE} .{{0,200}}"),
    _pattern(RegionKind.NOTICE, rf"this {_WORK} (?:originally|first) appeared .{{0,200}}"),
    _pattern(
        RegionKind.NOTICE,
        r"(?:the )?(?:views|opinions)(?: and (?:views|opinions))? expressed (?:in this .{1,40}|here|by .{1,60}) are "
        r"(?:those of|the|their|his|her|solely).{0,160}",
    ),
    # A name, strokes and an agency: “Jane Doe/AFP via Getty Images”. Capitals matter in all credit lines.
    _pattern(
        RegionKind.CREDIT, rf"{_NAME}(?: ?/ ?{_NAME}){{0,2}} ?/ ?{_AGENCY}(?: via {_AGENCY})?\.?", re.NOFLAG
    ),
    _pattern(RegionKind.CREDIT, rf"{_AGENCY} via {_AGENCY}\.?|Getty Images|Shutterstock", re.NOFLAG),
    # A caption that ends in its credit, or a credit alone: “The port at night. Photo: CCTV”.
    _pattern(
        RegionKind.CREDIT,
        r"(?:.{1,200}[.!?)”’\"] ?)?\(?(?:Photo|Photograph|Image|Picture|Illustration)s?(?: credit| courtesy)?"
        r"(?:: ?| by )(?=[A-Z@])[^.!?]{2,60}[.,)]{0,2}",
        re.NOFLAG,
    ),
)

# Form fields are too short to be boilerplate by themselves; right after a comment form's other lines they are.
_FORM_FIELD = re.compile(r"(?:comment|name|email|website|post comment|cancel reply) ?\*?", re.IGNORECASE)


def find_regions(text: str) -> tuple[Region, ...]:
    """Return the boilerplate paragraphs of a text without the blanks at their ends, in order and disjoint."""
    regions: list[Region] = []
    for start, end in _short_paragraphs(text):
        line = text[start:end]
        after_form = (
            bool(regions) and regions[-1].kind is RegionKind.FORM and _adjoin(text, regions[-1], start)
        )
        kind = _kind(line, after_form)
        if kind is RegionKind.FORM and after_form:
            regions[-1] = Region(regions[-1].start, end, RegionKind.FORM)
        elif kind is not None:
            regions.append(Region(start, end, kind))
    return tuple(regions)


def _short_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for start, end in paragraphs(text):
        line = text[start:end]
        stripped = line.strip()
        if stripped and len(stripped) <= _LONGEST:
            start += len(line) - len(line.lstrip())
            yield start, start + len(stripped)


def _kind(line: str, after_form: bool) -> RegionKind | None:
    if after_form and _FORM_FIELD.fullmatch(line):
        return RegionKind.FORM
    return next((entry.kind for entry in PATTERNS if entry.expression.fullmatch(line)), None)


def _adjoin(text: str, region: Region, start: int) -> bool:
    return not text[region.end : start].strip()
