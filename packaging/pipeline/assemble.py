"""Puts the exported encoder and spaCy's trainable components together and trains these over the encoder's vectors."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import numpy as np
import spacy
from corpus import Text
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

import annotator.nlp.components  # noqa: F401 - registers the factories
from annotator.nlp.encoder import WIDTH

VECTORS = {"@architectures": "annotator.Vectors.v1"}


def blank(encoder_folder: Path, name: str, version: str, meta: dict) -> Language:
    """Return a pipeline with the encoder in it and untrained components."""
    nlp = Language.from_config(
        {"nlp": {"lang": "en", "tokenizer": {"@tokenizers": "annotator.Tokenizer.v1"}}}, auto_fill=True
    ) if False else spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "annotator.Tokenizer.v1"}}})
    encoder = nlp.add_pipe("annotator_encoder", name="encoder")
    encoder.from_disk(encoder_folder)
    nlp.add_pipe(
        "ner",
        config={
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "ner",
                "extra_state_tokens": False,
                "hidden_width": 96,
                "maxout_pieces": 2,
                "use_upper": True,
                "nO": None,
                "tok2vec": {**VECTORS, "width": encoder.width},
            }
        },
    )
    nlp.add_pipe("annotator_claims", name="claims")
    nlp.meta.update({"name": name, "version": version, **meta})
    return nlp


def examples(nlp: Language, texts: list[Text]) -> list[Example]:
    """Return examples whose predicted documents carry tensors already."""
    found = []
    for start in range(0, len(texts), 64):
        part = texts[start : start + 64]
        docs = [nlp.make_doc(text.text) for text in part]
        nlp.get_pipe("encoder").encode(docs)
        for text, doc in zip(part, docs, strict=True):
            spans = {"claims": [span for span in text.claims]}
            found.append(Example.from_dict(doc, {"entities": text.entities, "spans": spans}))
    return found


def train(nlp: Language, data: list[Example], held: list[Example], *, epochs: int, seed: int = 0, name: str = "ner", rate: float = 0.001, drop: float = 0.2, batch: int = 32, quiet: bool = False) -> None:
    """Train one component over fixed vectors; keeps the average of the weights at the end."""
    fix_random_seed(seed)
    rng = random.Random(seed)
    pipe = nlp.get_pipe(name)
    pipe.initialize(lambda: data[:800], nlp=nlp)
    optimizer = Adam(rate)
    started = time.time()
    order = list(data)
    for epoch in range(epochs):
        rng.shuffle(order)
        optimizer.learn_rate = rate * (1 - epoch / epochs)
        losses: dict[str, float] = {}
        for start in range(0, len(order), batch):
            pipe.update(order[start : start + batch], drop=drop, sgd=optimizer, losses=losses)
        if not quiet and (epoch % 4 == 3 or epoch == epochs - 1):
            print(f"{name} epoch {epoch} loss {losses[name]:.1f} {time.time() - started:.0f}s {measure(nlp, held, name)}", flush=True)


def measure(nlp: Language, held: list[Example], name: str) -> str:
    """Return a component's figures on examples as text."""
    pipe = nlp.get_pipe(name)
    docs = [example.predicted.copy() for example in held]
    for doc, example in zip(docs, held, strict=True):
        doc.tensor = example.predicted.tensor
    for start in range(0, len(docs), 64):
        part = docs[start : start + 64]
        pipe.set_annotations(part, pipe.predict(part))
    if name == "ner":
        right = proposed = there = 0
        for doc, example in zip(docs, held, strict=True):
            found = {(e.start_char, e.end_char, e.label_) for e in doc.ents}
            true = {(e.start_char, e.end_char, e.label_) for e in example.reference.ents}
            right, proposed, there = right + len(found & true), proposed + len(found), there + len(true)
        return f"F {2 * right / max(proposed + there, 1):.4f}"
    scores = pipe.score([Example(doc, example.reference) for doc, example in zip(docs, held, strict=True)])
    return f"F {scores['claims_f']:.4f}"
