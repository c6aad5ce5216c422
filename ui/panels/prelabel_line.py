"""In the state line: how far the pipeline is, with a button to stop it, or to try again after it failed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from ui.actions import ActionSet
from ui.panels.words import number
from ui.prelabelling import Phase, Prelabelling


class PrelabelLine(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, prelabelling: Prelabelling, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prelabelling = prelabelling
        self._actions = actions
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(90)
        self.button = QToolButton(self)
        self.button.setObjectName("quiet")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        for part in (self.words, self.bar, self.button):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        prelabelling.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        state = self._prelabelling
        busy = state.is_busy
        self._actions["prelabel-stop"].setEnabled(busy)
        self.setVisible(state.phase is not Phase.IDLE)
        self.bar.setVisible(busy)
        self.bar.setRange(0, state.total)
        self.bar.setValue(state.done)
        self.button.setText(self.tr("Stop") if busy else self.tr("Try again"))
        id = "prelabel-stop" if busy else "prelabel"
        self.button.setToolTip(self._actions[id].toolTip())
        words = {
            Phase.STARTING: self.tr("Loading the pipeline…"),
            Phase.RUNNING: self.tr("Suggesting: {done} of {total}").format(
                done=number(state.done), total=number(state.total)
            ),
            Phase.STOPPED: self.tr("Suggesting was stopped"),
            Phase.FAILED: self.tr("No suggestions"),
        }
        self.words.setText(words.get(state.phase, ""))
        self.words.setToolTip(state.sentence)

    def _on_clicked(self) -> None:
        self._actions["prelabel-stop" if self._prelabelling.is_busy else "prelabel"].trigger()
