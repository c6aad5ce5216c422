"""Small texts that several panels write: scores, places, origins, counts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from annotator.domain.annotation import OriginKind, Span
from annotator.domain.scheme import Scheme

NO_COLOR = "#607d8b"


def color_of(scheme: Scheme | None, label: str) -> str:
    """Return a label's colour in the scheme (#rrggbb, for the light theme), a grey for one that it lacks."""
    for layer in scheme.layers if scheme else ():
        found = layer.label(label)
        if found:
            return found.color
    return NO_COLOR


def score_text(score: float | None) -> str:
    """Return a score as “.93”, empty without one."""
    if score is None:
        return ""
    written = f"{score:.2f}"
    return "1.0" if written == "1.00" else written.removeprefix("0")


def number(value: int) -> str:
    """Return a number with the separators of the person's language."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        locale = QLocale(QLocale.Language.English)
    return locale.toString(value)


def counted(count: int, one: str, many: str) -> str:
    """Return ``one`` for a count of 1, else ``many`` with its ``{count}`` filled in."""
    return one if count == 1 else many.format(count=number(count))


def place_text(span: Span) -> str:
    """Return a span's offsets and length in characters."""
    words = QCoreApplication.translate("words", "{start}–{end} · {count} characters")
    return words.format(start=number(span.start), end=number(span.end), count=number(span.end - span.start))


def short_pipeline(name: str) -> str:
    """Return “news 1.0.0” for “pipeline:news@1.0.0”."""
    return name.removeprefix("pipeline:").replace("@", " ")


def origin_text(span: Span, suggested: bool) -> str:
    """Return in words how a span came to be."""
    name = short_pipeline(span.origin.name)
    if suggested:
        words = QCoreApplication.translate("words", "Suggested by {name}")
        return words.format(name=name) if name else QCoreApplication.translate("words", "Suggested")
    texts = {
        OriginKind.HAND: QCoreApplication.translate("words", "Marked by hand"),
        OriginKind.PIPELINE: QCoreApplication.translate("words", "From {name}"),
        OriginKind.ACCEPTED: QCoreApplication.translate("words", "Accepted from {name}"),
        OriginKind.PROPAGATED: QCoreApplication.translate("words", "Labelled with all its like"),
        OriginKind.ADJUDICATED: QCoreApplication.translate("words", "Settled in review"),
        OriginKind.IMPORTED: QCoreApplication.translate("words", "Imported"),
        OriginKind.MEMORY: QCoreApplication.translate("words", "Remembered"),
    }
    fallback = QCoreApplication.translate("words", "Accepted suggestion")
    return texts[span.origin.kind].format(name=name) if name else _nameless(span.origin.kind, texts, fallback)


def _nameless(kind: OriginKind, texts: dict[OriginKind, str], fallback: str) -> str:
    return fallback if "{name}" in texts[kind] else texts[kind]


def step_text(name: str) -> str:
    """Return a step's name as people read it; the names of operations are translated, other titles stay."""
    texts = {
        "accept": QCoreApplication.translate("words", "accept"),
        "accept all above": QCoreApplication.translate("words", "accept all above the threshold"),
        "reject": QCoreApplication.translate("words", "reject"),
        "add": QCoreApplication.translate("words", "new span"),
        "relabel": QCoreApplication.translate("words", "other label"),
        "move": QCoreApplication.translate("words", "other ends"),
        "remove": QCoreApplication.translate("words", "delete"),
        "comment": QCoreApplication.translate("words", "comment"),
        "mark done": QCoreApplication.translate("words", "document done"),
        "mark in progress": QCoreApplication.translate("words", "document not done"),
        "accept agreed": QCoreApplication.translate("words", "gold of what all agree on"),
        "choose reading": QCoreApplication.translate("words", "reading chosen"),
        "edit reading": QCoreApplication.translate("words", "reading edited"),
        "reopen conflict": QCoreApplication.translate("words", "conflict reopened"),
        "finish review": QCoreApplication.translate("words", "review finished"),
        "begin document": QCoreApplication.translate("words", "document begun"),
        "add seconds": QCoreApplication.translate("words", "time spent"),
        "add author": QCoreApplication.translate("words", "new author"),
    }
    return texts.get(name, name)
