"""Fixtures for tests of the window: no screen is needed, and every test cleans up behind itself."""

from __future__ import annotations

import importlib.util
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if importlib.util.find_spec("PySide6") is None:
    collect_ignore_glob = ["*"]
else:
    from tests.ui.guards import no_threads_left, no_timers_left, quiet_qt

    __all__ = ["no_threads_left", "no_timers_left", "quiet_qt"]
