"""What the Project menu does: new, open, who is at the keyboard."""

from __future__ import annotations

import getpass
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from annotator.settings import state_folder
from ui.context import Context


class ProjectActions(QObject):
    """Asks through the prompts and passes the answers to the session."""

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(window)
        self._context = context
        actions = context.actions
        actions["project-new"].triggered.connect(self.ask_new)
        actions["project-open"].triggered.connect(self.ask_open)
        actions["author"].triggered.connect(self.ask_author)
        # Queued: the page is to be shown behind the question, not after it.
        context.session.opened.connect(self._on_opened, Qt.ConnectionType.QueuedConnection)

    def ask_new(self) -> None:
        """Ask for a new project's file and scheme, then make it."""
        chosen = self._context.prompts.ask_new_project()
        if chosen:
            self._context.session.create(chosen.path, chosen.scheme)

    def ask_open(self) -> None:
        """Ask for a project's file, then open it."""
        path = self._context.prompts.ask_project()
        if path:
            self._context.session.open(path)

    def ask_author(self) -> None:
        """Ask who is at the keyboard."""
        session = self._context.session
        names = session.project.authors if session.project else ()
        name = self._context.prompts.ask_author(names, session.author or _login_name())
        if name:
            session.choose_author(name)

    def log_folder(self) -> Path:
        """Return where the log lies."""
        return state_folder()

    def _on_opened(self) -> None:
        if not self._context.session.author:
            self.ask_author()


def _login_name() -> str:
    """Return the login name as a first proposal; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
