"""The review with real keys: two people have read the same texts, a third settles what they differ on."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from annotator.domain.annotation import GOLD, SetStatus, SpanStatus
from annotator.operations import annotating, documents, projects
from tests.ui.window.conftest import TEXT
from ui.actions import BY_ID


def mark(project, author, document_id, text, marked):
    for words, label in marked:
        start = text.index(words)
        annotating.add(project, author, document_id, start, start + len(words), label)
    annotating.set_status(project, author, document_id, SetStatus.DONE)


@pytest.fixture
def read_twice(project_path):
    """Ben and Carl agree on Berlin; Merkel, Reuters and Friday are conflicts of three kinds. A second text agrees."""
    with projects.open_project(project_path) as project:
        first, second, *_ = documents.document_rows(project.read, "")
        mark(
            project,
            "ben",
            first.id,
            TEXT,
            [("Angela Merkel", "PERSON"), ("Reuters", "ORG"), ("Berlin", "GPE"), ("Friday", "DATE")],
        )
        mark(
            project,
            "carl",
            first.id,
            TEXT,
            [("Merkel", "PERSON"), ("Reuters", "PERSON"), ("Berlin", "GPE")],
        )
        for author in ("ben", "carl"):
            annotating.set_status(project, author, second.id, SetStatus.DONE)
    return project_path


class Review:
    """The review page of a stage, and what the store says."""

    def __init__(self, stage):
        self.stage = stage
        self.page = stage.window.review
        self.state = self.page.state

    @property
    def view(self):
        return self.state.view

    @property
    def words(self):
        conflict = self.state.conflict
        return self.view.document.text[conflict.start : conflict.end]

    def press(self, *keys, settle=True):
        self.stage.press(*keys, settle=settle)

    def gold(self):
        spans = self.view.gold.spans if self.view.gold else ()
        text = self.view.document.text
        return [
            (text[span.start : span.end], span.label) for span in spans if span.status is SpanStatus.CONFIRMED
        ]


@pytest.fixture
def review(bare_stage, read_twice):
    """The review page; Anna reviews."""
    bare_stage.open(read_twice)
    bare_stage.press("Ctrl+2")
    bare_stage.qtbot.waitUntil(lambda: bare_stage.window.review.state.view is not None)
    bare_stage.settle()
    return Review(bare_stage)


def test_it_opens_at_the_first_conflict_with_all_readings_as_lanes(review):
    page = review.page
    assert page.documents.model.rowCount() == 2
    assert [row.conflicts for row in review.state.rows] == [3, 0]
    assert review.words == "Angela Merkel"
    lanes = [span for span in page.text.page.spans.values() if span.lane]
    assert {(span.badge, span.differs) for span in lanes} == {("B", True), ("C", True)}
    assert len({span.badge_color for span in lanes}) == 2
    solid = [span for span in page.text.page.spans.values() if not span.lane]
    assert [(TEXT[span.start : span.end], span.label) for span in solid] == [("Berlin", "GPE")]
    assert page.text.hasFocus()


def test_digits_choose_and_go_to_the_next_open_conflict(review, read_twice):
    review.press("1")
    assert review.words == "Reuters"
    review.press("2")
    assert review.words == "Friday"
    review.press("0")
    assert review.gold() == [("Angela Merkel", "PERSON"), ("Reuters", "PERSON")]
    assert len(review.view.settled) == 3
    assert "settled" in review.stage.window.toast.sentence
    gold = {span.start: span for span in review.view.gold.spans if span.status is SpanStatus.CONFIRMED}
    assert len(gold[0].origin.sources) == 1
    assert gold[0].origin.name == "anna"


def test_fast_keys_lose_nothing(review):
    for key in ("1", "2", "X"):
        review.press(key, settle=False)
    review.stage.settle()
    assert review.gold() == [("Angela Merkel", "PERSON"), ("Reuters", "PERSON")]
    assert len(review.view.settled) == 3


def test_nobodys_set_is_changed(review, read_twice):
    before = {reading.set.author: reading.spans for reading in review.view.readings}
    review.press("2", "1", "1", "G", "Ctrl+Return")
    review.stage.close()
    with projects.open_project(read_twice) as project:
        document_id = documents.document_rows(project.read, "")[0].id
        for author, spans in before.items():
            (reading,) = project.read.readings(document_id, [author])
            assert reading.spans == spans
        assert project.read.set_of(document_id, GOLD).status is SetStatus.DONE


def test_tab_goes_round_and_settled_ones_stay_reachable(review):
    review.press("1")
    review.press("Tab")
    assert review.words == "Friday"
    review.press("Tab")
    assert review.words == "Angela Merkel"
    assert review.page.choice.reopen.isVisible()
    review.press("Shift+Tab")
    assert review.words == "Friday"


def test_reopening_takes_a_choice_back(review):
    review.press("1", "Shift+Tab", "R")
    assert review.words == "Angela Merkel"
    assert review.view.settled == frozenset()
    assert review.gold() == []


def test_agreed_spans_become_gold_with_a_mark_of_their_own(review):
    review.press("G")
    assert review.gold() == [("Berlin", "GPE")]
    solid = [span for span in review.page.text.page.spans.values() if not span.lane]
    assert [span.label for span in solid] == ["★ GPE"]
    assert not review.stage.context.actions["accept-agreed"].isEnabled()
    assert not review.page.bar.take.isVisible()


def test_undo_and_redo_are_the_reviewers_own(review):
    review.press("1", "G")
    review.press("Ctrl+Z")
    assert review.gold() == [("Angela Merkel", "PERSON")]
    review.press("Ctrl+Z")
    assert review.gold() == []
    assert review.view.settled == frozenset()
    review.press("Ctrl+Shift+Z")
    assert review.gold() == [("Angela Merkel", "PERSON")]
    assert [row.open for row in review.state.rows] == [2, 0]


def test_an_edit_moves_an_end_gives_a_label_and_is_stored(review):
    review.press("E")
    assert review.state.draft.pieces == ((0, len("Angela Merkel"), "PERSON"),)
    review.press("Alt+Right", "3")
    assert review.state.draft.pieces == ((7, 13, "ORG"),)
    assert review.page.labels.isVisible()
    review.press("Return")
    assert review.state.draft is None
    assert review.gold() == [("Merkel", "ORG")]
    assert review.words == "Reuters"


def test_an_edit_can_hold_several_spans_or_none(review):
    review.press("E", "Alt+Shift+Left")
    start = TEXT.index("Merkel")
    review.page.text.select(start, start + 6)
    review.press("1")
    assert [piece[:2] for piece in review.state.draft.pieces] == [(0, 6), (7, 13)]
    review.press("Tab")
    assert review.state.draft.at == 0
    review.press("Backspace", "Backspace")
    assert review.state.draft.pieces == ()
    review.press("Return")
    assert review.gold() == []
    assert len(review.view.settled) == 1


def test_an_edit_can_be_left(review):
    review.press("E", "3", "Esc")
    assert review.state.draft is None
    assert review.gold() == []
    review.press("1")
    assert review.gold() == [("Angela Merkel", "PERSON")]


def test_labels_of_another_layer_are_refused_in_an_edit(review):
    review.press("E", "C")
    assert review.state.draft.pieces == ((0, 13, "PERSON"),)
    assert "entities" in review.stage.window.toast.sentence


def test_finishing_waits_for_open_conflicts_then_goes_to_the_next_document(review):
    review.press("Ctrl+Return")
    assert "3 conflicts" in review.stage.window.toast.sentence
    assert not review.state.rows[0].gold_done
    review.press("1", "1", "1", "Ctrl+Return")
    assert review.state.rows[0].gold_done
    assert review.view.document.id == review.state.rows[1].document_id
    review.press("Ctrl+Return")
    assert [row.gold_done for row in review.state.rows] == [True, True]
    assert "reviewed" in review.stage.window.toast.sentence


def test_a_finished_document_that_is_reopened_is_in_progress_again(review):
    review.press("1", "1", "1", "Ctrl+Return", "Alt+PgUp", "R")
    assert not review.state.rows[0].gold_done
    assert review.state.rows[0].open == 1


def test_keys_of_the_annotate_page_do_nothing_here(review, read_twice):
    shown = review.stage.context.document.view.document.id
    review.press("Return", "Backspace", "Ctrl+Shift+A")
    assert review.gold() == []
    assert review.stage.context.document.view.document.id == shown
    assert review.stage.own() == []
    assert review.stage.view.set is None or review.stage.view.set.status is not SetStatus.DONE


def test_keys_of_the_review_do_nothing_on_the_annotate_page(review):
    review.press("Ctrl+1", "Tab", "G")
    assert review.gold() == []
    assert not review.stage.context.actions["accept-agreed"].isEnabled()
    assert review.stage.context.actions["done-next"].isEnabled()


def test_the_commonest_disagreement_comes_first(review):
    pattern = review.view.conflicts[1].pattern
    review.state.patterns[pattern] += 5
    review.press("O")
    assert review.state.order()[0] == 1
    assert review.page.conflicts.model.row_at(0).count == 6
    review.press("O")
    assert review.state.order() == [0, 1, 2]


def test_lists_are_proper_models_and_follow(review):
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
        for model in (review.page.documents.model, review.page.conflicts.model)
    ]
    review.press("1", "O", "Alt+PgDown")
    assert review.page.documents.list.currentIndex().row() == 1
    assert review.page.conflicts.model.rowCount() == 0
    review.press("Alt+PgUp")
    assert review.page.conflicts.list.currentIndex().row() >= 0
    del testers


def test_clicking_a_reading_settles_and_clicking_a_lane_goes_there(review):
    lane = next(
        span for span in review.page.text.page.spans.values() if TEXT[span.start : span.end] == "Friday"
    )
    review.page.text.span_clicked.emit(lane.id)
    assert review.words == "Friday"
    review.page.choice._buttons[0].click()
    review.stage.settle()
    assert review.gold() == [("Friday", "DATE")]


def test_without_two_readings_the_page_says_what_to_do(stage):
    stage.press("Ctrl+2")
    page = stage.window.review
    assert page.state.view is None
    assert page.empty.isVisible()
    assert "Two people must mark the same document done" in page.empty._words.text()


def test_a_document_done_meanwhile_comes_into_the_list(stage, project_path):
    stage.press("Ctrl+Return")
    stage.context.session.choose_author("ben")
    stage.settle()
    stage.press("Alt+PgUp", "Ctrl+Return", "Ctrl+2")
    rows = stage.window.review.state.rows
    assert [row.authors for row in rows] == [("anna", "ben")]


def test_a_third_reader_who_finishes_meanwhile_joins(review):
    document_id = review.view.document.id
    review.stage.context.tasks.write(
        lambda project: annotating.set_status(project, "dora", document_id, SetStatus.DONE),
        review.stage.context.hub.publish,
    )
    review.stage.settle()
    assert [reading.set.author for reading in review.view.readings] == ["ben", "carl", "dora"]
    review.press("3")
    assert review.gold() == []
    assert len(review.view.settled) == 1


def test_every_key_of_the_review_is_shown_where_it_is_used(review):
    assert BY_ID["choose-none"].keys[0] in review.page.choice.neither.text()
    assert BY_ID["conflict-edit"].keys[0] in review.page.choice.edit.text()
    assert "Ctrl+Return" in review.page.finish.text()
