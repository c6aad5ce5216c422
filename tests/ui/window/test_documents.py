"""The list of documents: pages, filter, figures, what it costs."""

import pytest
from PySide6.QtCore import QModelIndex, Qt

from annotator.domain.annotation import SetStatus
from annotator.operations import importing, projects
from ui import jobs
from ui.models.documents import PAGE, DocumentModel
from ui.models.suggestions import SuggestionModel

MANY = 450


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A project of more documents than a page holds."""
    folder = tmp_path_factory.mktemp("many")
    file = folder / "many.txt"
    file.write_text(
        "".join(f"Story {number} of a town\nIt rained.\n====\n" for number in range(MANY)), "utf-8"
    )
    path = folder / "many.annotator"
    with projects.create_project(path) as project:
        report = importing.run_import(project, importing.plan_import([file], separator="^====$"))
        assert report.added == MANY
    return path


@pytest.fixture
def model(qtbot, tasks, many):
    """The model on that project, its first page fetched."""
    seen = []
    tasks.open(lambda: jobs.open_project(many, read_only=True), seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    made = DocumentModel(tasks)
    with qtbot.waitSignal(made.answered):
        made.ask(jobs.DocumentQuery("anna"))
    return made


def test_model_keeps_qts_rules(qtmodeltester, model):
    qtmodeltester.check(model)


def test_pages_come_as_they_are_needed(qtbot, model):
    assert model.rowCount() == PAGE
    assert model.matching == model.total == MANY
    while model.canFetchMore(QModelIndex()):
        with qtbot.waitSignal(model.answered):
            model.fetchMore(QModelIndex())
            # A second request while one is under way asks for nothing.
            model.fetchMore(QModelIndex())
    assert model.rowCount() == MANY
    positions = [model.row_at(place).position for place in range(MANY)]
    assert positions == sorted(set(positions))


def test_filter_by_name(qtbot, model):
    with qtbot.waitSignal(model.answered):
        model.ask(jobs.DocumentQuery("anna", "story 44"))
    assert {model.row_at(place).name.split()[1] for place in range(model.rowCount())} >= {"44", "440", "449"}
    assert model.matching == 11
    assert model.total == MANY


def test_filter_by_state(qtbot, model):
    with qtbot.waitSignal(model.answered):
        model.ask(jobs.DocumentQuery("anna", status=SetStatus.DONE))
    assert model.rowCount() == 0


def test_a_new_question_beats_an_old_one(qtbot, model):
    model.ask(jobs.DocumentQuery("anna", "story 1"))
    with qtbot.waitSignal(model.answered):
        model.ask(jobs.DocumentQuery("anna", "story 449"))
    assert [model.row_at(place).name.split()[1] for place in range(model.rowCount())] == ["449"]


def test_rows_tell_what_they_are(model):
    index = model.index(0)
    assert index.data(Qt.ItemDataRole.ToolTipRole).splitlines()[1] == "new · 0 spans · 0 suggestions left"


def test_suggestions_keep_qts_rules(qtmodeltester, stage):
    queue = SuggestionModel()
    queue.show(stage.view)
    qtmodeltester.check(queue)


def test_a_decided_suggestion_leaves_as_one_row(stage):
    model = stage.page.queue.list.model()
    removed, reset = [], []
    model.rowsRemoved.connect(lambda _parent, first, last: removed.append((first, last)))
    model.modelReset.connect(lambda: reset.append(True))
    stage.press("Tab", "Tab", "Return")
    assert removed == [(1, 1)]
    assert not reset


def test_filter_field_asks_and_says_when_nothing_fits(stage):
    stage.press("Ctrl+L")
    stage.qtbot.keyClicks(stage.page.documents.filter, "zzz")
    stage.qtbot.waitUntil(lambda: stage.page.model.rowCount() == 0)
    stage.settle()
    assert stage.page.documents._nothing.isVisible()
    assert stage.view is not None


def test_arrows_in_the_list_open_documents(stage):
    first = stage.view.document.id
    stage.page.documents.list.setFocus()
    stage.press("Down", widget=stage.page.documents.list)
    assert stage.view.document.id != first
    assert stage.page.documents.list.currentIndex().row() == 1


def test_heading_counts(stage):
    total = stage.page.model.total
    assert stage.page.documents.heading.text() == f"DOCUMENTS  ·  0 / {total}"
