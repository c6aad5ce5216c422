"""Start of the window: ``python -m ui.app [PROJECT] [--author NAME] [--screenshot FILE --quit]``."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import time
import traceback
from collections.abc import Sequence
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import shiboken6
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.settings import Settings, state_folder
from ui.prelabelling import worker_command
from ui.tasks import Tasks
from ui.theme import ThemeChoice, Themes, choose_font
from ui.windows.main import MainWindow

log = logging.getLogger("annotator.window")

POLL_MS = 50
PATIENCE_SECONDS = 60.0


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window until it is closed; return the exit code (1 when a screenshot could not be made)."""
    options = _options(sys.argv[1:] if argv is None else argv)
    _start_log()
    sys.excepthook = _on_exception
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application runs in this process")
    app.setApplicationName("annotator")
    app.setStyle("Fusion")
    app.setFont(choose_font())
    settings = Settings()
    themes = Themes(options.theme or settings.text("theme"))
    themes.apply()
    # A picture shows what is stored; nothing is begun for it.
    worker = () if options.screenshot else worker_command(settings.text("pipeline"))
    window = MainWindow(settings, themes, Tasks(), worker)
    if options.author:
        window.context.session.choose_author(options.author)
    if options.size:
        window.resize(*options.size)
    window.first_painted.connect(partial(_after_first_paint, window, options))
    window.show()
    camera = Camera(window, options) if options.screenshot else None
    code = app.exec()
    window.context.tasks.close()
    if camera and not code:
        code = camera.code
    # Widgets have to go before the application does; left to the interpreter's end the order is chance.
    del camera
    shiboken6.delete(window)
    del window, themes
    gc.collect()
    return code


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="annotator-gui", description="Label documents in a window.")
    parser.add_argument("project", nargs="?", type=Path, help="project file to open")
    parser.add_argument("--author", default="", help="under whose name you work")
    parser.add_argument("--read-only", action="store_true", help="open the project for looking only")
    parser.add_argument("--theme", choices=[choice.value for choice in ThemeChoice], default="")
    parser.add_argument("--size", type=_size, help="width and height of the window, such as 1280x720")
    parser.add_argument("--screenshot", type=Path, help="write a picture of the window when it is ready")
    parser.add_argument("--quit", action="store_true", help="close the window after the screenshot")
    return parser.parse_args(list(argv))


def _size(words: str) -> tuple[int, int]:
    width, _, height = words.partition("x")
    return int(width), int(height)


def _after_first_paint(window: MainWindow, options: argparse.Namespace) -> None:
    if options.screenshot and not window.context.session.author:
        # Nobody is there to be asked who they are.
        window.context.session.author = "annotator"
    if options.project:
        window.context.session.open(options.project, read_only=options.read_only)
    QTimer.singleShot(0, window.context.icons.load)


class Camera:
    """Takes the picture of `--screenshot` once everything asked for has been answered and painted."""

    def __init__(self, window: MainWindow, options: argparse.Namespace) -> None:
        self.code = 1
        self._window = window
        self._options = options
        self._until = time.monotonic() + PATIENCE_SECONDS
        self._calm = 0
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._on_beat)
        self._timer.start(POLL_MS)

    def _on_beat(self) -> None:
        busy = self._window.context.tasks.waiting > 0 or self._window.annotate.model.is_stale
        self._calm = 0 if busy else self._calm + 1
        # Some beats of calm: an answer may ask for the next read, and the paint comes after it.
        if self._calm < 6 and time.monotonic() < self._until:
            return
        self._timer.stop()
        path: Path = self._options.screenshot
        path.parent.mkdir(parents=True, exist_ok=True)
        self.code = 0 if self._window.grab().save(str(path)) else 1
        if self.code:
            log.error("the screenshot could not be written to %s", path)
        if self._options.quit:
            self._window.close()


def _start_log() -> None:
    folder = state_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "annotator.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("annotator")
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.error("unexpected error", exc_info=(kind, error, trace))
    traceback.print_exception(kind, error, trace)


if __name__ == "__main__":
    sys.exit(main())
