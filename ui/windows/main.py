"""The main window: it assembles the rail, the pages, the messages and the state line, and nothing more."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt, QTime, QTimer, Signal
from PySide6.QtGui import QActionGroup, QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from annotator.domain.ids import DocumentId
from annotator.domain.scheme import Scheme
from annotator.settings import Settings
from ui.actions import ACTIONS, BY_ID, ActionSet, translated
from ui.changes import ChangesHub
from ui.context import Context
from ui.dialogs.prompts import WindowPrompts
from ui.icons import Icons
from ui.jobs import Outcome
from ui.models.document import DocumentState
from ui.models.session import Session
from ui.panels.notices import Banner, Toast
from ui.panels.prelabel_line import PrelabelLine
from ui.panels.rail import Rail
from ui.panels.state_line import StateLine
from ui.panels.words import step_text
from ui.prelabelling import Prelabelling
from ui.tasks import Tasks
from ui.theme import ThemeChoice, Themes
from ui.windows.annotate import AnnotatePage
from ui.windows.commands import Commands
from ui.windows.exchange_actions import ExchangeActions
from ui.windows.menus import make_menus, make_tools
from ui.windows.page import Page
from ui.windows.project_actions import ProjectActions
from ui.windows.review import ReviewPage
from ui.windows.start import StartPage
from ui.windows.train import TrainPage

SIZE = (1280, 800)
LEAST = (1024, 640)


class MainWindow(QMainWindow):
    """Owns the context of everything in it; `close` stores what is under way and ends the threads."""

    first_painted = Signal()

    def __init__(self, settings: Settings, themes: Themes, tasks: Tasks, worker: Sequence[str] = ()) -> None:
        """Make the window; ``worker`` is the command line of the process that suggests, empty for none."""
        super().__init__()
        self._painted = False
        self.setWindowTitle(self.tr("Annotator"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        hub = ChangesHub(self)
        icons = Icons(themes, self)
        self.banner = Banner(themes, icons, self)
        self._body = QWidget(self)
        self.toast = Toast(self._body)
        session = Session(tasks, hub, settings, self)
        self.context = Context(
            settings=settings,
            tasks=tasks,
            hub=hub,
            themes=themes,
            icons=icons,
            actions=ActionSet(icons, self),
            prompts=WindowPrompts(self, self.banner, self.toast, settings, self._scheme),
            session=session,
            document=DocumentState(tasks, hub, session, self),
        )
        self.menus = make_menus(self, self.context.actions)
        self.tools = make_tools(self, self.context.actions)
        self.state_line = StateLine(self.context.actions, self)
        self.pages: list[Page] = []
        self._assemble()
        self._project_actions = ProjectActions(self.context, self)
        self.exchange = ExchangeActions(self.context, self)
        self.prelabelling = Prelabelling(tasks, hub, session, self._wanted, worker, self)
        self.state_line.insertPermanentWidget(1, PrelabelLine(self.prelabelling, self.context.actions, self))
        self._connect()
        self._add_pages()
        self._offer_commands()
        self._restore()
        self._show_state()

    def _add_pages(self) -> None:
        self.annotate = AnnotatePage(self.context, self)
        self.add_page(self.annotate)
        self.review = ReviewPage(self.context, self)
        self._follow_review()
        self.add_page(self.review)
        self.train = TrainPage(self.context, self)
        self.add_page(self.train)

    def add_page(self, page: Page) -> None:
        """Put a page on the rail, under the action "page-ID" of the table."""
        action = self.context.actions[f"page-{page.id}"]
        action.setVisible(True)
        action.setEnabled(True)
        action.toggled.connect(self._on_page_toggled)
        self.pages.append(page)
        self._stack.addWidget(page)
        self.rail.add_page(action, page.icon)
        if len(self.pages) == 1:
            action.setChecked(True)

    @property
    def page(self) -> Page | None:
        """The page that is shown, None while no project is open."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window is in sight; what takes long to load waits for that."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # Children are painted after this; a timer of 0 runs when all of it is on the screen.
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store the time spent and the layout, then end the threads; changes asked for are all done first."""
        self.prelabelling.close()
        for page in self.pages:
            page.leave()
        self._remember()
        self.annotate.model.rest()
        self.toast.hide()
        self.context.tasks.close()
        super().closeEvent(event)

    def _assemble(self) -> None:
        context = self.context
        self.rail = Rail(context.icons, self)
        self.start = StartPage(context.themes, context.icons, context.actions, context.settings, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.start)
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(self._body)
        self.setStatusBar(self.state_line)
        for info in ACTIONS:
            if info.id.startswith("page-"):
                context.actions[info.id].setVisible(False)
                context.actions[info.id].setEnabled(False)
        self._theme_group = QActionGroup(self)
        for choice in ThemeChoice:
            action = context.actions[f"theme-{choice.value}"]
            action.setData(choice)
            action.setChecked(choice is context.themes.choice)
            self._theme_group.addAction(action)
        for id in ("panel-documents", "panel-details"):
            context.actions[id].setChecked(True)

    def _connect(self) -> None:
        context, actions = self.context, self.context.actions
        context.tasks.refused.connect(context.prompts.refuse)
        context.tasks.broke.connect(self._on_broke)
        context.session.opening.connect(self._on_opening)
        context.session.opened.connect(self._on_opened)
        context.session.refused.connect(self._on_refused)
        context.session.author_changed.connect(self._show_author)
        context.document.loaded.connect(self._show_state)
        context.document.updated.connect(self._show_state)
        context.document.stored.connect(self._on_stored)
        self.toast.undo_clicked.connect(actions["undo"].trigger)
        self._theme_group.triggered.connect(self._on_theme_chosen)
        actions["shortcuts"].triggered.connect(context.prompts.show_shortcuts)
        actions["prelabel"].triggered.connect(self.prelabelling.start)
        actions["prelabel-stop"].triggered.connect(self.prelabelling.stop)
        self.prelabelling.failed.connect(context.prompts.refuse)
        self.prelabelling.settled.connect(context.prompts.hint)
        actions["quit"].triggered.connect(self.close)
        actions["full-screen"].toggled.connect(self._on_full_screen)
        actions["panel-documents"].toggled.connect(self._on_documents_shown)
        actions["panel-details"].toggled.connect(self._on_details_shown)

    def _follow_review(self) -> None:
        state = self.review.state
        state.stored.connect(self._on_stored)
        state.loaded.connect(self._show_state)
        state.updated.connect(self._show_state)

    def _offer_commands(self) -> None:
        label = self.annotate.annotating.label
        self.commands = Commands(self.context, self._body, self._scheme, label, self._on_document_chosen)

    def _restore(self) -> None:
        settings = self.context.settings
        geometry = base64.b64decode(settings.text("geometry"))
        if geometry:
            self.restoreGeometry(QByteArray(geometry))
        for page, state in zip(self.pages, settings.text("splitters").split(","), strict=False):
            if state:
                page.restore_layout(base64.b64decode(state))
        self._show_author()
        self.state_line.show_saved(None)
        self._set_open(False)

    def _remember(self) -> None:
        settings = self.context.settings
        settings.put("geometry", base64.b64encode(self.saveGeometry().data()).decode("ascii"))
        states = [base64.b64encode(page.layout_state()).decode("ascii") for page in self.pages]
        settings.put("splitters", ",".join(states))

    def _set_open(self, is_open: bool) -> None:
        """Offer what needs a project only while one is open."""
        anywhere = ("project-new", "project-open", "author", "quit", "shortcuts", "full-screen", "palette")
        for info in ACTIONS:
            if info.id not in anywhere and not info.id.startswith(("theme-", "page-")):
                self.context.actions[info.id].setEnabled(is_open)
        self.context.actions["prelabel-stop"].setEnabled(self.prelabelling.is_busy)
        self.rail.setVisible(is_open)
        self.tools.setVisible(is_open)
        self.state_line.show_project(is_open)

    def _scheme(self) -> Scheme | None:
        view, project = self.context.document.view, self.context.session.project
        return view.scheme if view else project.scheme if project else None

    def _wanted(self) -> DocumentId | None:
        return self.context.document.wanted

    def _show_state(self) -> None:
        words = self.page.state_words() if self.page else None
        if words is None:
            self.state_line.show_view(self.context.document.view)
        else:
            self.state_line.show_words(words)

    def _show_author(self) -> None:
        self.state_line.show_author(self.context.session.author)

    def _on_opening(self, name: str) -> None:
        self.banner.hide()
        self.start.show_opening(name)
        self._stack.setCurrentWidget(self.start)

    def _on_opened(self) -> None:
        project = self.context.session.project
        if project is None:
            return
        self.setWindowTitle(self.tr("{name} – Annotator").format(name=project.path.stem))
        self._set_open(True)
        if project.read_only:
            self.state_line.show_read_only()
        checked = [page for page in self.pages if self.context.actions[f"page-{page.id}"].isChecked()]
        self._show_page(checked[0] if checked else self.pages[0])

    def _on_refused(self, sentence: str) -> None:
        self.setWindowTitle(self.tr("Annotator"))
        self._set_open(False)
        self.start.refresh()
        self._stack.setCurrentWidget(self.start)
        self.banner.say(sentence)

    def _on_broke(self) -> None:
        self.banner.say(
            self.tr(
                "Something went wrong; what was stored before is safe. The log in {folder} says more."
            ).format(folder=self._project_actions.log_folder())
        )

    def _on_stored(self, outcome: Outcome) -> None:
        actions = self.context.actions
        if outcome.changes.step:
            self.state_line.show_saved(QTime.currentTime())
        for id, name in (("undo", outcome.undo_title), ("redo", outcome.redo_title)):
            words = translated(BY_ID[id].title)
            actions[id].setText(f"{words}: {step_text(name)}" if name else words)
        if outcome.turned:
            self.context.prompts.hint(self._turned(outcome))

    def _turned(self, outcome: Outcome) -> str:
        """Return what undo or redo did, in words."""
        undone = outcome.turned == "undo"
        if not outcome.changes.step:
            return (
                self.tr("There is nothing to undo.") if undone else self.tr("There is nothing to do again.")
            )
        words = self.tr("Undone") if undone else self.tr("Done again")
        name = step_text(outcome.title)
        return f"{words}: {name}" if name else words

    def _on_page_toggled(self, checked: bool) -> None:
        action = self.sender()
        if checked and self.context.session.project is not None:
            for page in self.pages:
                if self.context.actions[f"page-{page.id}"] is action:
                    self._show_page(page)

    def _show_page(self, page: Page) -> None:
        before = self.page
        if before is not None and before is not page:
            before.leave()
        self._stack.setCurrentWidget(page)
        self.context.actions.enable_page(page.id)
        page.activate()
        self._show_state()

    def _on_document_chosen(self, document_id: str) -> None:
        self.context.actions["page-annotate"].setChecked(True)
        self.annotate.navigator.open(document_id)

    def _on_theme_chosen(self) -> None:
        choice = ThemeChoice(self._theme_group.checkedAction().data())
        self.context.themes.choose(choice)
        self.context.settings.put("theme", choice.value)

    def _on_full_screen(self, full: bool) -> None:
        state = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | state if full else self.windowState() & ~state)

    def _on_documents_shown(self, shown: bool) -> None:
        for page in self.pages:
            page.show_documents(shown)

    def _on_details_shown(self, shown: bool) -> None:
        for page in self.pages:
            page.show_details(shown)
