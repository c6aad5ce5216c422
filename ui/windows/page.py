"""What the main window needs of a page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


class Page(QWidget):
    """A page of the rail. ``id`` names its action "page-ID" in the table of actions, ``icon`` its icon.

    A page listens to the context by itself; the window only says when it comes and goes.
    """

    id = ""
    icon = ""

    def activate(self) -> None:
        """The page is shown now: take the focus, look again."""
        self.setFocus()

    def leave(self) -> None:
        """Another page is shown now, or the window closes: store what is under way."""

    def state_words(self) -> tuple[str, ...] | None:
        """Return what the state line says while the page is shown; None for the document being annotated."""
        return None

    def layout_state(self) -> bytes:
        """Return how the page is divided, to be remembered."""
        return b""

    def restore_layout(self, state: bytes) -> None:
        """Divide the page as remembered."""

    def show_documents(self, shown: bool) -> None:
        """Show or hide the list at the left."""

    def show_details(self, shown: bool) -> None:
        """Show or hide the panel at the right."""
