"""Measuring, training and choosing pipelines through the real command line."""

import json
import shutil

import pytest

from annotator.assets import resource_path
from tests.e2e.test_command_line import folder, run  # noqa: F401 - fixtures

DAYS = ("Monday", "Tuesday", "Friday", "Sunday", "Saturday")


def line(number):
    text = " ".join(f"Angela Merkel sold the flimmerbox on {day} {number}." for day in DAYS * 2)
    entities = [
        [place, place + len(words), label]
        for words, label in (("flimmerbox", "PRODUCT"), ("Angela Merkel", "PERSON"))
        for place in range(len(text))
        if text.startswith(words, place)
    ]
    return json.dumps({"text": text, "entities": entities})


@pytest.fixture(scope="module")
def gold(folder):  # noqa: F811
    """Five gold documents about a thing that no pipeline knows."""
    path = folder / "gold.jsonl"
    path.write_text("\n".join(line(number) for number in range(5)), "utf-8")
    return path


def test_evaluate_prints_figures_and_json(run, gold):  # noqa: F811
    shown = run("evaluate", "news", gold).stdout
    assert "PERSON" in shown
    assert "95 of 100" in shown
    found = json.loads(run("evaluate", "news", gold, "--json").stdout)
    assert found["documents"] == 5
    person, product = (found["layers"]["entities"]["labels"][name] for name in ("PERSON", "PRODUCT"))
    assert person["gold"] == product["gold"] == 50
    assert person["f1"] > 0.9 > product["f1"]


def test_effort_falls_with_each_help(run, gold, folder):  # noqa: F811
    picture = folder / "curve.svg"
    found = json.loads(run("evaluate", "news", gold, "--effort", "--json", "--curve", picture).stdout)
    totals = found["totals"]
    assert totals["by hand"] == 2.0
    assert totals["pipeline + memory"] < totals["pipeline"]
    assert totals["memory"] < 2.0
    assert len(found["documents"]) == 5
    assert picture.read_text("utf-8").count("<polyline") == 4
    assert "document by document" in run("evaluate", "news", gold, "--effort").stdout


def test_what_cannot_be_used_is_one_sentence(run, gold, folder):  # noqa: F811
    foreign = folder / "foreign"
    shutil.copytree(resource_path("pipelines", "news"), foreign)
    for words in (
        ("evaluate", foreign, gold),
        ("evaluate", "nothing", gold),
        ("evaluate", "news", folder / "missing.jsonl"),
    ):
        told = run(*words, code=1).stderr
        assert told.count("\n") == 1
    assert "--trust" in run("evaluate", foreign, gold, code=1).stderr
    (foreign / "config.cfg").write_text("broken", "utf-8")
    assert "cannot be loaded" in run("evaluate", foreign, gold, "--trust", code=1).stderr


@pytest.mark.slow
def test_train_promote_list_and_go_back(run, gold):  # noqa: F811
    run("new", "learn.annotator")
    assert "finish 4 more" in run("train", "learn.annotator", code=1).stderr
    run("import", "learn.annotator", gold, "--author", "anna")
    run("prelabel", "learn.annotator")
    done = json.loads(run("train", "learn.annotator", "--author", "anna", "--json").stdout)
    assert done["trained"]["better"] == (done["trained"]["new"]["all"] > done["trained"]["old"]["all"])
    learned = json.loads(run("pipelines", "--json").stdout)["learned"]
    assert [one["version"] for one in learned] == ["1"]
    name = f"{learned[0]['name']}@1"
    assert name in run("choose", "learn.annotator", name).stdout
    assert name in run("status", "learn.annotator").stdout
    assert "news" in run("choose", "learn.annotator", "news", "--pin").stdout
    assert "sound" in run("check", "learn.annotator").stdout
    assert name in run("prelabel", "learn.annotator", "--pipeline", name, "--again").stdout
