"""spaCy's DocBin: training data that ``spacy train`` reads as it is.

    doc.text                 the text without boilerplate paragraphs
    doc.ents                 the first flat layer; what is not in a span is outside, not unknown
    doc.spans["claims"]      every other layer, under its name
    doc.user_data["annotator"]  id, name and author of the document, and where the pieces of its text come from

Tokens are those of spaCy's blank English tokenizer, which is what a trained pipeline will see. A span that ends
inside one of them is left out and reported: tokens cut to fit would teach what never occurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.annotation import (
    AnnotationSet,
    Origin,
    OriginKind,
    Reading,
    Record,
    SetStatus,
    Span,
)
from annotator.domain.ids import DocumentId, SetId, SpanId, new_id, text_id
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document
from annotator.errors import FormatError
from annotator.formats.clean import Marked, Training, lose, training, without_overlaps
from annotator.formats.codec import Problem, Sentences, WrittenFiles, read_bytes, replacing
from annotator.formats.layers import entity_layer, layer_for
from annotator.formats.report import LossKind, LossReport
from annotator.formats.splitting import first_line

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, DocBin
    from spacy.tokens import Span as SpacySpan

KEY = "annotator"
# Token text and spaces are always in a DocBin; nothing else of ours is on tokens.
ATTRIBUTES = ("ENT_IOB", "ENT_TYPE")


class DocBinCodec:
    """Reads and writes .spacy files. Importing this module does not import spaCy; using it does."""

    name = "spacy"

    def read(
        self, path: Path, *, author: str = "", scheme: Scheme | None = None
    ) -> Iterator[Record | Problem]:
        """Yield the documents of a DocBin with their entities and span groups as one finished reading.

        Raises FormatError when the file is no DocBin.
        """
        import spacy

        data = read_bytes(path)
        vocab = spacy.blank("en").vocab
        for number, doc in enumerate(_load(data, path).get_docs(vocab), start=1):
            if doc.text.strip():
                yield _record(doc, path, author or f"import:{path.stem}", scheme, number)
            else:
                yield Problem(path, number, "The record was left out: its text is empty.")

    def write(
        self,
        records: Iterable[Record],
        out: Path,
        *,
        scheme: Scheme,
        report: LossReport,
        overwrite: bool = False,
        sentences: Sentences | None = None,
    ) -> WrittenFiles:
        """Write one Doc for each record, whole or not at all; ``sentences`` is of no use to this format."""
        import spacy
        from spacy.tokens import DocBin

        documents = spans = 0
        with replacing(out, overwrite=overwrite) as file:
            nlp = spacy.blank("en")
            docs = DocBin(attrs=ATTRIBUTES, store_user_data=True)
            for record in records:
                taught = training(record, scheme, report)
                if taught is not None:
                    doc = make_doc(nlp, taught, scheme, report)
                    docs.add(doc)
                    documents += 1
                    spans += len(doc.ents) + sum(map(len, doc.spans.values()))
            file.write(docs.to_bytes())
        return WrittenFiles((out,), documents, spans)


CODEC = DocBinCodec()


def make_doc(nlp: Language, taught: Training, scheme: Scheme, report: LossReport) -> Doc:
    """Return spaCy's Doc of what a record teaches; spans that do not fit its tokens go to the report."""
    # The tokenizer itself: nlp.make_doc refuses texts of more than a million characters.
    doc = nlp.tokenizer(taught.clean.text)
    entities = entity_layer(scheme)
    for layer, spans in taught.layers.items():
        if entities is not None and layer == entities.name:
            flat = without_overlaps(spans, taught.document, report)
            doc.set_ents(list(_aligned(doc, flat, taught, report)), default="outside")
        else:
            doc.spans[layer] = list(_aligned(doc, spans, taught, report))
    doc.user_data[KEY] = {
        "id": taught.document.id,
        "name": taught.document.name,
        "author": taught.author,
        "kept": [[kept.start, kept.end, kept.at] for kept in taught.clean.kept],
    }
    return doc


def _aligned(doc: Doc, spans: list[Marked], taught: Training, report: LossReport) -> Iterator[SpacySpan]:
    for marked in spans:
        span = doc.char_span(marked.start, marked.end, label=marked.span.label)
        if span is None:
            around = doc.char_span(marked.start, marked.end, alignment_mode="expand")
            words = " ".join(token.text for token in around) if around is not None else ""
            why = f"begins or ends inside a token of spaCy (“{words}”)"
            lose(LossKind.BOUNDARY, marked.span, taught.document, why, report)
        else:
            yield span


def _load(data: bytes, path: Path) -> DocBin:
    from spacy.tokens import DocBin

    try:
        return DocBin(store_user_data=True).from_bytes(data)
    except Exception as error:
        raise FormatError(
            f"“{path}” is no DocBin of spaCy ({type(error).__name__}); choose another format."
        ) from error


def _record(doc: Doc, path: Path, author: str, scheme: Scheme | None, number: int) -> Record:
    """Build a record with an id of its own: a clean text is not the document that it was made of."""
    ours = doc.user_data.get(KEY)
    name = ours.get("name") if isinstance(ours, dict) else None
    document = Document(
        DocumentId(text_id(doc.text, f"{path.name} {number}")),
        name if isinstance(name, str) and name.strip() else first_line(doc.text),
        doc.text,
        source=path.name,
        meta={"format": "spacy", "record": number},
    )
    own = AnnotationSet(SetId(new_id()), document.id, author, SetStatus.DONE)
    origin = Origin(OriginKind.IMPORTED, path.name)
    spans = [
        Span(SpanId(new_id()), own.id, span.start_char, span.end_char, span.label_, layer, origin=origin)
        for layer, span in _layered(doc, scheme)
    ]
    spans.sort(key=lambda span: (span.start, -span.end, span.layer, span.label))
    return Record(document, (Reading(own, tuple(spans)),))


def _layered(doc: Doc, scheme: Scheme | None) -> Iterator[tuple[str, SpacySpan]]:
    names = [layer.name for layer in scheme.layers] if scheme else []
    for span in doc.ents:
        yield layer_for(span.label_, scheme), span
    for group, spans in doc.spans.items():
        for span in spans:
            known = group in names or scheme is None
            yield group if known else layer_for(span.label_, scheme), span
