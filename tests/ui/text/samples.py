"""Texts and spans that tests and pictures of the text view share. All sentences are invented."""

from __future__ import annotations

from ui.text.model import ViewSpan

LIGHT_COLORS = {
    "PERSON": "#C2410C",
    "ORG": "#2563EB",
    "LOC": "#15803D",
    "DATE": "#7C3AED",
    "QUANT": "#9A6700",
    "CLAIM": "#BE185D",
    "PREDICTION": "#0E7490",
}
DARK_COLORS = {
    "PERSON": "#FF8A65",
    "ORG": "#7AA7FF",
    "LOC": "#4ADE9B",
    "DATE": "#B794F6",
    "QUANT": "#E3B341",
    "CLAIM": "#F472B6",
    "PREDICTION": "#4DD0E1",
}

NEWS = (
    "The Norwegian Central Bank lowered its policy rate by 50 basis points on Tuesday, the second cut since March "
    "2021. Governor Ingrid Halvorsen told reporters in Bergen that the krone “will find its own level” before the "
    "end of winter.\n"
    "Economists at Fjord Capital Partners were not convinced. Cheaper loans will lift house prices in the Oslo "
    "region by late 2026, they wrote, and named a 4.2% rise in new mortgages.\n"
    "The University of Western Tasmania, Hobart School of Medicine observed 2,914 nurses for eleven years. Those who "
    "worked nights had a 19% higher risk of high blood pressure (odds ratio 1.19, 95% CI 1.04–1.36), but nobody "
    "could say why the difference vanished after retirement.\n"
    "In a letter to the Royal Society of Scotland Prize Committee 📈 the laureate Amélie Okonkwo called the award "
    "“overdue” — words repeated by the Geneva Institute.\n"
    "أعلن الوزير كريم منصور في تونس أن البنك المركزي سيعقد اجتماعه يوم الخميس.\n"
    "The Harbour Gazette wrote on 3 May that Lumen Inc. plans a factory near Gdańsk; Norddeich Radio put the price "
    "at €2.4 billion."
)


class Marker:
    """Finds quoted words in a text and makes spans of them, with ids in order."""

    def __init__(self, text: str, colors: dict[str, str] | None = None) -> None:
        self.text = text
        self.colors = colors or LIGHT_COLORS
        self.spans: list[ViewSpan] = []

    def add(self, quote: str, label: str, **fields: object) -> ViewSpan:
        """Add a span on the first occurrence of a quote; ``suggested``, ``score``, ``badge``… as in ViewSpan."""
        start = self.text.index(quote)
        values: dict[str, object] = {
            "layer": "entities",
            "shape": "box",
            "suggested": False,
            "score": None,
            "color": self.colors[label],
        } | fields
        span = ViewSpan(f"s{len(self.spans)}", start, start + len(quote), label, **values)
        self.spans.append(span)
        return span


def news_spans(colors: dict[str, str]) -> list[ViewSpan]:
    """Return the spans of ``NEWS``: all shapes there are."""
    mark = Marker(NEWS, colors)
    for quote, label in (
        ("Norwegian Central Bank", "ORG"),
        ("50 basis points", "QUANT"),
        ("Tuesday", "DATE"),
        ("Ingrid Halvorsen", "PERSON"),
        ("Bergen", "LOC"),
        ("Fjord Capital Partners", "ORG"),
        ("late 2026", "DATE"),
        ("University of Western Tasmania, Hobart School of Medicine", "ORG"),
        ("University of Western Tasmania", "ORG"),
        ("Tasmania", "LOC"),
        ("2,914 nurses", "QUANT"),
        ("19%", "QUANT"),
        ("odds ratio 1.19, 95% CI 1.04–1.36", "QUANT"),
        ("1.19", "QUANT"),
        ("Royal Society of Scotland Prize Committee", "ORG"),
        ("Scotland", "LOC"),
        ("Amélie Okonkwo", "PERSON"),
        ("كريم منصور", "PERSON"),
        ("تونس", "LOC"),
    ):
        mark.add(quote, label)
    for quote, label, score in (
        ("March 2021", "DATE", 0.93),
        ("4.2%", "QUANT", 0.71),
        ("Oslo region", "LOC", 0.58),
        ("Hobart School", "LOC", None),
        ("eleven years", "DATE", 0.88),
        ("95% CI 1.04–1.36", "QUANT", None),
        ("Geneva Institute", "ORG", 0.97),
        ("يوم الخميس", "DATE", 0.64),
    ):
        mark.add(quote, label, suggested=True, score=score)
    claims = {"shape": "bar", "layer": "claims"}
    mark.add("Cheaper loans will lift house prices in the Oslo region by late 2026", "PREDICTION", **claims)
    mark.add(
        "Those who worked nights had a 19% higher risk of high blood pressure",
        "CLAIM",
        suggested=True,
        score=0.81,
        **claims,
    )
    for quote, label, badge, differs in (
        ("Harbour Gazette", "ORG", "A", True),
        ("The Harbour Gazette", "ORG", "B", True),
        ("3 May", "DATE", "A", False),
        ("3 May", "DATE", "B", False),
        ("Lumen Inc.", "ORG", "A", True),
        ("Lumen", "ORG", "B", True),
        ("Gdańsk", "LOC", "A", False),
        ("Norddeich Radio", "PERSON", "A", True),
        ("Norddeich Radio", "ORG", "B", True),
        ("€2.4 billion", "QUANT", "B", True),
    ):
        mark.add(quote, label, badge=badge, differs=differs, lane=True)
    return mark.spans
