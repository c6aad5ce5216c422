"""The window through its real start, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.assets import seed_documents
from annotator.operations import importing, projects

ROOT = Path(__file__).resolve().parents[2]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def project(tmp_path):
    """A project of the seed documents."""
    path = tmp_path / "seeds.annotator"
    with projects.create_project(path) as made:
        importing.run_import(made, importing.plan_import(seed_documents()[:1]))
    return path


@pytest.fixture
def environment(tmp_path):
    """Settings and logs in the test's folder, no display."""
    folders = {f"ANNOTATOR_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "STATE")}
    return (
        os.environ
        | folders
        | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    )


def run(words, environment):
    return subprocess.run(
        [sys.executable, *map(str, words)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_screenshot_is_written_and_the_window_ends_quietly(project, environment, tmp_path):
    picture = tmp_path / "pictures" / "window.png"
    words = [
        "-m",
        "ui.app",
        project,
        "--author",
        "anna",
        "--size",
        "1280x720",
        "--screenshot",
        picture,
        "--quit",
    ]
    done = run(words, environment)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert picture.read_bytes().startswith(PNG)
    assert picture.stat().st_size > 20_000


def test_spacy_is_never_loaded_and_the_first_paint_needs_no_database(project, environment, tmp_path):
    code = f"""
import json, sys
import ui.app
from ui.windows.main import MainWindow
early = {{}}
paint = MainWindow.paintEvent
def note(self, event):
    early.setdefault("modules", sorted(sys.modules))
    paint(self, event)
MainWindow.paintEvent = note
code = ui.app.main([{str(project)!r}, "--author", "anna", "--screenshot", {str(tmp_path / "w.png")!r}, "--quit"])
print(json.dumps({{"code": code, "early": early["modules"], "late": sorted(sys.modules)}}))
"""
    done = run(["-c", code], environment)
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    assert answer["code"] == 0
    heavy = {"spacy", "thinc", "numpy", "torch", "onnxruntime"}
    assert not heavy & set(answer["late"])
    assert not {"sqlmodel", "sqlalchemy", "qtawesome"} & set(answer["early"])
    assert {"sqlmodel", "qtawesome"} <= set(answer["late"])


def test_a_missing_project_is_said_in_the_window(environment, tmp_path):
    picture = tmp_path / "window.png"
    done = run(["-m", "ui.app", tmp_path / "none.annotator", "--screenshot", picture, "--quit"], environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert picture.exists()
