"""Which project is open and who works on it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.domain.annotation import AuthorKind, kind_of
from annotator.domain.changes import Changes
from annotator.settings import Settings
from ui import jobs
from ui.changes import ChangesHub
from ui.tasks import Tasks

RECENT = 8


class Session(QObject):
    """Owns the open project's description and the author's name; opening happens on the writer thread.

    ``opened`` comes with another project, ``author_changed`` with another person; views then ask anew.
    """

    opening = Signal(str)
    opened = Signal()
    refused = Signal(str)
    author_changed = Signal()

    def __init__(
        self, tasks: Tasks, hub: ChangesHub, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._hub = hub
        self._settings = settings
        self.project: jobs.Opened | None = None
        self.author = settings.text("author")

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open a project in place of the one open now."""
        self.opening.emit(path.stem)
        self._tasks.open(
            partial(jobs.open_project, path, read_only=read_only), self._on_opened, failed=self._on_failed
        )

    def create(self, path: Path, scheme: str) -> None:
        """Make a project with a scheme of resources/schemes or a TOML file, and open it."""
        self.opening.emit(path.stem)
        self._tasks.open(partial(jobs.create_project, path, scheme), self._on_opened, failed=self._on_failed)

    def choose_author(self, name: str) -> None:
        """Work as another person from now on."""
        name = name.strip()
        if not name or name == self.author or kind_of(name) is not AuthorKind.PERSON:
            return
        self.author = name
        self._settings.put("author", name)
        self._register()
        self.author_changed.emit()

    def _on_opened(self, opened: jobs.Opened) -> None:
        self.project = opened
        path = str(opened.path.resolve())
        recent = [path, *(entry for entry in self._settings.items("recent") if entry != path)]
        self._settings.put("recent", recent[:RECENT])
        self._register()
        self.opened.emit()

    def _on_failed(self, error: Exception) -> None:
        # The writer closed the project that was open before it tried the other one.
        self.project = None
        self.refused.emit(str(error))

    def _register(self) -> None:
        project = self.project
        if project and self.author and not project.read_only and self.author not in project.authors:
            self._tasks.write(partial(jobs.add_author, name=self.author), self._on_registered)

    def _on_registered(self, changes: Changes) -> None:
        self._hub.publish(changes)
