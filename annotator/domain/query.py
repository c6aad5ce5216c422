"""The language of searches, from what a person types to what is wanted.

Words and conditions stand side by side and all of them must hold::

    merger Acme "to be sold"     these words, whatever case and accents; the quoted ones exactly as written
    minist* /\\d+ jobs/i          words that begin so; a regular expression (Python's), with i in any case
    label:ORG label:GPE,LOC      a span with the label; one of several
    score<.6 author:anna         how sure its pipeline was; whose span or set it is
    status:done name:"Ahold's"   whose documents are done; a part of the document's name

Label, score and author speak of one and the same span; two labels speak of two spans.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from annotator.domain.annotation import SetStatus
from annotator.errors import QueryError

FIELDS = ("label", "status", "score", "author", "name")


@dataclass(frozen=True, slots=True)
class Word:
    """A word to be found as a whole, or as the beginning of one; several when it holds a hyphen or the like."""

    text: str
    beginning: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound for a score, such as < .6."""

    sign: str
    value: float

    def holds(self, score: float | None) -> bool:
        """Tell whether a score fits; a span without one never does."""
        return score is not None and _SIGNS[self.sign](score, self.value)


@dataclass(frozen=True, slots=True)
class Query:
    """What a search wants; all of it must hold. Each item of ``labels`` is a choice between labels."""

    words: tuple[Word, ...] = ()
    phrases: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    labels: tuple[tuple[str, ...], ...] = ()
    limits: tuple[Limit, ...] = ()
    authors: tuple[str, ...] = ()
    status: SetStatus | None = None
    names: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Query()

    @property
    def of_text(self) -> bool:
        """Whether it asks for something in the text."""
        return bool(self.words or self.phrases or self.patterns)

    @property
    def of_spans(self) -> bool:
        """Whether it asks for spans."""
        return bool(self.labels or self.limits)


_SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_SCORE = re.compile(r"score(?P<sign><=|>=|<|>|=|:)(?P<value>\S*)")
_FIELD = re.compile(r"(?P<name>[a-z]+):")
_TOKEN = re.compile(r'[^\s"]+')


def parse(text: str) -> Query:
    """Read a query; raises QueryError with one sentence that names the place and what would do."""
    return _Parser(text).run()


class _Parser:
    """Goes through a query once, collecting."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._words: list[Word] = []
        self._phrases: list[str] = []
        self._patterns: list[re.Pattern[str]] = []
        self._fields: dict[str, list[str]] = {name: [] for name in FIELDS}
        self._limits: list[Limit] = []

    def run(self) -> Query:
        while self._at < len(self._text):
            if self._text[self._at].isspace():
                self._at += 1
            else:
                self._next()
        status = self._fields["status"]
        return Query(
            tuple(self._words),
            tuple(self._phrases),
            tuple(self._patterns),
            tuple(tuple(part for part in value.split(",") if part) for value in self._fields["label"]),
            tuple(self._limits),
            tuple(self._fields["author"]),
            SetStatus(status[0]) if status else None,
            tuple(self._fields["name"]),
        )

    def _next(self) -> None:
        if self._text[self._at] == '"':
            start = self._at
            phrase = self._quoted()
            if not phrase.strip():
                raise _wrong(start, "the quotes are empty; write the words to look for between them")
            self._phrases.append(phrase)
        elif self._text[self._at] == "/":
            self._pattern()
        elif score := _SCORE.match(self._text, self._at):
            self._limit(score)
        elif field := _FIELD.match(self._text, self._at):
            self._field(field)
        else:
            self._word()

    def _word(self) -> None:
        start = self._at
        word = self._token()
        if word.strip("*") and "*" not in word[:-1]:
            self._words.append(Word(word.removesuffix("*"), word.endswith("*")))
            return
        raise _wrong(
            start, f"“{word}” has its star in the wrong place; put it at the end of a word, as in minist*"
        )

    def _token(self) -> str:
        found = _TOKEN.match(self._text, self._at)
        word = found.group() if found else ""
        self._at += len(word)
        return word

    def _quoted(self) -> str:
        start = self._at
        end = self._text.find('"', start + 1)
        if end < 0:
            raise _wrong(start, "the quote is not closed; end it with another quotation mark")
        self._at = end + 1
        return self._text[start + 1 : end]

    def _pattern(self) -> None:
        start = self._at
        found = re.compile(r"/((?:\\.|[^/\\])+)/(\w*)(?=\s|$)", re.DOTALL).match(self._text, start)
        if found is None:
            raise _wrong(
                start,
                "the regular expression is not closed; end it with “/”, and write “\\/” for a slash in it",
            )
        source, flags = found.groups()
        if flags not in ("", "i"):
            raise _wrong(found.start(2), f"“{flags}” is no flag; only “i” can follow the slash, for any case")
        try:
            pattern = re.compile(source.replace("\\/", "/"), re.IGNORECASE if flags else 0)
        except (re.error, OverflowError, RecursionError) as error:
            place = getattr(error, "pos", None) or 0
            reason = getattr(error, "msg", str(error))
            raise _wrong(
                start + 1 + place, f"the regular expression is not valid ({reason}); mend it there"
            ) from error
        self._patterns.append(pattern)
        self._at = found.end()

    def _limit(self, found: re.Match[str]) -> None:
        sign, value = found.group("sign").replace(":", "="), found.group("value")
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0.0 <= number <= 1.0:
            raise _wrong(
                found.start("value"), f"“{value}” is no score; write a number from 0 to 1, such as score<.6"
            )
        self._limits.append(Limit(sign, number))
        self._at = found.end()

    def _field(self, found: re.Match[str]) -> None:
        name, start = found.group("name"), self._at
        if name not in FIELDS:
            known = ", ".join(f"{field}:" for field in FIELDS)
            raise _wrong(start, f"“{name}:” is nothing to search by; use one of {known}, or put it in quotes")
        self._at = found.end()
        quoted = self._text[self._at : self._at + 1] == '"'
        value = self._quoted() if quoted else self._token()
        if not value.strip(" ,"):
            raise _wrong(
                start, f"nothing follows “{name}:”; write it without a blank, as in {_EXAMPLES[name]}"
            )
        if name == "status":
            value = value.replace("-", " ")
            if value not in set(SetStatus) or self._fields[name]:
                states = ", ".join(state.replace(" ", "-") for state in SetStatus)
                raise _wrong(start, f"“{name}:{value}” cannot be; write one of {states}, and only once")
        self._fields[name].append(value)


_EXAMPLES = {"label": "label:ORG", "status": "status:done", "author": "author:anna", "name": "name:Ahold"}


def _wrong(place: int, reason: str) -> QueryError:
    return QueryError(f"Character {place + 1}: {reason}.", place)
