"""What the command palette offers: actions, labels of the scheme, documents, projects."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.scheme import Scheme
from ui import jobs
from ui.actions import ACTIONS, MENUS, key_text, translated
from ui.context import Context
from ui.panels.palette import Entry, Palette

if TYPE_CHECKING:
    from annotator.storage.queries import DocumentRow

DOCUMENTS = 40
REMEMBERED = 12


class Commands(QObject):
    """Opens the palette over the window's body and remembers what was chosen."""

    def __init__(
        self,
        context: Context,
        body: QWidget,
        scheme: Callable[[], Scheme | None],
        label: Callable[[str], None],
        open_document: Callable[[str], None],
    ) -> None:
        """``label`` gives the selection a label, ``open_document`` shows a document by its id."""
        super().__init__(body)
        self._context = context
        self._body = body
        self._scheme = scheme
        self._label = label
        self._open_document = open_document
        self.palette: Palette | None = None
        context.actions["palette"].triggered.connect(self.start)

    def start(self) -> None:
        """Open the palette; the same key closes it again."""
        if self.palette is not None:
            self.palette.finish()
            return
        context = self._context
        recent = context.settings.items("commands")
        palette = Palette(
            [*self._actions(), *self._labels(), *self._projects()],
            recent,
            context.themes,
            context.icons,
            self._body,
        )
        palette.asked.connect(self._on_asked)
        palette.chosen.connect(self._on_chosen)
        palette.closed.connect(self._on_closed)
        self.palette = palette
        palette.start()

    def _actions(self) -> list[Entry]:
        menus = dict(MENUS)
        found = []
        for info in ACTIONS:
            action = self._context.actions[info.id]
            if (
                info.menu not in menus
                or info.id == "palette"
                or not (action.isEnabled() and action.isVisible())
            ):
                continue
            name = translated(info.title).rstrip("…")
            if action.isCheckable() and action.isChecked():
                name = self.tr("{name} (on)").format(name=name)
            kind = translated(menus[info.menu]).replace("&", "")
            found.append(
                Entry(f"action:{info.id}", name, kind, action.trigger, key_text(info.keys), info.icon)
            )
        return found

    def _labels(self) -> list[Entry]:
        scheme = self._scheme()
        if scheme is None or not self._context.actions["accept"].isEnabled():
            return []
        kind = self.tr("Label of {layer}")
        return [
            Entry(
                f"label:{label.name}",
                label.name,
                kind.format(layer=layer.name),
                partial(self._label, label.name),
                label.key.upper(),
                color=label.color,
            )
            for layer, label in scheme.labels()
        ]

    def _projects(self) -> list[Entry]:
        session = self._context.session
        shown = session.project.path if session.project else None
        paths = [Path(entry) for entry in self._context.settings.items("recent")]
        return [
            Entry(
                f"project:{path}", path.stem, self.tr("Project"), partial(session.open, path), icon="project"
            )
            for path in paths
            if path != shown
        ]

    def _on_asked(self, letters: str) -> None:
        context = self._context
        if len(letters.strip()) < 2 or context.session.project is None:
            return
        query = jobs.DocumentQuery(context.session.author, letters.strip())
        work = partial(jobs.more_documents, query=query, after=None, limit=DOCUMENTS)
        context.tasks.read(work, partial(self._on_documents, letters), key="palette")

    def _on_documents(self, letters: str, rows: list[DocumentRow]) -> None:
        if self.palette is not None:
            kind = self.tr("Document")
            self.palette.offer(
                letters,
                [
                    Entry(
                        f"document:{row.id}",
                        row.name,
                        kind,
                        partial(self._open_document, row.id),
                        icon="file",
                    )
                    for row in rows
                ],
            )

    def _on_chosen(self, key: str) -> None:
        settings = self._context.settings
        others = [entry for entry in settings.items("commands") if entry != key]
        settings.put("commands", [key, *others][:REMEMBERED])

    def _on_closed(self) -> None:
        self.palette = None
