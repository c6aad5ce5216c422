"""What every part of the window may use. Made once, in `ui.app`; passed on, never reached for."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.settings import Settings
from ui.actions import ActionSet
from ui.changes import ChangesHub
from ui.icons import Icons
from ui.models.document import DocumentState
from ui.models.session import Session
from ui.prompts import Prompts
from ui.tasks import Tasks
from ui.theme import Themes


@dataclass(frozen=True, slots=True)
class Context:
    """The services of the window and the state that its views share."""

    settings: Settings
    tasks: Tasks
    hub: ChangesHub
    themes: Themes
    icons: Icons
    actions: ActionSet
    prompts: Prompts
    session: Session
    document: DocumentState
