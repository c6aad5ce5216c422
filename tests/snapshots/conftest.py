"""Pictures that are compared with stored ones; ``pytest tests/snapshots --update-snapshots`` stores them anew."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

REFERENCE = Path(__file__).parent / "reference"
RECORD = REFERENCE / "recorded.json"
# A pixel may differ by this much in each channel, and so many of a thousand pixels by more.
TOLERANCE, SHARE = 24, 0.5

# Characters whose width tells which font draws a script; a picture names those it needs besides Latin.
SAMPLES = ("Ag", "ش", "ש", "漢", "📈")

if importlib.util.find_spec("PySide6") is None:
    collect_ignore_glob = ["*"]
else:
    from tests.ui.guards import no_threads_left, no_timers_left, quiet_qt

    __all__ = ["no_threads_left", "no_timers_left", "quiet_qt"]


def pytest_addoption(parser):
    """Add the option that stores pictures instead of comparing them."""
    parser.addoption(
        "--update-snapshots", action="store_true", help="store the pictures of this run as the reference"
    )


def surroundings() -> dict[str, str]:
    """Return what decides about pixels besides our code: Qt and the fonts that are really used."""
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QFontInfo, QFontMetricsF, QGuiApplication

    from ui.text.fonts import make_font

    metrics = QFontMetricsF(make_font(12.5))
    found = {
        "Qt": qVersion(),
        "platform": QGuiApplication.platformName(),
        "font": QFontInfo(make_font(12.5)).family(),
    }
    found["height"] = f"{metrics.height():.2f}"
    return found | {f"width of {sample}": f"{metrics.horizontalAdvance(sample):.2f}" for sample in SAMPLES}


def difference(one, other) -> float:
    """Return how many of a thousand pixels of two pictures differ by more than the tolerance."""
    from PySide6.QtGui import QImage

    one, other = (image.convertToFormat(QImage.Format.Format_RGBX8888) for image in (one, other))
    if one.size() != other.size():
        return 1_000.0
    left, right = bytes(one.constBits()), bytes(other.constBits())
    if left == right:
        return 0.0
    differing = {
        index // 4
        for index, (first, second) in enumerate(zip(left, right, strict=True))
        if abs(first - second) > TOLERANCE
    }
    return 1_000 * len(differing) / (one.width() * one.height())


@pytest.fixture
def check_picture(request, qapp, tmp_path):
    """Return a function that compares a picture with the stored one of that name."""
    update = request.config.getoption("--update-snapshots", default=False)

    def check(image, name, scripts=""):
        path = REFERENCE / f"{name}.png"
        now = surroundings()
        if update:
            REFERENCE.mkdir(exist_ok=True)
            image.save(str(path))
            RECORD.write_text(json.dumps(now, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            return
        recorded = json.loads(RECORD.read_text(encoding="utf-8"))
        changed = [
            f"{key} is {now[key]}, was {recorded.get(key)}" for key in now if now[key] != recorded.get(key)
        ]
        if changed:
            pytest.skip(f"the pictures were stored with other fonts or another Qt: {'; '.join(changed)}")
        from PySide6.QtGui import QImage

        stored = QImage(str(path))
        assert not stored.isNull(), f"there is no stored picture {path.name}; run with --update-snapshots"
        share = difference(image, stored)
        if share > SHARE:
            kept = tmp_path / f"{name}.png"
            image.save(str(kept))
            pytest.fail(f"{share:.1f} of a thousand pixels differ from {path.name}; see {kept}")

    return check
