"""The table of all actions. Menus, tooltips, the toolbar, the shortcut list and tests read it.

Keys are written as `QKeySequence.fromString` reads them. Label keys (digits and letters, from the scheme) share
the scope ``TEXT`` and are no part of this table, so no action there may take a plain letter or digit. Keys of
another page do not count, so pages may use the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.icons import Icons


class Scope(StrEnum):
    """Where an action's keys count: everywhere, while the text or the queue has the focus, or in the review."""

    WINDOW = "window"
    TEXT = "text"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """One thing that a person can do. ``help`` is one sentence; ``keys`` may be empty."""

    id: str
    title: str
    menu: str
    group: int
    keys: tuple[str, ...]
    help: str
    icon: str = ""
    scope: Scope = Scope.WINDOW
    checkable: bool = False

    @property
    def page(self) -> str:
        """The page that the action belongs to; it is possible only while that is shown. Empty: all pages."""
        if self.scope is Scope.REVIEW:
            return "review"
        of_annotate = self.menu in ("annotate", "go") or self.id in ("find", "accept-above")
        return "annotate" if (of_annotate and self.id != "pane-next") or self.scope is Scope.TEXT else ""


MENUS: tuple[tuple[str, str], ...] = (
    ("project", QT_TRANSLATE_NOOP("actions", "&Project")),
    ("edit", QT_TRANSLATE_NOOP("actions", "&Edit")),
    ("annotate", QT_TRANSLATE_NOOP("actions", "&Annotate")),
    ("go", QT_TRANSLATE_NOOP("actions", "&Go")),
    ("review", QT_TRANSLATE_NOOP("actions", "&Review")),
    ("view", QT_TRANSLATE_NOOP("actions", "&View")),
    ("help", QT_TRANSLATE_NOOP("actions", "&Help")),
)

CHAPTERS: tuple[tuple[str, str], ...] = (
    *MENUS,
    ("readings", QT_TRANSLATE_NOOP("actions", "Take a reading (in the review)")),
    ("caret", QT_TRANSLATE_NOOP("actions", "Move the caret")),
    ("select", QT_TRANSLATE_NOOP("actions", "Select on")),
)
"""The parts of the shortcut list: the menus, and what is in no menu."""


def _info(
    id: str,
    title: str,
    menu: str,
    group: int,
    keys: str,
    help: str,
    icon: str = "",
    scope: Scope = Scope.WINDOW,
    checkable: bool = False,
) -> ActionInfo:
    return ActionInfo(id, title, menu, group, tuple(keys.split()), help, icon, scope, checkable)


_TR = QT_TRANSLATE_NOOP
_TEXT = Scope.TEXT
_REVIEW = Scope.REVIEW

# fmt: off
_MENU_ACTIONS: tuple[ActionInfo, ...] = (
    _info("project-new", _TR("actions", "New project…"), "project", 1, "Ctrl+N", _TR("actions", "Make a project file with a scheme of labels"), "new-project"),
    _info("project-open", _TR("actions", "Open project…"), "project", 1, "Ctrl+O", _TR("actions", "Open a project file"), "open"),
    _info("import", _TR("actions", "Import…"), "project", 2, "Ctrl+I", _TR("actions", "Bring text files, folders or annotated JSONL into the project"), "import"),
    _info("export", _TR("actions", "Export…"), "project", 2, "Ctrl+Shift+E", _TR("actions", "Write labels as training data"), "export"),
    _info("author", _TR("actions", "Who are you…"), "project", 3, "", _TR("actions", "Choose the name under which your decisions are stored"), "author"),
    _info("quit", _TR("actions", "Quit"), "project", 9, "Ctrl+Q", _TR("actions", "Close the window; everything is stored already")),
    _info("undo", _TR("actions", "Undo"), "edit", 1, "Ctrl+Z", _TR("actions", "Take back your last step, also after a restart"), "undo"),
    _info("redo", _TR("actions", "Redo"), "edit", 1, "Ctrl+Shift+Z Ctrl+Y", _TR("actions", "Do again what was taken back"), "redo"),
    _info("history", _TR("actions", "History…"), "edit", 1, "Ctrl+H", _TR("actions", "Show every step with its time and author"), "history"),
    _info("copy", _TR("actions", "Copy"), "edit", 2, "Ctrl+C", _TR("actions", "Copy the selected text exactly as it is"), "", _TEXT),
    _info("select-all", _TR("actions", "Select all"), "edit", 2, "Ctrl+A", _TR("actions", "Select the whole text"), "", _TEXT),
    _info("find", _TR("actions", "Find in text…"), "edit", 2, "Ctrl+F", _TR("actions", "Mark every place where a word stands in this document"), "find"),
    _info("accept", _TR("actions", "Accept"), "annotate", 1, "Return Enter", _TR("actions", "Confirm the suggestion and go to the next"), "accept", _TEXT),
    _info("reject", _TR("actions", "Reject or delete"), "annotate", 1, "Backspace Del", _TR("actions", "Reject the suggestion, or delete your own span"), "reject", _TEXT),
    _info("accept-above", _TR("actions", "Accept all above the threshold"), "annotate", 1, "Ctrl+Shift+A", _TR("actions", "Confirm every suggestion whose score reaches the threshold, as one step"), "accept-all"),
    _info("prelabel", _TR("actions", "Suggest for documents that wait"), "project", 4, "", _TR("actions", "Let the pipeline suggest for every document that it has not seen yet"), "suggestions"),
    _info("prelabel-stop", _TR("actions", "Stop suggesting"), "project", 4, "", _TR("actions", "End the pipeline; it goes on with the rest when it is started again"), "close"),
    _info("repeat-label", _TR("actions", "Use the last label again"), "annotate", 2, "Space", _TR("actions", "Give the selection or the current span the label used last"), "", _TEXT),
    _info("label-all", _TR("actions", "Label all occurrences…"), "annotate", 2, "Ctrl+Shift+O", _TR("actions", "Give the same words the same label wherever they stand, in this document or in all"), "label-all"),
    _info("comment", _TR("actions", "Comment"), "annotate", 2, "F2", _TR("actions", "Write a comment on the current span"), "comment"),
    _info("clear", _TR("actions", "Clear selection"), "annotate", 2, "Esc", _TR("actions", "Drop the selection and the current span"), "", _TEXT),
    _info("start-left", _TR("actions", "Start one token to the left"), "annotate", 3, "Alt+Left [", _TR("actions", "Grow the current span at its start"), "", _TEXT),
    _info("start-right", _TR("actions", "Start one token to the right"), "annotate", 3, "Alt+Right {", _TR("actions", "Shrink the current span at its start"), "", _TEXT),
    _info("end-left", _TR("actions", "End one token to the left"), "annotate", 3, "Alt+Shift+Left }", _TR("actions", "Shrink the current span at its end"), "", _TEXT),
    _info("end-right", _TR("actions", "End one token to the right"), "annotate", 3, "Alt+Shift+Right ]", _TR("actions", "Grow the current span at its end"), "", _TEXT),
    _info("start-left-char", _TR("actions", "Start one character to the left"), "annotate", 4, "Ctrl+Alt+Left", _TR("actions", "Grow the current span at its start by a character"), "", _TEXT),
    _info("start-right-char", _TR("actions", "Start one character to the right"), "annotate", 4, "Ctrl+Alt+Right", _TR("actions", "Shrink the current span at its start by a character"), "", _TEXT),
    _info("end-left-char", _TR("actions", "End one character to the left"), "annotate", 4, "Ctrl+Alt+Shift+Left", _TR("actions", "Shrink the current span at its end by a character"), "", _TEXT),
    _info("end-right-char", _TR("actions", "End one character to the right"), "annotate", 4, "Ctrl+Alt+Shift+Right", _TR("actions", "Grow the current span at its end by a character"), "", _TEXT),
    _info("done-next", _TR("actions", "Done, next document"), "annotate", 5, "Ctrl+Return Ctrl+Enter", _TR("actions", "Mark the document done and open the next one that is not"), "done-next"),
    _info("reopen", _TR("actions", "Not done after all"), "annotate", 5, "Ctrl+Shift+Return", _TR("actions", "Put the document back among those in progress")),
    _info("suggestion-next", _TR("actions", "Next suggestion"), "go", 1, "Tab", _TR("actions", "Go to the next suggestion, from the last to the first"), "", _TEXT),
    _info("suggestion-previous", _TR("actions", "Previous suggestion"), "go", 1, "Shift+Tab", _TR("actions", "Go to the suggestion before"), "", _TEXT),
    _info("span-next", _TR("actions", "Next span"), "go", 1, "Alt+Down", _TR("actions", "Go to the next of your own spans"), "", _TEXT),
    _info("span-previous", _TR("actions", "Previous span"), "go", 1, "Alt+Up", _TR("actions", "Go to your own span before"), "", _TEXT),
    _info("span-cycle", _TR("actions", "Next of the stacked spans"), "go", 1, "Alt+Return", _TR("actions", "Go through the spans that lie over each other at the caret"), "", _TEXT),
    _info("document-next", _TR("actions", "Next document"), "go", 2, "Alt+PgDown Ctrl+PgDown", _TR("actions", "Open the document below in the list"), "next"),
    _info("document-previous", _TR("actions", "Previous document"), "go", 2, "Alt+PgUp Ctrl+PgUp", _TR("actions", "Open the document above in the list"), "previous"),
    _info("filter", _TR("actions", "Filter documents"), "go", 2, "Ctrl+L", _TR("actions", "Type a part of a document's name"), "filter"),
    _info("search", _TR("actions", "Search all documents…"), "go", 2, "Ctrl+Shift+F", _TR("actions", "Find places in all documents by words, labels, scores, authors and states"), "search"),
    _info("pane-next", _TR("actions", "Next pane"), "go", 3, "F6", _TR("actions", "Move the focus between documents, text and suggestions")),
    _info("palette", _TR("actions", "Command palette…"), "view", 0, "Ctrl+K", _TR("actions", "Find anything by a few letters: actions, labels, documents, themes"), "palette"),
    _info("page-annotate", _TR("actions", "Annotate"), "view", 1, "Ctrl+1", _TR("actions", "Label documents"), "annotate", checkable=True),
    _info("page-review", _TR("actions", "Review"), "view", 1, "Ctrl+2", _TR("actions", "Settle what people labelled differently"), "review", checkable=True),
    _info("page-train", _TR("actions", "Train"), "view", 1, "Ctrl+3", _TR("actions", "Let the pipeline learn from finished documents"), "train", checkable=True),
    _info("zoom-in", _TR("actions", "Larger text"), "view", 2, "Ctrl+= Ctrl++", _TR("actions", "Draw the text larger"), "zoom-in"),
    _info("zoom-out", _TR("actions", "Smaller text"), "view", 2, "Ctrl+-", _TR("actions", "Draw the text smaller"), "zoom-out"),
    _info("zoom-reset", _TR("actions", "Usual text size"), "view", 2, "Ctrl+0", _TR("actions", "Draw the text at its usual size")),
    _info("labels-below", _TR("actions", "Labels below the line"), "view", 2, "Ctrl+Shift+L", _TR("actions", "Draw labels below the line, so that they take no room in it"), "labels-below", checkable=True),
    _info("panel-documents", _TR("actions", "Show documents"), "view", 3, "Ctrl+B", _TR("actions", "Show or hide the list of documents"), "documents", checkable=True),
    _info("panel-details", _TR("actions", "Show suggestions and details"), "view", 3, "Ctrl+Shift+B", _TR("actions", "Show or hide the panel at the right"), "details", checkable=True),
    _info("theme-system", _TR("actions", "Theme of the system"), "view", 4, "", _TR("actions", "Follow the desktop's light or dark"), checkable=True),
    _info("theme-light", _TR("actions", "Light theme"), "view", 4, "", _TR("actions", "Dark text on white"), checkable=True),
    _info("theme-dark", _TR("actions", "Dark theme"), "view", 4, "", _TR("actions", "Light text on black"), checkable=True),
    _info("full-screen", _TR("actions", "Full screen"), "view", 5, "F11", _TR("actions", "Use the whole screen"), checkable=True),
    _info("shortcuts", _TR("actions", "Keyboard shortcuts"), "help", 1, "F1 ?", _TR("actions", "Show every key"), "shortcuts"),
)

_REVIEW_ACTIONS: tuple[ActionInfo, ...] = (
    _info("conflict-next", _TR("actions", "Next conflict"), "review", 1, "Tab", _TR("actions", "Go to the next conflict; while editing, to the next span of the edit"), "next", _REVIEW),
    _info("conflict-previous", _TR("actions", "Previous conflict"), "review", 1, "Shift+Tab", _TR("actions", "Go to the conflict before"), "previous", _REVIEW),
    _info("choose-none", _TR("actions", "Take neither reading"), "review", 2, "0 X", _TR("actions", "Settle the conflict with no span at all"), "reject", _REVIEW),
    _info("conflict-edit", _TR("actions", "Edit the reading"), "review", 2, "E", _TR("actions", "Make a reading of your own: move its ends, give it a label, Enter stores"), "edit", _REVIEW),
    _info("conflict-reopen", _TR("actions", "Reopen the conflict"), "review", 2, "R", _TR("actions", "Take back what was settled about the conflict"), "undo", _REVIEW),
    _info("accept-agreed", _TR("actions", "Make gold of what all agree on"), "review", 3, "G", _TR("actions", "Take every span that all readers have into gold, as one step"), "accept-all", _REVIEW),
    _info("review-finish", _TR("actions", "Finish, next document to review"), "review", 3, "Ctrl+Return Ctrl+Enter", _TR("actions", "Mark the gold reading done and open the next document with conflicts"), "done-next", _REVIEW),
    _info("edit-store", _TR("actions", "Store the edit"), "review", 4, "Return Enter", _TR("actions", "Settle the conflict with your edit"), "accept", _REVIEW),
    _info("edit-cancel", _TR("actions", "Leave the edit"), "review", 4, "Esc", _TR("actions", "Drop the edit, the conflict stays as it was"), "close", _REVIEW),
    _info("review-next", _TR("actions", "Next document to review"), "review", 5, "Alt+PgDown Ctrl+PgDown", _TR("actions", "Open the document below in the list of documents to review"), "next", _REVIEW),
    _info("review-previous", _TR("actions", "Previous document to review"), "review", 5, "Alt+PgUp Ctrl+PgUp", _TR("actions", "Open the document above in the list of documents to review"), "previous", _REVIEW),
    _info("order-common", _TR("actions", "Commonest disagreements first"), "review", 6, "O", _TR("actions", "Order conflicts by how often the same disagreement occurs in the project, not by place"), "order", _REVIEW, checkable=True),
)

_MOVES: tuple[tuple[str, str, str], ...] = (
    ("char-left", _TR("actions", "Character left"), "Left"),
    ("char-right", _TR("actions", "Character right"), "Right"),
    ("token-left", _TR("actions", "Token left"), "Ctrl+Left"),
    ("token-right", _TR("actions", "Token right"), "Ctrl+Right"),
    ("line-up", _TR("actions", "Line up"), "Up"),
    ("line-down", _TR("actions", "Line down"), "Down"),
    ("line-start", _TR("actions", "Start of the line"), "Home"),
    ("line-end", _TR("actions", "End of the line"), "End"),
    ("sentence-left", _TR("actions", "Sentence back"), "Ctrl+,"),
    ("sentence-right", _TR("actions", "Sentence on"), "Ctrl+."),
    ("paragraph-left", _TR("actions", "Paragraph back"), "Ctrl+Up"),
    ("paragraph-right", _TR("actions", "Paragraph on"), "Ctrl+Down"),
    ("page-up", _TR("actions", "Screen up"), "PgUp"),
    ("page-down", _TR("actions", "Screen down"), "PgDown"),
    ("document-start", _TR("actions", "Start of the document"), "Ctrl+Home"),
    ("document-end", _TR("actions", "End of the document"), "Ctrl+End"),
)
# fmt: on

MOVE = "move:"
"""Before a kind of `TextView.move` in an action's id; a trailing "+" keeps the selection's anchor."""


def _moves() -> Iterator[ActionInfo]:
    for kind, title, key in _MOVES:
        yield ActionInfo(
            MOVE + kind, title, "caret", 1, (key,), _TR("actions", "Move the caret"), "", Scope.TEXT
        )
    for kind, title, key in _MOVES:
        shifted = key.replace("Ctrl+", "Ctrl+Shift+") if key.startswith("Ctrl+") else f"Shift+{key}"
        yield ActionInfo(
            f"{MOVE}{kind}+", title, "select", 1, (shifted,), _TR("actions", "Select on"), "", Scope.TEXT
        )


READINGS = 9
"""So many authors' readings can be taken by a digit."""


def _readings() -> Iterator[ActionInfo]:
    for place in range(1, READINGS + 1):
        yield ActionInfo(
            f"choose-{place}",
            _TR("actions", "Take the reading of this number"),
            "readings",
            1,
            (str(place),),
            _TR("actions", "Settle the conflict with this author's reading"),
            "",
            Scope.REVIEW,
        )


ACTIONS: tuple[ActionInfo, ...] = (*_MENU_ACTIONS, *_REVIEW_ACTIONS, *_readings(), *_moves())

BY_ID: dict[str, ActionInfo] = {info.id: info for info in ACTIONS}


def translated(text: str) -> str:
    """Return a text of the table in the person's language."""
    return QCoreApplication.translate("actions", text)


def key_text(keys: tuple[str, ...]) -> str:
    """Return keys as the platform writes them, such as “Ctrl+Y”; the first stands for all where room is short."""
    return QKeySequence(keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""


def tooltip(info: ActionInfo) -> str:
    """Return what hovering a button of the action says: what it does and its keys."""
    native = [key_text((key,)) for key in info.keys]
    return translated(info.help) + (f"  ({', '.join(native)})" if native else "")


class ActionSet(QObject):
    """Owns one `QAction` for each row of the table, with its keys, texts and tinted icon."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._actions: dict[str, QAction] = {info.id: self._make(info, parent) for info in ACTIONS}
        icons.changed.connect(self._on_icons_changed)
        self._on_icons_changed()

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def has(self, id: str) -> bool:
        """Tell whether the table knows an action; other parts of the window add rows of their own."""
        return id in self._actions

    def add_to(self, widget: QWidget, scope: Scope) -> None:
        """Let the keys of a scope count while the widget or a child of it has the focus."""
        widget.addActions([self._actions[info.id] for info in ACTIONS if info.scope is scope])

    def enable_page(self, page: str) -> None:
        """Make the actions of a page possible and those of the others impossible."""
        for info in ACTIONS:
            if info.page:
                self._actions[info.id].setEnabled(info.page == page)

    def enable(self, ids: tuple[str, ...], enabled: bool) -> None:
        """Make several actions possible or impossible."""
        for id in ids:
            self._actions[id].setEnabled(enabled)

    def _make(self, info: ActionInfo, parent: QWidget) -> QAction:
        action = QAction(translated(info.title), parent)
        action.setObjectName(info.id)
        action.setShortcuts([QKeySequence(key) for key in info.keys])
        action.setToolTip(tooltip(info))
        action.setCheckable(info.checkable)
        if info.scope is Scope.WINDOW:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            parent.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _on_icons_changed(self) -> None:
        for info in ACTIONS:
            if info.icon:
                self._actions[info.id].setIcon(self._icons.icon(info.icon))
