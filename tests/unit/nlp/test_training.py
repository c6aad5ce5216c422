"""Going on learning: it learns, it forgets nothing, and it never leaves half a pipeline behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import PipelineError
from annotator.nlp.pipeline import SpacySuggester, load_suggester
from annotator.nlp.training import Lesson, Progress, train

WORDS = ["Monday", "Tuesday", "Friday", "Sunday", "Saturday", "Thursday"]
REHEARSAL = ["Angela Merkel visited Paris on Monday.", "Microsoft paid $5 million to Sony in 2019."]


def lessons() -> list[Lesson]:
    """Documents in which a word that is no name to anybody else is always a product."""
    found = []
    for day in WORDS:
        text = f"They sold the flimmerbox on {day}. We saw a flimmerbox there."
        spots = [place for place in range(len(text)) if text.startswith("flimmerbox", place)]
        spans = tuple((place, place + 10, "PRODUCT") for place in spots)
        found.append(Lesson(text, (*spans, (28, 28 + len(day), "DATE"))))
    return found


def products(suggester: SpacySuggester, text: str) -> set[str]:
    (answer,) = suggester.suggest([(text, ())])
    return {text[s.start : s.end] for s in answer.spans if s.label == "PRODUCT"}


@pytest.mark.slow
def test_it_learns_and_is_a_pipeline_of_its_own(tmp_path: Path, suggester: SpacySuggester) -> None:
    seen: list[Progress] = []
    outcome = train(
        "",
        lessons(),
        tmp_path / "mine",
        version="1.0.1",
        rehearsal=REHEARSAL,
        epochs=60,
        progress=seen.append,
    )
    assert [one.epoch for one in seen] == list(range(1, 61))
    assert seen[-1].ner_loss < seen[0].ner_loss
    assert outcome.learned + outcome.held == len(WORDS)
    assert outcome.better
    assert outcome.new.total.f1 > outcome.old.total.f1
    text = "Nobody needs a flimmerbox."
    assert products(suggester, text) == set()
    new = load_suggester(str(outcome.folder))
    assert new.name == outcome.name == "pipeline:news@1.0.1"
    assert products(new, text) == {"flimmerbox"}
    for old, now in zip(
        suggester.suggest((t, ()) for t in REHEARSAL), new.suggest((t, ()) for t in REHEARSAL), strict=True
    ):
        assert {(s.start, s.end, s.label) for s in old.spans} == {
            (s.start, s.end, s.label) for s in now.spans
        }
    assert (outcome.folder / "LICENSE").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_too_little_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="finish more"):
        train("", lessons()[:2], tmp_path / "mine", version="2")
    with pytest.raises(PipelineError, match="no confirmed spans"):
        train("", [Lesson(lesson.text) for lesson in lessons()], tmp_path / "mine", version="2")
    assert not list(tmp_path.iterdir())


def test_training_that_dies_leaves_the_old_version(tmp_path: Path) -> None:
    old = tmp_path / "mine"
    old.mkdir()
    (old / "meta.json").write_text("{}", "utf-8")

    def die(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train("", lessons(), old, version="2", epochs=2, progress=die)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (old / "meta.json").read_text("utf-8") == "{}"
    with pytest.raises(PipelineError, match="already"):
        train("", lessons(), old, version="2", epochs=1)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
