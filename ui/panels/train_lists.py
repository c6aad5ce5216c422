"""The lists of the Train page: what there is per label, old against new, and the versions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.operations.learning import Overview, Trained
from ui.panels.words import number, score_text


class Table(QTreeWidget):
    """Rows of texts under a header; the first column is at the left, figures are at the right."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.header().setStretchLastSection(False)

    def show_rows(
        self, header: Sequence[str], rows: Sequence[tuple[str, ...]], keys: Sequence[str] = ()
    ) -> None:
        """Show other rows; ``keys`` are what ``key`` returns for them. The chosen row stays chosen."""
        before = self.key()
        self.clear()
        self.setColumnCount(len(header))
        self.setHeaderLabels(list(header))
        for place, row in enumerate(rows):
            item = QTreeWidgetItem(self, list(row))
            for column in range(1, len(row)):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            key = keys[place] if place < len(keys) else ""
            item.setData(0, Qt.ItemDataRole.UserRole, key)
            if key and key == before:
                self.setCurrentItem(item)
        for column in range(len(header)):
            mode = QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.ResizeToContents
            self.header().setSectionResizeMode(column, mode)

    def key(self) -> str:
        """Return the key of the chosen row, empty without one."""
        item = self.currentItem()
        return str(item.data(0, Qt.ItemDataRole.UserRole) or "") if item else ""


class LabelCounts(Table):
    """How many finished spans each label has."""

    def show_overview(self, overview: Overview) -> None:
        """Show the labels, the most frequent first."""
        rows = [(label, number(count)) for label, count in overview.ready.labels.most_common()]
        self.show_rows((self.tr("Label"), self.tr("Finished spans")), rows)


class OldAgainstNew(Table):
    """The F1 of each label before and after the training, on the documents held back."""

    def show_trained(self, trained: Trained | None) -> None:
        """Show a training's outcome; nothing without one."""
        header = (self.tr("Held back"), self.tr("Old F1"), self.tr("New F1"), self.tr("Spans"))
        if trained is None:
            self.show_rows(header, [])
            return
        rows = [(self.tr("All"), _f1(trained.old["all"]), _f1(trained.new["all"]), "")]
        rows += [
            (label, _f1(old), _f1(new), number(int(gold)))
            for labels in trained.labels.values()
            for label, (old, new, gold) in labels.items()
        ]
        self.show_rows(header, rows)


class VersionList(Table):
    """The versions learned from this project, the newest first, and the embedded pipeline."""

    def show_overview(self, overview: Overview) -> None:
        """Show the versions; the one that suggests now is marked."""
        header = (self.tr("Version"), self.tr("Learned from"), self.tr("Old F1"), self.tr("New F1"))
        rows, keys = [], []
        for one in overview.versions:
            learned = self.tr("{count} documents").format(count=number(one.documents))
            rows.append(
                (
                    self._named(f"{one.name} {one.version}", one.author == overview.active),
                    learned,
                    _f1(one.old.get("all", 0.0)),
                    _f1(one.new.get("all", 0.0)),
                )
            )
            keys.append(one.author)
        embedded = not any(one.author == overview.active for one in overview.versions)
        rows.append((self._named(self.tr("Embedded"), embedded), "", "", ""))
        keys.append("news")
        self.show_rows(header, rows, keys)
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item.text(0).startswith("●"):
                item.setToolTip(0, self.tr("Suggests now"))

    def _named(self, name: str, active: bool) -> str:
        return f"● {name}" if active else name


def _f1(value: float) -> str:
    return score_text(value)
