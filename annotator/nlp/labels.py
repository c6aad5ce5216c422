"""The labels of the embedded pipelines, and the tags of the encoder's head in the order of its scores."""

from __future__ import annotations

ENTITY_LABELS = (
    "PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "DATE",
    "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
)  # fmt: skip
# What has a name, as against what is counted or dated.
NAMES = frozenset(ENTITY_LABELS[:11])
TAGS = ("O", *(f"{prefix}-{label}" for label in ENTITY_LABELS for prefix in "BI"))
CLAIM_LABELS = ("CLAIM", "PREDICTION", "OPINION")
NONE = "none"
