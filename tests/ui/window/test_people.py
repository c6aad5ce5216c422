"""Who works, what they see, how long they took; and what the window remembers of it."""

from annotator.domain.annotation import SetStatus
from annotator.operations import annotating, documents, projects
from ui.models.idle import Stopwatch


def test_people_see_only_their_own_work(stage):
    stage.press("Tab", "Return", "Return")
    stage.context.session.choose_author("ben")
    stage.settle()
    assert stage.own() == []
    assert len(stage.left()) == 5
    stage.press("Ctrl+Home", "Tab", "3")
    assert stage.own() == [("Angela Merkel", "ORG")]
    stage.context.session.choose_author("anna")
    stage.settle()
    assert stage.own() == [("Angela Merkel", "PERSON"), ("Reuters", "PERSON")]
    assert "anna" in stage.window.state_line._author.text()


def test_undo_is_each_persons_own(stage):
    stage.press("Tab", "Return")
    stage.context.session.choose_author("ben")
    stage.settle()
    stage.press("Ctrl+Z")
    stage.context.session.choose_author("anna")
    stage.settle()
    assert stage.own() == [("Angela Merkel", "PERSON")]


def test_names_of_other_authors_are_refused(stage):
    for name in ("gold", "pipeline:news@1.0.0", "  ", "import:x"):
        stage.context.session.choose_author(name)
    assert stage.context.session.author == "anna"


def test_seconds_are_stored_with_done_and_undo_takes_back_a_decision_not_the_time(stage, project_path):
    class Clock:
        now = 0.0

        def __call__(self):
            return self.now

    clock = Clock()
    watch = Stopwatch(clock)
    stage.page.navigator._stopwatch = stage.page.navigator._watch._stopwatch = watch
    first = stage.view.document.id
    stage.press("Tab", "Return")
    clock.now = 42.0
    stage.press("Ctrl+Return")
    with projects.open_project(project_path, read_only=True) as project:
        own = annotating.view(project.read, first, "anna").set
    assert own.status is SetStatus.DONE
    assert 41 <= own.seconds <= 43


def test_what_was_done_is_there_after_a_restart(stage, project_path):
    stage.press("Tab", "Return")
    stage.window.close()
    with projects.open_project(project_path) as project:
        (row, *_) = documents.document_rows(project.read, "anna")
        assert row.spans == 1
        assert row.status is SetStatus.IN_PROGRESS


def test_layout_is_remembered(stage):
    stage.page.splitter.setSizes([300, 700, 280])
    sizes = stage.page.splitter.sizes()
    stage.window.close()
    assert stage.context.settings.text("geometry")
    state = stage.page.layout_state()
    stage.page.splitter.setSizes([200, 800, 280])
    stage.page.restore_layout(state)
    assert stage.page.splitter.sizes() == sizes


def test_a_change_elsewhere_is_seen(stage):
    """Another page changes the document through the same hub; the page follows."""
    from functools import partial

    wanted = [stage.view.suggestions[0].id]
    document_id = stage.view.document.id

    def work(project):
        return annotating.accept(project, "anna", document_id, wanted)

    stage.context.tasks.write(work, partial(stage.context.hub.publish))
    stage.settle()
    assert stage.own() == [("Angela Merkel", "PERSON")]
    assert stage.page.model.row_at(0).spans == 1
