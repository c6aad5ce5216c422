"""Pipelines that cannot be used are refused with one sentence; any other spaCy pipeline can be."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
import spacy

from annotator.domain.text import Region
from annotator.errors import PipelineError
from annotator.nlp.pipeline import load_suggester, pipelines_folder


def refused(name: str) -> str:
    with pytest.raises(PipelineError) as caught:
        load_suggester(name)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def test_a_pipeline_that_is_not_there_names_those_that_are() -> None:
    message = refused("weather")
    assert "“weather”" in message
    assert "news" in message


def test_a_folder_that_is_no_pipeline(tmp_path: Path) -> None:
    assert str(tmp_path) in refused(str(tmp_path))


def test_a_folder_with_broken_files(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    (tmp_path / "config.cfg").write_text("[nlp\nthis is no config", "utf-8")
    assert "cannot be loaded" in refused(str(tmp_path))


def test_a_pipeline_that_finds_nothing(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path)
    message = refused(str(tmp_path))
    assert "sentencizer" in message
    assert "ner" in message


def test_a_pipeline_of_another_version_of_spacy(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme"}])
    nlp.to_disk(tmp_path)
    meta = json.loads((tmp_path / "meta.json").read_text("utf-8"))
    (tmp_path / "meta.json").write_text(json.dumps(meta | {"spacy_version": ">=2.0.0,<2.1.0"}), "utf-8")
    assert "version of spaCy" in refused(str(tmp_path))


def test_an_encoder_that_is_damaged(tmp_path: Path) -> None:
    copy = tmp_path / "damaged"
    shutil.copytree(pipelines_folder() / "news", copy)
    (copy / "encoder" / "encoder.onnx").write_bytes(b"no model")
    assert "encoder" in refused(str(copy))


def test_without_onnx_runtime_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "onnxruntime" in refused("news")


def test_another_pipeline_gives_its_entities_without_scores(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "FIRM", "pattern": "Acme"}])
    nlp.meta["name"], nlp.meta["version"] = "rules", "2.1"
    nlp.to_disk(tmp_path)
    suggester = load_suggester(str(tmp_path))
    assert suggester.name.startswith("pipeline:")
    assert suggester.name.endswith("rules@2.1")
    found, hidden = suggester.suggest([("Buy Acme now.", ()), ("Buy Acme now.", (Region(0, 6),))])
    assert [(s.start, s.end, s.label, s.layer, s.score) for s in found.spans] == [
        (4, 8, "FIRM", "entities", None)
    ]
    assert not hidden.spans
