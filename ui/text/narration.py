"""What screen readers are told about the text, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ui.text.model import ViewSpan, caption
from ui.text.page import Page

_SHORT = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("TextView", text)


def describe_paragraph(page: Page, index: int) -> str:
    """Return the name of a block's paragraph: its number and its spans ("Paragraph 1 of 12, 2 spans: …")."""
    block = page.blocks[index]
    head = _tr("Paragraph {number} of {count}").format(number=block.number, count=page.text.paragraph_count)
    if not block.spans:
        return head
    shown = "; ".join(_phrase(page.text.text, span) for span in block.spans[:20])
    count = _tr("1 span") if len(block.spans) == 1 else _tr("{count} spans").format(count=len(block.spans))
    return f"{head}, {count}: {shown}"


def what_changed(text: str, added: Sequence[ViewSpan], gone: Sequence[ViewSpan]) -> str:
    """Return a sentence for one span that was added, changed or removed; empty when it was another number."""
    if len(added) == 1 and not gone:
        return _tr("Added: {span}").format(span=_phrase(text, added[0]))
    if len(added) == 1 and len(gone) == 1:
        return _tr("Changed: {span}").format(span=_phrase(text, added[0]))
    if len(gone) == 1 and not added:
        return _tr("Removed: {span}").format(span=_phrase(text, gone[0]))
    return ""


def _phrase(text: str, span: ViewSpan) -> str:
    quoted = " ".join(text[span.start : min(span.end, span.start + _SHORT)].split())
    if span.end - span.start > _SHORT:
        quoted += "…"
    kind = _tr("suggested {label}") if span.suggested else "{label}"
    author = f" ({span.badge})" if span.badge else ""
    return f"{kind.format(label=caption(span))}{author} {quoted}"
