"""Separators: found where articles follow each other, and nowhere else."""

import pytest

from annotator.errors import FormatError
from annotator.formats.splitting import detect_separator, first_line, headline, split

BODY = "The council met on Monday and agreed on the budget for the next year after a long debate.\n\n" * 6


def article(title: str, body: str = BODY) -> str:
    return f"{title}\n\n{body}\n"


def joined(line: str, count: int = 3, *, end: bool = True) -> str:
    texts = [article(f"Council number {index} agrees on its budget") for index in range(count)]
    return f"{line}\n\n".join(texts) + (f"{line}\n" if end else "")


@pytest.mark.parametrize("line", ["Continue Reading", "* end of article *", "================", "##########"])
@pytest.mark.parametrize("end", [True, False])
def test_a_line_between_articles_is_found(line, end):
    found = detect_separator(joined(line, end=end))
    assert found is not None
    assert (found.line, found.count) == (line, 3 if end else 2)


def test_plain_words_must_stand_three_times():
    found = detect_separator(joined("Teller Gazette", 3))
    assert found is not None
    assert found.line == "Teller Gazette"


def test_windows_line_breaks_make_no_difference():
    text = joined("Continue Reading").replace("\n", "\r\n")
    found = detect_separator(text)
    assert found is not None
    pieces = split(text, found.pattern)
    assert [piece.name for piece in pieces] == [f"Council number {n} agrees on its budget" for n in range(3)]
    assert all(text[piece.start : piece.end] == text[piece.start : piece.end].strip() for piece in pieces)


REFRAIN = "\n\n".join(
    ["The river runs,\nthe river sings,\nand nobody knows what morning brings,", "O come home"] * 6
)
MARKDOWN = "\n\n".join(["---", "Some Heading Of A Part", BODY.strip()] * 4)
SCENES = "\n\n".join([BODY.strip(), "* * *"] * 5)
LINKS = "\n\n".join(
    ["A headline of the article itself", BODY, "Related article", "Another one elsewhere", BODY] * 3
)
SECTIONS = "\n\n".join(["Chapter with a name", BODY, "Summary", BODY.strip()] * 4)
MINUTES = "\n\n".join(["Speaker one", "I agree with that entirely."] * 20)
SIGNED = joined("Jane Doe", 2)
QUOTED = joined("“Jane.”", 2)
ONCE = joined("Continue Reading", 1) + article("Something else at the end")


@pytest.mark.parametrize(
    "text",
    [SIGNED, QUOTED, REFRAIN, MARKDOWN, SCENES, LINKS, SECTIONS, MINUTES, ONCE[:-700], BODY, "", "\n\n"],
)
def test_ordinary_texts_are_one_document(text):
    assert detect_separator(text) is None


def test_one_bad_article_among_many_does_not_hide_the_separator():
    text = joined("Continue Reading", 7) + "\nno headline here but a fragment.\n\nContinue Reading\n"
    found = detect_separator(text)
    assert found is not None
    assert found.count == 8


def test_a_pattern_cuts_at_whole_lines_only():
    text = "one\n\n--- 1 ---\nwords about --- 2 --- in a line\n  --- 3 ---\t\nthree"
    pieces = split(text, r"--- \d ---")
    assert [text[piece.start : piece.end] for piece in pieces] == [
        "one",
        "words about --- 2 --- in a line",
        "three",
    ]


def test_blank_lines_never_separate_and_empty_pieces_are_left_out():
    text = "x\n\n\ny\nEND\nEND\n\xa0\nEND\n"
    assert [text[piece.start : piece.end] for piece in split(text, r"\s*|END")] == ["x\n\n\ny"]
    assert split("END\nEND", "END") == []


def test_a_bad_pattern_is_named():
    with pytest.raises(FormatError, match=r"“\(“? ?.*” is no regular expression|“\(”"):
        split("text", "(")


def test_names():
    assert headline("\n A  short\xa0title \n\ntext") == "A short title"
    assert headline("and so it begins in the middle\n\ntext") == ""
    assert headline("A sentence that ends.\n\ntext") == ""
    assert headline("Not alone above\nits text") == ""
    assert split("words.", None, fallback="a.txt")[0].name == "a.txt"
    assert split("words.", None)[0].name == "words."
    assert split("A title of the text\n\nwords.", None, fallback="a.txt")[0].name == "A title of the text"


def test_long_names_are_cut_at_a_word():
    name = first_line("word " * 100)
    assert len(name) <= 120
    assert name.endswith("word…")
    assert len(first_line("字" * 300)) == 120
