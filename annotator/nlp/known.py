"""What the labelling guidelines settle once for all: words with one reading, firms named after partners, no names."""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from annotator.nlp.consistency import Beliefs, Found

_PLACES = (
    "Silicon Valley|Wall Street|Southeast Asia|South-East Asia|East Asia|South Asia|Central Asia|Asia-Pacific|Asia Pacific|"
    "Indo-Pacific|Middle East|Global South|Global North|global south|Latin America|Greater China|Greater Bay Area|"
    "South China Sea|Taiwan Strait|Eastern Europe|Western Europe|Africa|Europe|Asia|Gulf|Caribbean"
)
_PLATFORMS = (
    "YouTube|GitHub|Gitee|TikTok|Douyin|WhatsApp|Instagram|Telegram|WeChat|Weibo|Threads|LinkedIn|Reddit|ChatGPT|Gemini|"
    "Llama|Claude|PyTorch|TensorFlow|PaddlePaddle|Windows|Android|iPhone|bitcoin|Bitcoin"
)
_BUILT = "Panama Canal|Suez Canal|Changi Airport|Great Wall|Eiffel Tower"
_PEOPLES = "MAGA|Western|western|Asian|Palestinian|Republican|Democrat|Democrats|Republicans"
KNOWN = {
    surface: label
    for label, surfaces in (("LOC", _PLACES), ("PRODUCT", _PLATFORMS), ("FAC", _BUILT), ("NORP", _PEOPLES))
    for surface in surfaces.split("|")
}
# Generic words and function words that are no entity of any kind.
_NOTHING = frozenset(
    "the a an and of ai foreign foreigner foreigners immigrant immigrants migrant migrants refugees native non-whites ceo cfo "
    "overnight now year-on-year internet".split()
)
_NOTHING_CASED = frozenset(("A", "The", "AI", "IPO", "CEO", "CFO", "Internet", "PhD", "GDP"))


def known(doc: Doc, found: list[Found], beliefs: Beliefs) -> list[Found]:
    """Relabel words with one reading, drop what is no name, and mark "the West" and "Western" where they were missed."""
    result = []
    for entity in found:
        end = entity.end
        while end > entity.first + 1 and doc[end - 1].text in ("and", "or", "of", "&"):
            end -= 1
        entity = entity if end == entity.end else replace(entity, end=end, rule="known")
        surface = doc[entity.first : end].text
        if surface in _NOTHING_CASED or surface.lower() in _NOTHING:
            continue
        label = KNOWN.get(surface)
        if label is not None and label != entity.label and entity.label not in ("DATE", "TIME", "CARDINAL"):
            entity = replace(entity, label=label, rule="known")
        result.append(entity)
    return _added(doc, result)


def _added(doc: Doc, found: list[Found]) -> list[Found]:
    taken = {number for entity in found for number in range(entity.first, entity.end)}
    added = []
    for token in doc[:-1]:
        if token.i in taken:
            continue
        before, after = doc[token.i - 1].lower_ if token.i else "", doc[token.i + 1]
        if (
            token.text in ("western", "Western")
            and after.is_alpha
            and after.text.islower()
            and before != "the"
        ):
            added.append(Found(token.i, token.i + 1, "NORP", "known"))
        elif token.text == "West" and before == "the" and not after.text[:1].isupper():
            added.append(Found(token.i, token.i + 1, "LOC", "known"))
        elif (
            (token.text == "Silicon" and after.text == "Valley")
            or (token.lower_ == "global" and after.lower_ == "south")
        ) and after.i not in taken:
            added.append(Found(token.i, token.i + 2, "LOC", "known"))
    return sorted([*found, *added], key=lambda entity: entity.first)


def firms(doc: Doc, found: list[Found], beliefs: Beliefs) -> list[Found]:
    """Make one ORG of a firm named after its partners: "Gibson, Dunn & Crutcher", "Kirkland & Ellis"."""
    result = list(found)
    for token in doc[1:-1]:
        if token.text != "&" or not (_name(doc, token.i - 1) and _name(doc, token.i + 1)):
            continue
        first, end = token.i - 1, token.i + 2
        while (
            first >= 2
            and doc[first - 1].text == ","
            and _name(doc, first - 2)
            and not doc[first - 2].is_sent_start
        ):
            first -= 2
        inside = [entity for entity in result if entity.first < end and first < entity.end]
        if not any(entity.label in ("ORG", "PERSON", "GPE") for entity in inside):
            continue
        first = min(first, *(entity.first for entity in inside))
        end = max(end, *(entity.end for entity in inside))
        whole = Found(first, end, "ORG", "firm")
        if [(e.first, e.end, e.label) for e in inside] != [(first, end, "ORG")]:
            result = sorted([*(e for e in result if e not in inside), whole], key=lambda entity: entity.first)
    return result


def _name(doc: Doc, number: int) -> bool:
    text = doc[number].text
    return text.isalpha() and text[0].isupper() and len(text) > 1
