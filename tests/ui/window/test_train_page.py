"""The Train page on a real project: too little, a training, the new version in use, and the old one again."""

import pytest
from PySide6.QtCore import Qt

from annotator.operations import learning, projects, promoting
from annotator.operations.learning import Epoch
from tests.unit.operations.test_learning import finish, made
from ui.models.training import Phase

LONG = 120_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def finished_path(project_path):
    """The project of the other tests with four documents that anna is done with."""
    with projects.open_project(project_path) as project:
        finish(project, [(one, [*spans, (0, 4, "ORG", "entities")]) for one, spans in map(made, range(4))])
    return project_path


@pytest.fixture
def page(bare_stage):
    """The page of a window without a project."""
    return bare_stage.window.train


def go(stage, path):
    stage.open(path)
    stage.press("Ctrl+3")
    stage.qtbot.waitUntil(lambda: stage.window.train.state.overview is not None)
    stage.settle()


def test_too_little_is_said_and_cannot_be_started(bare_stage, page, project_path):
    go(bare_stage, project_path)
    assert "at least 4 finished documents" in page.words.text()
    assert not page.start.isEnabled()
    assert page.state_words()[0].startswith("0")
    assert page.versions.topLevelItemCount() == 1


@pytest.mark.slow
def test_train_use_and_take_back(bare_stage, page, finished_path):
    qtbot = bare_stage.qtbot
    go(bare_stage, finished_path)
    assert page.labels.topLevelItem(0).text(0) == "PRODUCT"
    qtbot.mouseClick(page.start, LEFT)
    assert page.state.phase is Phase.TRAINING
    assert not page.start.isEnabled()
    qtbot.waitUntil(lambda: len(page.state.epochs) >= 2, timeout=LONG)
    assert "of 8" in page.progress.text()
    assert not page.curve.grab().isNull()
    qtbot.waitUntil(lambda: page.state.trained is not None, timeout=LONG)
    bare_stage.settle()
    assert page.outcome.topLevelItem(0).text(0) == "All"
    assert page.versions.topLevelItemCount() == 2
    name = page.state.trained.version.author
    # So little teaches nothing; but a person may choose any version.
    assert page.promote.isVisible() == page.state.trained.better
    page.versions.setCurrentItem(page.versions.topLevelItem(0))
    qtbot.mouseClick(page.use, LEFT)
    qtbot.waitUntil(
        lambda: page.state.phase is Phase.IDLE and page.state.overview.active == name, timeout=LONG
    )
    assert page.versions.topLevelItem(0).text(0).startswith("●")
    bare_stage.press("Ctrl+Z")
    qtbot.waitUntil(lambda: page.state.overview.active == "pipeline:test@1")


def test_stopping_a_training_leaves_nothing(bare_stage, page, finished_path):
    go(bare_stage, finished_path)
    page.state.start()
    bare_stage.qtbot.mouseClick(page.stop, LEFT)
    bare_stage.qtbot.waitUntil(lambda: page.state.phase is Phase.IDLE, timeout=LONG)
    assert page.state.trained is None
    assert page.versions.topLevelItemCount() == 1


@pytest.mark.slow
def test_it_starts_by_itself_when_enough_was_finished(bare_stage, page, finished_path):
    bare_stage.open(finished_path)
    bare_stage.text.setFocus()
    bare_stage.press("Ctrl+Return", settle=False)
    bare_stage.qtbot.waitUntil(lambda: page.state.phase is Phase.TRAINING)
    page.state.stop()
    bare_stage.qtbot.waitUntil(lambda: page.state.phase is Phase.IDLE, timeout=LONG)


def test_a_pinned_pipeline_is_left_alone(bare_stage, page, finished_path):
    with projects.open_project(finished_path) as project:
        learning.pin(project, "anna", True)
    bare_stage.open(finished_path)
    bare_stage.text.setFocus()
    bare_stage.press("Ctrl+Return")
    assert page.state.phase is Phase.IDLE
    assert page.state.trained is None


def test_pinning_and_choosing(bare_stage, page, finished_path):
    with projects.open_project(finished_path) as project:
        promoting.apply(project, "anna", promoting.Prepared("pipeline:other@1", (), ()))
    go(bare_stage, finished_path)
    page.pinned.click()
    bare_stage.qtbot.waitUntil(lambda: page.state.overview.pinned)
    assert not page.use.isEnabled()
    page.versions.setCurrentItem(page.versions.topLevelItem(0))
    assert page.use.isEnabled()


def test_the_curve_tells_a_screen_reader(page):
    page.curve.show_epochs(
        [Epoch(1, 8, {"ner": 4.0}, {"all": 0.5}), Epoch(2, 8, {"ner": 2.0}, {"all": 0.75})]
    )
    assert page.curve.accessibleDescription() == "Epoch 2 of 8, F1 .75"
