"""Which layer is meant where a format has no layers of its own."""

from __future__ import annotations

from annotator.domain.scheme import Layer, Scheme
from annotator.errors import RuleError

ENTITIES = "entities"
CLAIMS = "claims"


def entity_layer(scheme: Scheme) -> Layer | None:
    """Return the layer that formats with room for one flat layer carry: the first flat one, or None."""
    return next((layer for layer in scheme.layers if layer.flat), None)


def layer_for(label: str, scheme: Scheme | None, *, hint: str = "") -> str:
    """Return the layer of a label that came without one.

    That is where the scheme has the label; else the layer named by ``hint`` (a field of the file), where the
    scheme has such a layer; else the entity layer. Without a scheme the hint is believed if it says claims.
    """
    if scheme is None:
        return CLAIMS if hint == CLAIMS else ENTITIES
    try:
        return scheme.layer_of(label).name
    except RuleError:
        if any(layer.name == hint for layer in scheme.layers):
            return hint
        return (entity_layer(scheme) or scheme.layers[0]).name
