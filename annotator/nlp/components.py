"""Everything that a pipeline's config may name; importing this module registers it with spaCy."""

from __future__ import annotations

from annotator.nlp import claims, encoder, rules, scores, speakers, tagger, tokens

__all__ = ["claims", "encoder", "rules", "scores", "speakers", "tagger", "tokens"]
