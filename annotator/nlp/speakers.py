"""Who says it: the link from a claim to the person or organisation that its sentence names as the speaker."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

SPEAKERS = "speakers"
_SPEAKING = frozenset(
    [
        "said",
        "says",
        "say",
        "told",
        "tells",
        "added",
        "adds",
        "noted",
        "notes",
        "announced",
        "announces",
        "stated",
        "states",
        "explained",
        "explains",
        "argued",
        "argues",
        "claimed",
        "claims",
        "warned",
        "warns",
        "wrote",
        "writes",
        "reported",
        "reports",
        "predicted",
        "predicts",
        "predict",
        "believes",
        "believe",
        "thinks",
        "insisted",
        "insists",
        "acknowledged",
        "acknowledges",
        "admitted",
        "admits",
        "confirmed",
        "confirms",
        "denied",
        "denies",
        "suggested",
        "suggests",
        "emphasized",
        "emphasised",
        "stressed",
        "stresses",
        "accused",
        "accuses",
        "criticized",
        "criticised",
        "expects",
        "expect",
        "estimated",
        "estimates",
        "concluded",
        "concludes",
        "remarked",
        "declared",
        "declares",
        "cautioned",
        "cautions",
        "underlined",
        "tweeted",
        "responded",
        "replied",
        "revealed",
        "reveals",
        "urged",
        "urges",
        "hopes",
        "vowed",
        "vows",
    ]
)
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "president",
        "minister",
        "prime",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "secretary",
        "general",
        "chief",
        "executive",
        "senator",
        "professor",
        "analyst",
        "economist",
        "director",
        "chairman",
        "ceo",
        "partner",
        "head",
        "leader",
        "official",
        "former",
        "us",
        "u",
        ".",
        "s",
        "deputy",
        "foreign",
        "defense",
        "defence",
        "state",
        "research",
        "fellow",
        "scientist",
        "co",
        "the",
        "a",
        "an",
        "founder",
        "managing",
        "officer",
        "governor",
        "judge",
        "lawyer",
    ]
)
# "seen by Sky News", "supporters of X", "reports from Y": the name before the verb is not its subject.
_NOT_SUBJECT = frozenset(("from", "by", "of", "at", "what", "in", "for", "with", "people", "to", "against"))
_CLAUSE = frozenset((";", ":", "that", "because", "which", "who", "while", "but", "after", "when"))
# The share of links of each kind that were right in the labelled sample (see RESULTS.md).
CHANCES = {"according": 0.97, "before": 0.95, "after": 0.9}


def speakers(doc: Doc, claims: list[Span]) -> list[tuple[Span, Span, str]]:
    """Return ``(claim, speaker, how it was found)`` for the claims whose sentence names one."""
    found = []
    ents = [ent for ent in doc.ents if ent.label_ in ("PERSON", "ORG")]
    for claim in claims:
        inside = [ent for ent in ents if claim.start <= ent.start and ent.end <= claim.end]
        link = _according(doc, claim, inside) or _verb(doc, claim, inside)
        if link is not None:
            found.append((claim, *link))
    return found


def _according(doc: Doc, claim: Span, ents: list[Span]) -> tuple[Span, str] | None:
    for token in claim:
        if token.lower_ == "according" and token.i + 1 < claim.end and doc[token.i + 1].lower_ == "to":
            behind = [ent for ent in ents if ent.start > token.i]
            if behind and _only_titles(doc, token.i + 2, behind[0].start):
                return _person_near(behind, claim), "according"
    return None


def _person_near(ents: list[Span], claim: Span) -> Span:
    """Prefer the person behind an organisation that only says where they belong ("CMR’s Rein")."""
    first = ents[0]
    if first.label_ == "ORG" and len(ents) > 1 and ents[1].label_ == "PERSON":
        gap = [token.text for token in claim.doc[first.end : ents[1].start]]
        if len(gap) <= 4 and "," not in gap:
            return ents[1]
    return first


def _only_titles(doc: Doc, first: int, end: int) -> bool:
    if end - first > 8:
        return False
    if any(token.text in (",", ":", ";", '"', "“", "”") for token in doc[first:end]):
        return False
    words = [token for token in doc[first:end] if token.is_alpha]
    return all(token.lower_ in _TITLES or token.ent_type_ for token in words) or len(words) <= 3


def _verb(doc: Doc, claim: Span, ents: list[Span]) -> tuple[Span, str] | None:
    for token in claim:
        if token.lower_ not in _SPEAKING or not _reports(doc, token.i):
            continue
        before = [ent for ent in ents if ent.end <= token.i]
        if len(before) > 1 and _belongs(doc, before[-2], before[-1]):
            before.pop()
        for place in range(len(before), max(len(before) - 3, 0), -1):
            if _subject(doc, before[place - 1], token.i):
                return _owner(doc, before[:place], token.i), "before"
        after = [ent for ent in ents if ent.start > token.i]
        if after and _inverted(doc, claim, token.i) and _only_titles(doc, token.i + 1, after[0].start):
            return _person_near(after, claim), "after"
        if token.lower_ in ("said", "says"):
            return None  # somebody without a name says it, and what follows is inside of it
    return None


def _reports(doc: Doc, verb: int) -> bool:
    """Tell whether a verb reports words: "claims to be" and "added fuel" do not."""
    following = doc[verb + 1].lower_ if verb + 1 < len(doc) else "."
    if doc[verb].lower_ in ("added", "adds"):
        return not following.isalpha() or following in ("that", "he", "she", "they", "in", "on")
    return following != "to" or doc[verb].lower_ not in ("claims", "claimed", "vows", "says")


def _subject(doc: Doc, ent: Span, verb: int) -> bool:
    """Tell whether an entity stands right before a verb, or only an apposition between commas does."""
    if _head_before(doc, ent.start) in _NOT_SUBJECT:
        return False
    gap = doc[ent.end : verb]
    words = [token.lower_ for token in gap if not token.is_space]
    if (
        words[:1] in (["from"], ["of"], ["at"])
        and ent.label_ == "PERSON"
        and len(words) <= 6
        and "," not in words
    ):
        return True
    if not words:
        return True
    if any(word in _CLAUSE for word in words) or words[0] in ("'", "’"):
        return False
    if words[0] == ",":
        return words[-1] == "," and words.count(",") == 2 and len(words) <= 14
    return len(words) <= 2 and all(
        word in ("has", "have", "also", "had", "recently", "later", "then") for word in words
    )


def _belongs(doc: Doc, person: Span, place: Span) -> bool:
    """Tell whether a name only says where the person before it belongs: "Zhang from UTS cautioned"."""
    gap = [token.lower_ for token in doc[person.end : place.start]]
    return person.label_ == "PERSON" and gap in (
        ["from"],
        ["of"],
        ["at"],
        ["of", "the"],
        ["from", "the"],
        ["at", "the"],
    )


def _head_before(doc: Doc, start: int) -> str:
    """Return the word before a name, titles and articles left out."""
    place = start - 1
    while place > 0 and (doc[place].lower_ in _TITLES or doc[place].text == "."):
        place -= 1
    return doc[place].lower_ if place >= 0 else ""


def _owner(doc: Doc, before: list[Span], verb: int) -> Span:
    """Return the person when the nearest name stands in an apposition of one ("Nadella, CEO of Microsoft, said")."""
    nearest = before[-1]
    if nearest.label_ == "ORG" and len(before) > 1:
        other = before[-2]
        gap = [token.text for token in doc[other.end : nearest.start]]
        if other.label_ == "PERSON" and gap[:1] == [","] and len(gap) <= 10 and doc[verb - 1].text == ",":
            return other
    return nearest


def _inverted(doc: Doc, claim: Span, verb: int) -> bool:
    """Tell whether a verb follows a quotation or a comma, as in "…, said X"."""
    if doc[verb].lower_ not in ("said", "says", "added", "wrote", "noted", "explained", "warned", "argued"):
        return False
    return verb > claim.start and doc[verb - 1].text in (",", '"', "”", "“", "'", "’")


class Speakers:
    """Writes ``doc.user_data["speakers"]``: claim key, entity key and score of each link."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the speakers of one document's claims."""
        claims = list(doc.spans["claims"]) if "claims" in doc.spans else []
        doc.user_data[SPEAKERS] = [
            (_key(claim), _key(speaker), CHANCES[how]) for claim, speaker, how in speakers(doc, claims)
        ]
        return doc


def _key(span: Span) -> tuple[int, int, str]:
    return span.start_char, span.end_char, span.label_


@Language.factory("annotator_speakers", requires=["doc.ents", "doc.spans"])
def make_speakers(nlp: Language, name: str) -> Speakers:
    """Return the component."""
    return Speakers()
