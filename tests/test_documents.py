"""The README names every command, and what it says can be found."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands():
    from annotator.cli.run import app

    return [command.name for command in app.registered_commands]


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_readme(name):
    assert re.search(rf"`annotator {name}|annotator {name}\b", README), (
        f"annotator {name} is missing in README.md"
    )


def test_every_file_the_readme_shows_is_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_two_commands_come_first():
    head = README[: README.index("## ")]
    assert "bash packaging/run.sh" in head
    assert "bash packaging/test.sh" in head


def test_requirements_name_no_host_and_are_pinned():
    for path in (ROOT / "packaging").glob("requirements*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "://" not in line
            if line and not line.startswith(("#", "-r")):
                assert re.fullmatch(r"[\w.-]+==[\w.]+", line), f"{path.name}: {line}"


def test_the_figures_of_the_pipeline_are_those_that_the_recipe_wrote():
    measured = (ROOT / "packaging" / "pipeline" / "RESULTS.md").read_text(encoding="utf-8").splitlines()
    start = README.index("## How good the suggestions are")
    section = README[start : README.index("## ", start + 3)]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    assert len(rows) == 5
    assert all(row in measured for row in rows)
    assert "language models, not by people" in section
