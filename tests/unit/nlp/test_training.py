"""Going on learning: it learns, it forgets nothing, and it never leaves half a pipeline behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.errors import PipelineError
from annotator.nlp import training
from annotator.nlp.pipeline import SpacySuggester, load_suggester
from annotator.nlp.training import Job, Lesson, train

WORDS = ["Monday", "Tuesday", "Friday", "Sunday", "Saturday", "Thursday"]
REHEARSAL = ["Angela Merkel visited Paris on Monday.", "Microsoft paid $5 million to Sony in 2019."]


def lessons() -> list[Lesson]:
    """Documents in which a word that is no name to anybody else is always a product."""
    found = []
    for day in WORDS:
        text = f"They sold the flimmerbox on {day}. We saw a flimmerbox there."
        spots = [place for place in range(len(text)) if text.startswith("flimmerbox", place)]
        spans = tuple((place, place + 10, "PRODUCT", "entities") for place in spots)
        found.append(Lesson(text, (), (*spans, (28, 28 + len(day), "DATE", "entities"))))
    return found


def job(out: Path, **other: object) -> Job:
    """A small training."""
    taught = lessons()
    rehearsal = tuple(Lesson(text, ()) for text in REHEARSAL)
    values = {"epochs": 40, "rate": 0.001, "facts": {}, **other}
    return Job("", out, "mine", "2", tuple(taught[1:]), (taught[0],), rehearsal, **values)  # type: ignore[arg-type]


def products(suggester: SpacySuggester, text: str) -> set[str]:
    (answer,) = suggester.suggest([(text, ())])
    return {text[s.start : s.end] for s in answer.spans if s.label == "PRODUCT"}


@pytest.mark.slow
def test_it_learns_and_is_a_pipeline_of_its_own(tmp_path: Path, suggester: SpacySuggester) -> None:
    seen: list[dict] = []
    done = train(job(tmp_path / "mine@2", epochs=60, rate=0.003), seen.append)
    epochs = [event for event in seen if "epoch" in event]
    assert [event["epoch"] for event in epochs] == list(range(1, 61))
    assert epochs[-1]["loss"]["ner"] < epochs[0]["loss"]["ner"]
    assert done["better"]
    assert done["new"]["entities"] > done["old"]["entities"]
    text = "Nobody needs a flimmerbox."
    assert products(suggester, text) == set()
    new = load_suggester(str(tmp_path / "mine@2"))
    assert new.name == "pipeline:mine@2"
    assert products(new, text) == {"flimmerbox"}
    for old, now in zip(
        suggester.suggest((t, ()) for t in REHEARSAL), new.suggest((t, ()) for t in REHEARSAL), strict=True
    ):
        assert {(s.start, s.end, s.label) for s in old.spans} == {
            (s.start, s.end, s.label) for s in now.spans
        }
    assert (tmp_path / "mine@2" / "LICENSE").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["mine@2"]
    meta = json.loads((tmp_path / "mine@2" / "meta.json").read_text("utf-8"))
    assert meta[training.FACTS]["new"] == done["new"]


def test_a_component_that_got_worse_keeps_what_it_knew(
    tmp_path: Path, suggester: SpacySuggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "f1s", _falling())
    done = train(job(tmp_path / "mine@2", epochs=1), lambda _: None)
    new = load_suggester(str(tmp_path / "mine@2"))
    assert not done["better"]
    old_weights = suggester.nlp.get_pipe("ner").model.to_bytes()
    assert new.nlp.get_pipe("ner").model.to_bytes() == old_weights


def _falling():
    """Figures that are worse each time they are asked for."""
    left = iter(range(100, 0, -1))

    def f1s(_: object) -> dict[str, float]:
        value = next(left) / 100
        return {"entities": value, "all": value}

    return f1s


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    bare = Job("", tmp_path / "x", "x", "1", (Lesson("Nothing.", ()),), (), (), {})
    with pytest.raises(PipelineError, match="no span of a layer"):
        train(bare, lambda _: None)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_is_not_touched(tmp_path: Path) -> None:
    out = tmp_path / "mine@2"
    out.mkdir()
    (out / "meta.json").write_text("{}", "utf-8")
    with pytest.raises(PipelineError, match="exists already"):
        train(job(out, epochs=1), lambda _: None)
    assert (out / "meta.json").read_text("utf-8") == "{}"
    assert [path.name for path in tmp_path.iterdir()] == ["mine@2"]


def _started(tmp_path: Path, epochs: int) -> subprocess.Popen[str]:
    def plain(lesson: Lesson) -> dict[str, object]:
        return {"text": lesson.text, "regions": [], "spans": lesson.spans}

    taught = lessons()
    path = tmp_path / "job.json"
    values = {
        "base": "",
        "out": str(tmp_path / "versions" / "mine@2"),
        "name": "mine",
        "version": "2",
        "lessons": [plain(one) for one in taught[1:]],
        "held": [plain(taught[0])],
        "rehearsal": [],
        "epochs": epochs,
    }
    path.write_text(json.dumps(values), "utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "annotator.nlp.training", str(path)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_a_killed_training_leaves_no_version(tmp_path: Path) -> None:
    with _started(tmp_path, 10_000) as process:
        lines = iter(process.stdout.readline, "")
        assert "old" in json.loads(next(lines))
        assert json.loads(next(lines))["epoch"] == 1
        os.kill(process.pid, signal.SIGKILL)
    assert not list(tmp_path.glob("versions/*"))


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_one_killed_while_it_writes_leaves_only_what_nobody_takes_for_a_version(tmp_path: Path) -> None:
    from annotator.operations.versions import next_version, read_version, versions

    with _started(tmp_path, 1) as process:
        aside = tmp_path / "versions" / "mine@2.part"
        while process.poll() is None and not (aside / "encoder").exists():
            continue
        os.kill(process.pid, signal.SIGKILL)
    if (tmp_path / "versions" / "mine@2").exists():
        pytest.skip("the disk was faster than the signal")
    assert versions(folder=tmp_path / "versions") == []
    assert read_version(aside) is None or aside.suffix == ".part"
    assert next_version("mine", tmp_path / "versions") == "3"
