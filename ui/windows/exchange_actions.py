"""What comes in, what goes out, and what was done: import, export and history, with drag and drop of files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QMainWindow

from ui.context import Context

if TYPE_CHECKING:
    from ui.dialogs.import_dialog import ImportDialog


Shown = TypeVar("Shown", bound=QDialog)


class ExchangeActions(QObject):
    """Shows the dialogs, none of them twice and none of them modal.

    They are imported when first asked for: the first window need not wait for them.
    """

    def __init__(self, context: Context, window: QMainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        actions = context.actions
        actions["import"].triggered.connect(self.show_import)
        actions["export"].triggered.connect(self.show_export)
        actions["history"].triggered.connect(self.show_history)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def show_import(self) -> ImportDialog:
        """Show the dialog that brings documents in."""
        from ui.dialogs.import_dialog import ImportDialog

        dialog = self._found(ImportDialog) or ImportDialog(self._context, self._window)
        self._show(dialog)
        return dialog

    def show_export(self) -> None:
        """Show the dialog that writes training data."""
        from ui.dialogs.export_dialog import ExportDialog

        project = self._context.session.project
        folder = project.path.parent if project else Path.home()
        self._show(self._found(ExportDialog) or ExportDialog(self._context, folder, self._window))

    def show_history(self) -> None:
        """Show the steps of the project."""
        from ui.dialogs.history_dialog import HistoryDialog

        self._show(self._found(HistoryDialog) or HistoryDialog(self._context, self._window))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files and folders that are dropped on the window while a project is open."""
        if self._context.session.project is None:
            return False
        if isinstance(event, QDragEnterEvent) and event.mimeData().hasUrls():
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop and event.mimeData().hasUrls():
            paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            if paths:
                self.show_import().add(paths)
            event.acceptProposedAction()
            return True
        return False

    def _found(self, kind: type[Shown]) -> Shown | None:
        return next((dialog for dialog in self._window.findChildren(kind) if dialog.isVisible()), None)

    def _show(self, dialog: QDialog) -> None:
        dialog.show()
        dialog.activateWindow()
