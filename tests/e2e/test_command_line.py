"""The whole story through the real command line, each command a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.assets import seed_documents
from annotator.domain.annotation import SetStatus
from annotator.operations import annotating, projects

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("story")


@pytest.fixture(scope="module")
def run(folder):
    def call(*words, code=0):
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ANNOTATOR_CONFIG_DIR": str(folder / "config"),
            "ANNOTATOR_DATA_DIR": str(folder / "data"),
            "ANNOTATOR_STATE_DIR": str(folder / "state"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "annotator", *map(str, words)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return call


@pytest.fixture(scope="module")
def project(run, folder):
    """A project with the samples, prelabelled, that anna and ben have both done."""
    run("new", "news.annotator")
    run("import", "news.annotator", *seed_documents())
    run("prelabel", "news.annotator")
    with projects.open_project(folder / "news.annotator") as handle:
        for document_id in handle.read.document_ids():
            for author, threshold in (("anna", 0.0), ("ben", 0.6)):
                annotating.accept_above(handle, author, document_id, threshold)
                annotating.set_status(handle, author, document_id, SetStatus.DONE)
    return folder / "news.annotator"


def test_the_project_is_sound_and_says_what_it_holds(run, project):
    status = json.loads(run("status", project, "--json").stdout)
    assert status["counts"]["documents"] == 9
    by_author = {author["name"]: author for author in status["counts"]["by_author"]}
    assert by_author["anna"]["done"] == by_author["ben"]["done"] == 9
    assert by_author["anna"]["confirmed"] > by_author["ben"]["confirmed"] > 300
    assert "anna" in run("status", project).stdout
    assert json.loads(run("check", project, "--json").stdout)["ok"] is True
    assert "sound" in run("check", project).stdout


def test_searching(run, project):
    found = json.loads(
        run("search", project, "label:ORG", "--author", "anna", "--limit", "3", "--json").stdout
    )
    assert found["more"] is True
    assert len(found["documents"]) == 3
    assert all(line["label"] == "ORG" for one in found["documents"] for line in one["lines"])
    assert "[Ukraine]" in run("search", project, "ukrain*").stdout
    assert "Character 7: “x” is no score" in run("search", project, "score<x", code=1).stderr


def test_importing_and_prelabelling_again_do_nothing(run, project):
    assert "0 documents imported; 9 were there already" in run("import", project, *seed_documents()).stdout
    assert json.loads(run("prelabel", project, "--json").stdout)["documents"] == 0


def test_what_cannot_be_read_is_named_and_the_rest_imported(run, project, folder):
    (folder / "more").mkdir()
    (folder / "more" / "good.txt").write_text("A short text.", encoding="utf-8")
    (folder / "more" / "empty.txt").write_bytes(b"")
    done = run("import", project, folder / "more", "--report", folder / "report.json", code=3)
    assert "1 document imported" in done.stdout
    assert "empty.txt" in done.stderr
    assert len(json.loads((folder / "report.json").read_text(encoding="utf-8"))["problems"]) == 1
    assert "Took back: Import" in run("undo", project).stdout


def test_adjudication_and_training_data(run, project, folder):
    report = json.loads(run("adjudicate", project, "--policy", "agreed", "--json").stdout)
    assert report["documents"] == 9
    assert report["agreed"] > 300
    done = run(
        "export", project, "gold", "--format", "spacy", "--unfinished", "--split", "60/20/20", "--json"
    )
    summary = json.loads(done.stdout)
    assert [Path(path).name for path in summary["files"]] == ["train.spacy", "dev.spacy", "test.spacy"]
    assert summary["documents"] == 9
    run("export", project, "anna.conll", "--format", "conll2003", "--source", "anna")
    assert (folder / "anna.conll").read_text(encoding="utf-8").startswith("-DOCSTART-")
    assert "is there already" in run("export", project, "anna.conll", "--format", "conll2003", code=1).stderr


@pytest.mark.slow
@pytest.mark.peer
def test_spacy_trains_on_the_export(run, project, folder):
    target = folder / "train"
    run("export", project, target, "--format", "spacy", "--source", "anna", "--split", "80/20")
    words = ["-m", "spacy", "init", "config", "config.cfg", "--lang", "en", "--pipeline", "ner,spancat"]
    subprocess.run([sys.executable, *words], cwd=target, check=True, capture_output=True, timeout=120)
    options = {
        "paths.train": "train.spacy",
        "paths.dev": "dev.spacy",
        "training.max_steps": "6",
        "training.eval_frequency": "3",
        "components.spancat.spans_key": "claims",
    }
    words = ["-m", "spacy", "train", "config.cfg", "--output", "out"]
    words += [word for key, value in options.items() for word in (f"--{key}", value)]
    done = subprocess.run(
        [sys.executable, "-W", "always", *words], cwd=target, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "W030" not in done.stdout + done.stderr
    assert (target / "out" / "model-last" / "meta.json").exists()


def test_all_goes_out_and_comes_back_the_same(run, project, folder):
    run("export", project, "all.jsonl", "--format", "jsonl")
    run("new", "second.annotator")
    run("import", "second.annotator", "all.jsonl")
    run("export", "second.annotator", "again.jsonl", "--format", "jsonl")
    assert (folder / "again.jsonl").read_bytes() == (folder / "all.jsonl").read_bytes()
    assert "sound" in run("check", "second.annotator").stdout


def test_history_undo_and_redo(run, project):
    steps = json.loads(run("history", project, "--limit", "5", "--json").stdout)["steps"]
    assert len(steps) == 5
    assert steps[0]["seq"] > steps[4]["seq"]
    assert "Took back" in run("undo", project).stdout
    assert "Did again" in run("redo", project).stdout
    assert "There is nothing to take back" in run("undo", project, "--author", "nobody").stdout


def test_a_second_writer_is_refused_and_a_reader_is_not(run, project):
    with projects.open_project(project):
        assert "read" in run("undo", project, code=1).stderr
        assert "anna" in run("status", project).stdout


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("status", "gone.annotator"), 1, "gone.annotator"),
        (("status", "plain.txt"), 1, "plain.txt"),
        (("new", "news.annotator"), 1, "news.annotator"),
        (("new", "no/such/folder/x.annotator"), 1, "folder"),
        (("new", "y.annotator", "--scheme", "poems"), 1, "choose one of"),
        (("frobnicate",), 1, "no command and no project “frobnicate”"),
        (("export", "news.annotator"), 2, "Missing argument"),
        (("export", "news.annotator", "x", "--format", "docx"), 1, "docx"),
        (("import", "news.annotator", "plain.txt", "--separator", "("), 1, "regular expression"),
        (("prelabel", "news.annotator", "--pipeline", "no_such_pipeline"), 1, "no_such_pipeline"),
        (("adjudicate", "news.annotator", "--policy", "loudest"), 1, "loudest"),
    ],
)
def test_wrong_use_gets_one_sentence(run, project, folder, words, code, message):
    (folder / "plain.txt").write_text("No project.", encoding="utf-8")
    done = run(*words, code=code)
    assert message in done.stderr
    if code == 1:
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("check",),
        ("history",),
        ("export", "n.jsonl", "--format", "jsonl", "--force"),
        ("prelabel", "--again"),
    ],
    ids=lambda words: words[0],
)
def test_no_command_imports_qt(project, folder, words):
    code = (
        "import sys; from annotator.cli.run import run; code = run(sys.argv[1:]); "
        "print(code, *{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, words[0], str(project), *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    exit_code, *modules = done.stderr.splitlines()[-1].split()
    assert exit_code == "0", done.stderr
    assert not {"PySide6", "shiboken6", "qtawesome", "ui"} & set(modules)


def test_lists_of_formats_schemes_and_pipelines(run):
    assert {item["name"] for item in json.loads(run("formats", "--json").stdout)["formats"]} >= {
        "jsonl",
        "spacy",
        "conll2003",
    }
    assert json.loads(run("schemes", "--json").stdout)["schemes"][0]["name"] == "news"
    assert "news" in run("pipelines").stdout


def test_every_command_and_option_has_help(run):
    from annotator.cli.run import app

    listed = run("--help").stdout
    for command in app.registered_commands:
        assert command.name in listed
        assert command.help
        assert run(command.name, "--help").stdout.count("--") >= 1


def test_the_demonstration_without_a_display(run, folder):
    done = run("demo", "--headless", "--project", folder / "demo.annotator")
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines() if not line.startswith("export"))
    assert Path(said["project"]).exists()
    assert Path(said["screenshot"]).read_bytes().startswith(b"\x89PNG")
    exports = [Path(line.split(" ", 1)[1]) for line in done.stdout.splitlines() if line.startswith("export")]
    assert [path.suffix for path in exports] == [".spacy", ".jsonl"]
    assert all(path.stat().st_size > 1000 for path in exports)
    assert (
        "0 documents imported, 9 there already"
        in run("demo", "--headless", "--project", folder / "demo.annotator").stderr
    )
