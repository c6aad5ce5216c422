"""Import, export and history in the window, with real files and a real project."""

import json

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from annotator.assets import seed_documents
from annotator.domain.annotation import SetStatus
from annotator.operations import annotating, documents, projects
from ui.dialogs.export_dialog import ExportDialog
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.history_model import PAGE
from ui.dialogs.import_dialog import ImportDialog


@pytest.fixture
def shown(stage):
    """Show the dialog of an action and return it."""

    def show(id, kind):
        stage.context.actions[id].trigger()
        stage.settle()
        (dialog,) = [found for found in stage.window.findChildren(kind) if found.isVisible()]
        return dialog

    return show


@pytest.fixture
def empty_stage(bare_stage, tmp_path):
    """A window on a project without documents."""
    path = tmp_path / "empty.annotator"
    projects.create_project(path).close()
    bare_stage.context.session.open(path)
    bare_stage.settle()
    return bare_stage


def drop(window, paths):
    """Drop files on a window as the system does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered = QDragEnterEvent(QPoint(50, 50), copy, data, left, none)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copy, data, left, none))


def import_dialog(stage):
    return next(dialog for dialog in stage.window.findChildren(ImportDialog) if dialog.isVisible())


def test_dropped_files_are_looked_at_then_imported(empty_stage):
    stage = empty_stage
    drop(stage.window, seed_documents())
    stage.settle()
    dialog = import_dialog(stage)
    assert not dialog.isModal()
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
        for model in (dialog.files, dialog.panel.pieces)
    ]
    counts = [len(dialog.files.file_at(place).pieces) for place in range(2)]
    assert sorted(counts) == [1, 8]
    eight = counts.index(8)
    dialog.list.setCurrentIndex(dialog.files.index(eight))
    stage.settle()
    assert dialog.panel.separator.text() == "Continue Reading"
    assert dialog.panel.pieces.rowCount() == 8
    assert dialog.panel.pieces.index(0, 2).data()
    dialog.go.click()
    stage.settle()
    assert stage.page.model.total == 9
    assert stage.window.toast.sentence == "9 documents imported."
    assert stage.view is not None
    del testers
    assert not shiboken6.isValid(dialog) or not dialog.isVisible()


def test_the_separator_can_be_changed_and_switched_off_live(empty_stage):
    stage = empty_stage
    stage.press("Ctrl+I")
    dialog = import_dialog(stage)
    dialog.add(seed_documents())
    stage.settle()
    eight = next(place for place in range(2) if dialog.files.file_at(place).detected)
    dialog.list.setCurrentIndex(dialog.files.index(eight))
    dialog.panel.splits.click()
    stage.settle()
    assert dialog.panel.pieces.rowCount() == 1
    dialog.panel.splits.click()
    dialog.panel.separator.setFocus()
    dialog.panel.separator.clear()
    stage.qtbot.keyClicks(dialog.panel.separator, "Continue.*")
    stage.press("Return", widget=dialog.panel.separator)
    assert dialog.panel.pieces.rowCount() == 8
    stage.qtbot.keyClicks(dialog.panel.separator, "(")
    stage.press("Return", widget=dialog.panel.separator)
    assert "regular expression" in dialog.panel._wrong.text()
    assert dialog.panel._wrong.isVisible()
    dialog.close()


def test_files_that_cannot_be_read_are_sentences_and_the_rest_comes_in(empty_stage, tmp_path):
    stage = empty_stage
    good, empty, binary = (tmp_path / name for name in ("good.txt", "empty.txt", "binary.txt"))
    good.write_text("Reuters reported from Oslo.", encoding="utf-8")
    empty.touch()
    binary.write_bytes(bytes(range(256)) * 20)
    stage.press("Ctrl+I")
    dialog = import_dialog(stage)
    dialog.add([tmp_path / "good.txt", empty, binary, tmp_path / "nowhere.txt"])
    stage.settle()
    assert "3 files cannot be read" in dialog.words.text()
    dialog.go.click()
    stage.settle()
    assert stage.page.model.total == 1
    lines = dialog.problems.toPlainText().splitlines()
    assert len(lines) == 3
    assert [
        name for name in ("empty.txt", "binary.txt", "nowhere.txt") if name in dialog.problems.toPlainText()
    ]
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.problems.toPlainText()
    stage.press("Esc", widget=dialog)
    stage.qtbot.waitUntil(lambda: not stage.window.findChildren(ImportDialog))


def test_a_guessed_encoding_is_marked(empty_stage, tmp_path):
    path = tmp_path / "alt.txt"
    path.write_bytes("Während der Überfahrt hörte man früh die Glocken läuten.".encode("cp1252"))
    stage = empty_stage
    stage.press("Ctrl+I")
    dialog = import_dialog(stage)
    dialog.add([path])
    stage.settle()
    assert "guessed" in dialog.panel.facts.text()
    assert "guessed" in dialog.files.holds(dialog.files.file_at(0))
    dialog.close()


def test_importing_twice_says_what_was_there(empty_stage):
    stage = empty_stage
    for _ in range(2):
        stage.context.actions["import"].trigger()
        dialog = import_dialog(stage)
        dialog.add(seed_documents())
        stage.settle()
        dialog.go.click()
        stage.settle()
    assert "9 were there already" in stage.window.toast.sentence


def test_an_import_can_be_stopped_and_what_is_in_stays(empty_stage, tmp_path):
    stage = empty_stage
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.txt").write_text(f"Document {number} about Oslo.", encoding="utf-8")
    stage.press("Ctrl+I")
    dialog = import_dialog(stage)
    dialog.add([folder])
    stage.settle()
    assert dialog.go.text() == "Import 60"
    dialog.go.click()
    assert not dialog.isModal()
    dialog.reject()
    stage.qtbot.waitUntil(lambda: not stage.window.findChildren(ImportDialog))
    stage.settle()
    assert "was stopped after" in stage.window.toast.sentence
    assert stage.page.model.total < 60


@pytest.fixture
def done_stage(stage):
    """Anna has confirmed two spans of the first document and marked it done; the second is in progress."""
    stage.press("Tab", "Return", "Return", "Ctrl+Return")
    stage.press("Tab", "Return")
    return stage


def choose(dialog, *, source, format="jsonl"):
    titles = [dialog.format.itemData(place).name for place in range(dialog.format.count())]
    dialog.format.setCurrentIndex(titles.index(format))
    dialog.source.setCurrentIndex(dialog.source.findData(source))


def test_only_what_is_confirmed_and_done_is_exported(done_stage, shown, tmp_path):
    dialog = shown("export", ExportDialog)
    choose(dialog, source="anna")
    done_stage.settle()
    assert "1 document" in dialog.counts.text()
    assert "1 that" in dialog.counts.text()
    out = tmp_path / "out" / "anna.jsonl"
    dialog.target.setText(str(out))
    dialog.go.click()
    done_stage.settle()
    (line,) = out.read_text("utf-8").splitlines()
    spans = json.loads(line)["sets"][0]["spans"]
    assert {span["status"] for span in spans} == {"confirmed"}
    assert len(spans) == 2
    assert str(out) in dialog.report.toPlainText()
    assert "Nothing was lost." in dialog.report.toPlainText()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.report.toPlainText()
    dialog.close()


def test_a_split_is_previewed_and_written_as_parts(done_stage, shown, tmp_path):
    dialog = shown("export", ExportDialog)
    choose(dialog, source="anna")
    dialog.unfinished.setChecked(True)
    dialog.splits.setChecked(True)
    done_stage.settle()
    assert "train 1" in dialog.counts.text()
    assert "dev" in dialog.counts.text()
    dialog.split.setText("50/20")
    dialog.split.textEdited.emit("50/20")
    done_stage.qtbot.wait(300)
    done_stage.settle()
    assert "make 70, not 100" in dialog.counts.text()
    assert not dialog.go.isEnabled()
    dialog.split.setText("50/50")
    dialog.split.textEdited.emit("50/50")
    done_stage.qtbot.wait(300)
    done_stage.settle()
    out = tmp_path / "parts"
    dialog.target.setText(str(out))
    dialog.go.click()
    done_stage.settle()
    assert sorted(path.name for path in out.iterdir()) == ["dev.jsonl", "train.jsonl"]
    dialog.close()


def test_a_file_that_is_there_is_replaced_only_when_asked_again(done_stage, shown, tmp_path):
    out = tmp_path / "there.jsonl"
    out.write_text("mine", encoding="utf-8")
    dialog = shown("export", ExportDialog)
    choose(dialog, source="anna")
    dialog.target.setText(str(out))
    done_stage.settle()
    dialog.go.click()
    done_stage.settle()
    assert out.read_text("utf-8") == "mine"
    assert "there already" in dialog.words.text()
    dialog.go.click()
    done_stage.settle()
    assert out.read_text("utf-8") != "mine"
    dialog.close()


def test_everybody_is_offered_for_the_native_format_only(done_stage, shown):
    dialog = shown("export", ExportDialog)
    choose(dialog, source="all")
    done_stage.settle()
    choose(dialog, source="all", format="conll2003")
    assert not dialog.source.model().item(dialog.source.findData("all")).isEnabled()
    dialog.close()


def test_history_shows_steps_with_their_author_and_takes_them_back(stage, shown):
    stage.press("Tab", "Return")
    dialog = shown("history", HistoryDialog)
    tester = QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    newest = [dialog.model.index(0, column).data() for column in range(5)]
    assert newest[1:3] == ["anna", "Accept a suggestion"]
    stage.press("Ctrl+Z", widget=dialog.table)
    assert dialog.model.index(0, 2).data() == "Undo: Accept a suggestion"
    assert stage.own() == []
    dialog.buttons["redo"].click()
    stage.settle()
    assert dialog.model.index(0, 2).data() == "Redo: Accept a suggestion"
    assert stage.own() == [("Angela Merkel", "PERSON")]
    dialog.close()
    del tester


def test_history_is_fetched_page_by_page(bare_stage, project_path):
    with projects.open_project(project_path) as project:
        row = documents.document_rows(project.read, "anna")[0]
        for number in range(PAGE + 20):
            status = SetStatus.DONE if number % 2 else SetStatus.IN_PROGRESS
            annotating.set_status(project, "ben", row.id, status)
    bare_stage.open(project_path)
    bare_stage.press("Ctrl+H")
    dialog = next(found for found in bare_stage.window.findChildren(HistoryDialog) if found.isVisible())
    assert dialog.model.rowCount() == PAGE
    dialog.table.scrollToBottom()
    bare_stage.settle()
    assert dialog.model.rowCount() > PAGE
    dialog.close()


@pytest.mark.parametrize("id", ["import", "export", "history"])
def test_a_closed_dialog_is_freed_and_shown_once_at_most(stage, shown, id):
    kind = {"import": ImportDialog, "export": ExportDialog, "history": HistoryDialog}[id]
    dialog = shown(id, kind)
    assert shown(id, kind) is dialog
    stage.press("Esc", widget=dialog)
    stage.qtbot.waitUntil(lambda: not stage.window.findChildren(kind))


def test_another_project_closes_the_dialogs(stage, shown, project_path):
    dialogs = [shown("import", ImportDialog), shown("export", ExportDialog), shown("history", HistoryDialog)]
    stage.context.session.open(project_path)
    stage.settle()
    assert not [dialog for dialog in dialogs if shiboken6.isValid(dialog) and dialog.isVisible()]
