"""What the text view looks like, case by case, in light and dark."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.text.samples import DARK_COLORS, LIGHT_COLORS, NEWS, Marker, news_spans
from ui.text.colors import DARK, LIGHT
from ui.text.view import TextView

THEMES = {"light": (LIGHT, LIGHT_COLORS), "dark": (DARK, DARK_COLORS)}


@pytest.fixture(params=list(THEMES))
def theme(request):
    """Run a test in both themes."""
    return request.param


@pytest.fixture
def picture(qtbot, theme):
    """Return a function that draws a text with marked spans and returns the image."""

    def draw(text, mark, *, size=(760, 240), prepare=None, dimmed=()):
        colors, labels = THEMES[theme]
        view = TextView()
        qtbot.addWidget(view)
        view.resize(*size)
        view.set_colors(colors)
        view.set_document(text, dimmed)
        marker = Marker(text, labels)
        mark(marker)
        view.set_spans(marker.spans)
        if prepare is not None:
            prepare(view)
        view.show()
        qtbot.waitExposed(view)
        QApplication.processEvents()
        return view.viewport().grab().toImage()

    return draw


def test_news(picture, check_picture, theme):
    def prepare(view):
        view.set_current(view.span_at(NEWS.index("Ingrid"))[0])
        start = NEWS.index("nobody could say")
        view.select(start, start + len("nobody could say why"))

    image = picture(
        NEWS, lambda mark: mark.spans.extend(news_spans(mark.colors)), size=(960, 720), prepare=prepare
    )
    check_picture(image, f"news-{theme}", "ش📈")


def test_labels_below(picture, check_picture, theme):
    image = picture(
        NEWS,
        lambda mark: mark.spans.extend(news_spans(mark.colors)),
        size=(960, 800),
        prepare=lambda view: view.set_labels_below(True),
    )
    check_picture(image, f"labels-below-{theme}", "ش📈")


def test_overlapping_and_nested(picture, check_picture, theme):
    text = (
        "The Ministry of Fisheries and Coastal Affairs of the Faroe Islands met the Bank of Iceland in Tórshavn on "
        "Friday morning."
    )

    def mark(marker):
        marker.add("Ministry of Fisheries and Coastal Affairs of the Faroe Islands", "ORG")
        marker.add("Ministry of Fisheries", "ORG")
        marker.add("Fisheries and Coastal Affairs", "QUANT", suggested=True, score=0.42)
        marker.add("Coastal Affairs of the Faroe", "PERSON")
        marker.add("Faroe Islands", "LOC")
        marker.add("Bank of Iceland", "ORG", suggested=True, score=0.9)
        marker.add("Iceland in Tórshavn", "LOC")
        marker.add("Tórshavn", "LOC")
        marker.add("Friday morning", "DATE")
        marker.add("Friday", "DATE", suggested=True, score=0.66)

    def prepare(view):
        view.set_current(view.span_at(text.index("Coastal") + 1)[0])

    check_picture(picture(text, mark, prepare=prepare), f"overlap-{theme}")


def test_right_to_left_and_mixed(picture, check_picture, theme):
    text = (
        "قالت شركة Lumen Energy إنها ستفتح 3 مصانع في طنجة قبل عام 2027.\n"
        "The novel “שירת הים” by דוד לביא was sold 12,000 times in חיפה last year.\n"
        "ביום שני העלה את הריבית בפעם השלישית השנה, כפי שצפו רוב הכלכלנים בשוק, הבנק המרכזי של ישראל בירושלים."
    )

    def mark(marker):
        marker.add("Lumen Energy", "ORG")
        marker.add("طنجة", "LOC", suggested=True, score=0.87)
        marker.add("عام 2027", "DATE")
        marker.add("שירת הים", "ORG")
        marker.add("דוד לביא was", "PERSON")
        marker.add("12,000", "QUANT", suggested=True, score=0.5)
        marker.add("חיפה", "LOC")
        marker.add("הבנק המרכזי של ישראל", "ORG")
        marker.add("ישראל", "LOC")

    def prepare(view):
        start = text.index("by דוד")
        view.select(start, start + 8)

    check_picture(picture(text, mark, prepare=prepare, size=(760, 300)), f"right-to-left-{theme}", "شש")


def test_emoji_and_signs(picture, check_picture, theme):
    text = (
        "👩‍🚀 Mira Solberg 🇳🇴 sent 📈📉 to Ann and to the café Ze\u0301phyr in S\u0303ao Bento 👍🏽.\n"
        "Odd\x00signs\x07here\tand\u00a0there\u200b."
    )

    def mark(marker):
        marker.add("Mira Solberg 🇳🇴", "PERSON")
        marker.add("📈📉", "QUANT", suggested=True, score=0.31)
        marker.add("Ze\u0301phyr", "LOC")
        marker.add("👍🏽", "QUANT")
        marker.add("signs\x07here", "ORG")

    check_picture(picture(text, mark, size=(760, 140)), f"emoji-{theme}", "📈")


def test_wide_letters(picture, check_picture, theme):
    text = "新潟県は火曜日に新しい港を開いた。\nThe office of 東京本社 is in 千代田区."

    def mark(marker):
        marker.add("新潟県", "LOC")
        marker.add("火曜日", "DATE", suggested=True, score=0.95)
        marker.add("東京本社", "ORG")
        marker.add("千代田区", "LOC")
        marker.add("田区", "LOC", suggested=True)

    check_picture(picture(text, mark, size=(560, 140)), f"wide-letters-{theme}", "漢")


def test_a_long_line_and_long_labels(picture, check_picture, theme):
    text = "x" * 150 + " Karlsson" + "y" * 60 + " and " + "harbour winter " * 220

    def mark(marker):
        marker.add("x" * 90, "ORG")
        marker.add("Karlsson" + "y" * 60, "PERSON", suggested=True, score=0.77)
        marker.add("harbour", "LOC")
        marker.spans.append(
            replace(marker.add("winter", "DATE"), label="SEASON_OF_THE_YEAR_OR_PART_OF_IT", id="long")
        )
        del marker.spans[-2]

    check_picture(picture(text, mark, size=(560, 300)), f"long-line-{theme}")


def test_claims(picture, check_picture, theme):
    text = (
        "Trams are quieter than buses. Ridership will double by spring. The council, which met on Monday, thinks that "
        "this is the best plan in a decade, and says that nobody will miss the old depot.\n"
        "Costs will fall. Fares will not."
    )

    def mark(marker):
        bar = {"shape": "bar", "layer": "claims"}
        marker.add("Trams are quieter than buses.", "CLAIM", **bar)
        marker.add("Ridership will double by spring.", "PREDICTION", suggested=True, score=0.74, **bar)
        marker.add(text[text.index("The council") : text.index("\n")], "CLAIM", **bar)
        marker.add("nobody will miss the old depot", "PREDICTION", **bar)
        marker.add("Monday", "DATE")
        marker.add("Costs will fall.", "PREDICTION", **bar)
        marker.add("Fares will not.", "PREDICTION", suggested=True, score=0.55, **bar)

    def prepare(view):
        view.set_current(view.span_at(text.index("The council"))[0])

    check_picture(picture(text, mark, prepare=prepare), f"claims-{theme}")


def test_suggestions_hits_and_boilerplate(picture, check_picture, theme):
    text = (
        "Anna Lindqvist moved from Malmö to the Baltic Institute in 2019, and Malmö lost a good physicist.\n"
        "Photo: harbour agency. Visited 3 times."
    )

    def mark(marker):
        marker.add("Anna Lindqvist", "PERSON", suggested=True, score=0.991)
        marker.add("Malmö", "LOC", suggested=True, score=0.4)
        marker.add("Baltic Institute", "ORG", suggested=True, score=1.0)
        marker.add("2019", "DATE", suggested=True)

    def prepare(view):
        view.set_hits([(place, place + 5) for place in (text.index("Malmö"), text.rindex("Malmö"))])
        view.set_current(view.span_at(text.index("Baltic"))[0])

    start = text.index("Photo")
    image = picture(text, mark, prepare=prepare, dimmed=[(start, len(text))], size=(760, 160))
    check_picture(image, f"suggestions-{theme}")


def test_review_lanes(picture, check_picture, theme):
    text = "The Harbour Gazette wrote on 3 May that Lumen Inc. plans a factory near Gdańsk; the Mayor of Gdańsk denied it."

    def mark(marker):
        for quote, label, badge, differs in (
            ("Harbour Gazette", "ORG", "A", True),
            ("The Harbour Gazette", "ORG", "B", True),
            ("3 May", "DATE", "A", False),
            ("3 May", "DATE", "B", False),
            ("Lumen Inc.", "ORG", "A", True),
            ("Lumen", "ORG", "B", True),
            ("Lumen Inc.", "ORG", "C", True),
            ("Gdańsk", "LOC", "A", False),
            ("Mayor of Gdańsk", "PERSON", "B", True),
            ("Mayor", "PERSON", "C", True),
        ):
            marker.add(quote, label, badge=badge, differs=differs, lane=True)
        marker.add(
            "Lumen Inc. plans a factory near Gdańsk", "CLAIM", badge="B", lane=True, shape="bar", differs=True
        )

    def prepare(view):
        view.set_current(view.span_at(text.index("3 May"))[0])

    check_picture(picture(text, mark, prepare=prepare), f"review-{theme}")
