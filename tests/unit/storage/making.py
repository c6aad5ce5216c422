"""Spans for tests."""

from __future__ import annotations

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.ids import new_id

TEXT = "Ann works at Acme. She says prices will rise."


def span(annotation, start, end, label="ORG", layer="entities", **fields):
    """Make a span of a set."""
    return Span(new_id(), annotation.id, start, end, label, layer, **fields)


def suggestion(annotation, start, end, label="ORG", layer="entities", score=0.9):
    """Make a suggested span of a set."""
    return span(annotation, start, end, label, layer, status=SpanStatus.SUGGESTED, score=score)
