"""Big projects for measuring: any number of documents with 30 spans each, the same ones every time."""

from __future__ import annotations

from random import Random

from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus
from annotator.domain.ids import DocumentId, SpanId
from annotator.domain.scheme import Label, Layer, RelationType, Scheme
from annotator.domain.text import Document
from annotator.storage import Project

SPANS = 30
PIPELINE = "pipeline:bench@1.0.0"
LABELS = ("PERSON", "ORG", "GPE", "DATE", "MONEY")

_SENTENCE = (
    "the minister said on Monday that Acme would sell its plant in Lyon for 40 million euros to Borealis "
    "after talks with Anna Keller of the works council failed again and shares fell by 3 percent in Paris"
)


def make_scheme() -> Scheme:
    """Return a scheme like the one people start with."""
    layers = (
        Layer("entities", tuple(Label(name) for name in LABELS)),
        Layer("claims", (Label("CLAIM"), Label("OPINION")), flat=False),
    )
    return Scheme("bench", layers, (RelationType("ATTRIBUTED_TO", ("CLAIM",), ("PERSON",)),))


def make_documents(count: int, *, words: int = 200) -> list[Document]:
    """Return documents of about ``words`` words; all texts differ."""
    random, known = Random(count), _SENTENCE.split()
    made = []
    for number in range(count):
        text = f"{number} " + " ".join(random.choices(known, k=words))
        identity = DocumentId(f"{number:032x}")
        made.append(Document(identity, f"Document {number}", text, source="bench.txt", source_end=len(text)))
    return made


def make_spans(document: Document, set_id: str, *, status: SpanStatus = SpanStatus.SUGGESTED) -> list[Span]:
    """Return 30 spans that do not overlap, spread over the document."""
    stretch = len(document.text) // SPANS
    origin = Origin(OriginKind.PIPELINE, PIPELINE)
    return [
        Span(
            SpanId(f"{document.id}{place:02x}"[2:]),
            set_id,
            place * stretch,
            place * stretch + stretch - 1,
            LABELS[place % len(LABELS)],
            "entities",
            status,
            origin,
            round(0.5 + place / 100, 2),
        )
        for place in range(SPANS)
    ]


def fill(project: Project, documents: list[Document]) -> None:
    """Import the documents and their spans as one step."""

    def work(transaction) -> None:
        transaction.add_documents(documents)
        sets = transaction.ensure_sets([document.id for document in documents], PIPELINE)
        for document in documents:
            transaction.add_spans(make_spans(document, sets[document.id].id))

    project.transact("import", work, title="Import")
