"""The one place where views hear what a step touched."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.domain.changes import Changes


class ChangesHub(QObject):
    """Passes each step's `Changes` on, on the GUI thread, after its commit. Views keep no truth of their own."""

    changed = Signal(object)

    def publish(self, changes: Changes) -> None:
        """Tell all views; a report of step 0 touched nothing and is not passed on."""
        if changes.step:
            self.changed.emit(changes)
