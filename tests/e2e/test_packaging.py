"""The scripts that install: what they take for missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="no Debian package system here")
def test_only_what_is_missing_counts_as_missing():
    script = (
        "set -euo pipefail; source packaging/environment.sh; "
        "is_installed dpkg && echo there; is_installed no-such-package-here || echo missing"
    )
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.stdout.split() == ["there", "missing"], done.stderr


@pytest.mark.parametrize("name", ["run.sh", "test.sh", "environment.sh"])
def test_the_scripts_are_valid_bash(name):
    subprocess.run(["bash", "-n", f"packaging/{name}"], cwd=ROOT, check=True, timeout=30)
