"""Asks and tells with the window's dialogs, banner and toast."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from annotator.domain.scheme import Scheme
from annotator.settings import Settings, data_folder
from ui.dialogs.author import AuthorDialog
from ui.dialogs.new_project import SUFFIX, NewProjectDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.panels.notices import Banner, Toast
from ui.prompts import NewProject


class WindowPrompts:
    """The `Prompts` of the window. Dialogs are made when asked and freed when answered."""

    def __init__(
        self,
        window: QWidget,
        banner: Banner,
        toast: Toast,
        settings: Settings,
        scheme: Callable[[], Scheme | None],
    ) -> None:
        self._window = window
        self._banner = banner
        self._toast = toast
        self._settings = settings
        self._scheme = scheme

    def ask_new_project(self) -> NewProject | None:
        """Ask where to make a project, and with which scheme."""
        dialog = NewProjectDialog(self._folder(), self._window)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        chosen = dialog.chosen
        dialog.deleteLater()
        return chosen if accepted else None

    def ask_project(self) -> Path | None:
        """Ask which project file to open."""
        words = QCoreApplication.translate("WindowPrompts", "Projects (*{suffix});;All files (*)")
        title = QCoreApplication.translate("WindowPrompts", "Open project")
        path, _ = QFileDialog.getOpenFileName(
            self._window, title, str(self._folder()), words.format(suffix=SUFFIX)
        )
        return Path(path) if path else None

    def ask_author(self, names: tuple[str, ...], current: str) -> str | None:
        """Ask who is at the keyboard."""
        dialog = AuthorDialog(names, current, self._window)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        name = dialog.chosen
        dialog.deleteLater()
        return name if accepted else None

    def show_shortcuts(self) -> None:
        """Show every key."""
        dialog = ShortcutsDialog(self._scheme(), self._window)
        dialog.exec()
        dialog.deleteLater()

    def refuse(self, sentence: str) -> None:
        """Say what went wrong in the banner."""
        self._banner.say(sentence)

    def hint(self, sentence: str) -> None:
        """Say something in passing."""
        self._toast.say(sentence)

    def offer_undo(self, sentence: str) -> None:
        """Say what was done in bulk and offer to take it back."""
        self._toast.say(sentence, undo=True)

    def _folder(self) -> Path:
        recent = self._settings.items("recent")
        folder = Path(recent[0]).parent if recent else data_folder()
        return folder if folder.is_dir() else Path.home()
