"""Puts the exported encoder and spaCy's components together."""

from __future__ import annotations

from pathlib import Path

import spacy
import torch
from calibrate import Calibration
from corpus import CLAIMS, TAGS
from network import Network
from spacy.language import Language

import annotator.nlp.components  # noqa: F401 - registers the factories
from annotator.nlp.rules import RULES


def pipeline(
    network: Network,
    encoder_folder: Path,
    calibration: Calibration,
    *,
    name: str,
    version: str,
    meta: dict[str, object],
) -> Language:
    """Return the pipeline around an exported encoder, its layers filled from the network's heads."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "annotator.Tokenizer.v1"}}})
    nlp.add_pipe("annotator_encoder", name="encoder").from_disk(encoder_folder)
    _fill(nlp.add_pipe("annotator_ner", name="ner"), network.tags, len(TAGS))
    nlp.add_pipe("annotator_rules", name="rules", config={"names": list(RULES)})
    nlp.add_pipe("annotator_scores", name="scores").weights = calibration.weights
    claims = nlp.add_pipe("annotator_claims", name="claims")
    _fill(claims, network.claims, len(CLAIMS))
    claims.cfg["temperature"] = calibration.temperature
    nlp.add_pipe("annotator_speakers", name="speakers")
    nlp.meta.update({"name": name, "version": version, **meta})
    return nlp


def _fill(pipe: object, layer: torch.nn.Linear, size: int) -> None:
    pipe.initialize(lambda: [])
    linear = pipe.model.layers[1]
    linear.set_param("W", layer.weight.detach().float().numpy().reshape(size, -1).copy())
    linear.set_param("b", layer.bias.detach().float().numpy().copy())
