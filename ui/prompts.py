"""What the program asks and tells a person, apart from how: pages and controllers know only this.

The window answers with dialogs, a banner and toasts; tests answer by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NewProject:
    """The answers of the dialog for a new project."""

    path: Path
    scheme: str


class Prompts(Protocol):
    """Questions return None when the person backs out. Telling never blocks."""

    def ask_new_project(self) -> NewProject | None:
        """Ask where to make a project, and with which scheme."""

    def ask_project(self) -> Path | None:
        """Ask which project file to open."""

    def ask_author(self, names: tuple[str, ...], current: str) -> str | None:
        """Ask who is at the keyboard."""

    def show_shortcuts(self) -> None:
        """Show every key."""

    def refuse(self, sentence: str) -> None:
        """Say what went wrong; stays until closed."""

    def hint(self, sentence: str) -> None:
        """Say something in passing."""

    def offer_undo(self, sentence: str) -> None:
        """Say what was done in bulk and offer to take it back."""
