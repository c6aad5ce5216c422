"""The suggesting process, as the window talks to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def talk(lines: str, *arguments: str) -> tuple[int, list[dict]]:
    done = subprocess.run(
        [sys.executable, "-m", "annotator.nlp.worker", *arguments],
        input=lines.encode("utf-8"),
        capture_output=True,
        cwd=ROOT,
        # A locale without UTF-8 must not matter.
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def test_texts_in_spans_out_faults_answered() -> None:
    requests = [
        {"id": "a", "text": "“Angela Merkel” visited Zürich on Monday.", "regions": []},
        {"id": "b", "text": "Angela Merkel visited Paris.", "regions": [[0, 28]]},
        {"id": "c"},
        {"id": "d", "text": ""},
    ]
    lines = "\n".join(json.dumps(request, ensure_ascii=False) for request in requests) + "\nno json\n"
    status, answers = talk(lines)
    assert status == 0
    assert answers[0]["ready"].startswith("pipeline:news@")
    first, second, third, fourth, fifth = answers[1:]
    surfaces = {requests[0]["text"][span[0] : span[1]]: span for span in first["spans"]}
    assert surfaces["Zürich"][2:4] == ["GPE", "entities"]
    assert 0 <= surfaces["Zürich"][4] <= 1
    assert second == {"id": "b", "spans": [], "relations": []}
    assert third["id"] == "c"
    assert "text" in third["error"]
    assert fourth == {"id": "d", "spans": [], "relations": []}
    assert fifth["id"] is None
    assert "error" in fifth


def test_a_pipeline_that_cannot_be_loaded_is_one_line_and_exit_1() -> None:
    status, answers = talk("", "--pipeline", "weather")
    assert status == 1
    assert list(answers[0]) == ["error"]
    assert "weather" in answers[0]["error"]
