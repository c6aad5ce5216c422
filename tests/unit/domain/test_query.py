"""What people type, and what is said when it cannot be understood."""

import re

import pytest

from annotator.domain.annotation import SetStatus
from annotator.domain.query import Limit, Query, Word, parse
from annotator.errors import QueryError


def test_everything_at_once():
    query = parse(
        'merger minist* "to be  sold" /\\d+ jobs/i label:ORG,GPE score<.6 author:anna status:done name:"A b"'
    )
    assert query == Query(
        words=(Word("merger"), Word("minist", beginning=True)),
        phrases=("to be  sold",),
        patterns=(re.compile("\\d+ jobs", re.IGNORECASE),),
        labels=(("ORG", "GPE"),),
        limits=(Limit("<", 0.6),),
        authors=("anna",),
        status=SetStatus.DONE,
        names=("A b",),
    )


@pytest.mark.parametrize("text", ["", "  \t\n"])
def test_nothing(text):
    assert parse(text).is_empty


@pytest.mark.parametrize(
    "text", ["don't", "3.5", "e\u0301t\u00e9", "\U0001f469\u200d\U0001f52c", "S&P", "12:30", "a/b"]
)
def test_words_that_look_like_something_else(text):
    assert parse(text) == Query(words=(Word(text),))


def test_a_state_of_two_words():
    assert parse("status:in-progress").status is SetStatus.IN_PROGRESS


def test_a_slash_in_a_regular_expression():
    assert parse(r"/a\/b/").patterns[0].search("xa/bx")


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [
        ("score<.6", 0.6, False),
        ("score<=.6", 0.6, True),
        ("score>=0.9", 0.95, True),
        ("score:1", 1.0, True),
        ("score>.9", None, False),
    ],
)
def test_scores(text, value, holds):
    (limit,) = parse(text).limits
    assert limit.holds(value) is holds


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('Acme "to be', 5, "not closed"),
        ('Acme ""', 5, "empty"),
        ("/[a-/", 1, "regular expression is not valid"),
        ("x /abc", 2, "end it with “/”"),
        ("/a/x", 3, "no flag"),
        ("a score<high", 8, "from 0 to 1"),
        ("score>1.5", 6, "from 0 to 1"),
        ("lable:ORG", 0, "use one of label:"),
        ("label: ORG", 0, "label:ORG"),
        ("status:finished", 0, "in-progress"),
        ("status:done status:new", 12, "only once"),
        ("*ing", 0, "at the end of a word"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, place, words):
    with pytest.raises(QueryError, match=re.escape(words)) as caught:
        parse(text)
    sentence = str(caught.value)
    assert caught.value.place == place
    assert sentence.startswith(f"Character {place + 1}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
