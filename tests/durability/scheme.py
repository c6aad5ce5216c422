"""The scheme of the projects that are killed."""

from __future__ import annotations

from annotator.domain.scheme import Label, Layer, Scheme

SCHEME = Scheme(
    "durable", (Layer("entities", (Label("ORG"),)), Layer("claims", (Label("CLAIM"),), flat=False))
)
