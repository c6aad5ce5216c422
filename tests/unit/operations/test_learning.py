"""Learning from finished documents: what is enough, what is held back, what promoting touches."""

from __future__ import annotations

import json
import shutil
from collections import Counter

import pytest

from annotator.domain.annotation import OriginKind, SetStatus, Span, SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.text import Document, Region
from annotator.errors import Cancelled, PipelineError
from annotator.operations import annotating, learning, lessons, prelabelling, projects, promoting, versions

DAYS = ("Monday", "Tuesday", "Friday", "Sunday", "Saturday")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """A data folder of its own, so that no test sees what was learned elsewhere."""
    monkeypatch.setenv("ANNOTATOR_DATA_DIR", str(tmp_path / "data"))


def made(number, label="PRODUCT"):
    text = " ".join(f"They sold the flimmerbox on {day} {number}." for day in DAYS * 2)
    starts = [place for place in range(len(text)) if text.startswith("flimmerbox", place)]
    spans = [(place, place + 10, label, "entities") for place in starts]
    return Document(new_id(), f"Box {number}", text), spans


def finish(project, documents, author="anna", status=SetStatus.DONE):
    """Put documents into a project that an author is done with."""

    def work(tx):
        tx.add_documents([document for document, _ in documents])
        for document, spans in documents:
            own = tx.ensure_set(document.id, author)
            tx.add_spans([Span(new_id(), own.id, *span) for span in spans])
            tx.change_set(own.id, status=status)

    project.transact("finish", work, author=author)
    return [document.id for document, _ in documents]


@pytest.mark.parametrize(
    ("documents", "labels", "sentence"),
    [
        (0, {}, "at least 4 finished documents and there are none; finish 4 more"),
        (3, {"ORG": 90}, "finish 1 more"),
        (4, {"ORG": 39}, "at least 40 spans in finished documents and there are 39"),
        (9, {"ORG": 96, "GPE": 4}, "96 of 100 finished spans are ORG"),
        (9, {"ORG": 90, "GPE": 10}, ""),
    ],
)
def test_what_is_missing_is_one_sentence(documents, labels, sentence):
    missing = lessons._missing(documents, Counter(labels))
    assert sentence in missing
    assert bool(missing) == bool(sentence)
    assert missing.count(".") == bool(missing)


def test_gold_counts_before_what_a_person_did_and_unfinished_not_at_all(project):
    both, only, begun = (made(number) for number in range(3))
    finish(project, [both, only])
    finish(project, [begun], status=SetStatus.IN_PROGRESS)

    def adjudicate(tx):
        gold = tx.ensure_set(both[0].id, "gold")
        tx.add_spans([Span(new_id(), gold.id, 0, 4, "ORG", "entities")])
        tx.change_set(gold.id, status=SetStatus.DONE)

    project.transact("adjudicate", adjudicate)
    found = {one.document.id: one for one in lessons.finished(project.read)}
    assert found.keys() == {both[0].id, only[0].id}
    assert found[both[0].id].spans == ((0, 4, "ORG", "entities"),)
    assert found[only[0].id].author == "anna"
    assert [one.document.id for one in lessons.finished(project.read, "ben")] == [both[0].id]


def test_what_is_held_back_stays_so_while_more_documents_come_in():
    documents = [lessons.Finished(*made(number)[:1], "anna", ()) for number in range(12)]
    for size in range(4, 13):
        learned, held = lessons.divide(documents[:size])
        assert len(held) == max(1, size // 4)
        assert not {one.document.id for one in learned} & {one.document.id for one in held}
        assert learned + held != []
    assert lessons.divide(documents) == lessons.divide(documents[:])


def test_rehearsal_holds_no_text_that_is_learned_or_judged(project):
    ids = finish(project, [made(1)])
    other = Document(new_id(), "Other", "Another text.", regions=(Region(0, 3),))
    project.transact("import", lambda tx: tx.add_documents([other]))
    found = lessons.rehearsed(project.read, lessons.finished(project.read))
    assert other.id in {one.id for one in found}
    assert not set(ids) & {one.id for one in found}
    assert len(found) > 5  # the sample articles


def test_too_little_is_refused_before_anything_is_started(project):
    with pytest.raises(PipelineError, match="finish 4 more"):
        learning.train(project.read)
    assert versions.versions() == []


@pytest.fixture
def taught(project):
    """A project with four finished documents, one begun and one that nobody touched, all prelabelled."""
    finish(
        project, [(document, [*spans, (0, 4, "ORG", "entities")]) for document, spans in map(made, range(4))]
    )
    (begun,) = finish(project, [(made(8)[0], [])], status=SetStatus.IN_PROGRESS)
    (fresh,) = finish(project, [(made(9)[0], [])], "nobody", SetStatus.NEW)
    prelabelling.prelabel(project)
    return begun, fresh


def words(project, identity, author="anna"):
    seen = annotating.view(project.read, identity, author)
    return [
        (seen.document.text[one.start : one.end], one.label)
        for one in seen.suggestions
        if one.origin.kind is OriginKind.PIPELINE
    ]


@pytest.mark.slow
def test_from_finished_documents_to_a_better_pipeline_and_back(project, taught):
    begun, fresh = taught
    before = words(project, begun), words(project, fresh, "ben")
    seen = []
    done = learning.train(project.read, author="anna", epochs=40, progress=seen.append)
    assert [one.epoch for one in seen] == list(range(1, 41))
    assert done.better
    assert done.new["all"] > done.old["all"]
    assert done.labels["entities"]["PRODUCT"][1] > done.labels["entities"]["PRODUCT"][0]
    assert versions.versions() == [done.version]
    assert (done.version.documents, done.version.held_back) == (3, 1)
    assert (words(project, begun), words(project, fresh, "ben")) == before

    promoted = promoting.promote(project, "anna", done.version.author)
    assert promoted.pipeline == done.version.author == project.read.active_pipeline()
    assert (promoted.refreshed, promoted.kept) == (1, 5)
    assert words(project, begun) == before[0]
    assert ("flimmerbox", "PRODUCT") in words(project, fresh, "ben")
    assert projects.check_project(project.path).ok

    projects.undo(project, "anna")
    assert project.read.active_pipeline() == "pipeline:news@" + done_version_of_news()
    assert (words(project, begun), words(project, fresh, "ben")) == before
    projects.redo(project, "anna")
    promoting.promote(project, "anna", "news")
    assert words(project, fresh, "ben") == before[1]

    assert not learning.is_due(project.read, "anna")
    finish(
        project,
        [(document, [*spans, (0, 4, "ORG", "entities")]) for document, spans in map(made, range(20, 25))],
    )
    assert learning.is_due(project.read, "anna")
    learning.pin(project, "anna", True)
    assert not learning.is_due(project.read, "anna")


def done_version_of_news():
    return next(one.version for one in prelabelling.pipelines() if one.name == "news")


def test_a_decision_by_name_does_not_come_back_with_the_next_pipeline(project, document_id):
    seen = annotating.view(project.read, document_id, "anna")
    claim = next(one for one in seen.suggestions if one.layer == "claims")
    annotating.move(project, "anna", document_id, claim.id, claim.start, claim.end - 1)
    left = annotating.view(project.read, document_id, "anna").suggestions

    promoting.apply(project, "anna", promoting.Prepared("pipeline:other@1", (), (document_id,)))
    now = annotating.view(project.read, document_id, "anna").suggestions
    assert [one.key for one in now] == [one.key for one in left]
    assert all(one.status is SpanStatus.SUGGESTED for one in now)


def test_stopping_half_way_leaves_the_suggestions_as_they_were(project, taught):
    begun, fresh = taught
    before = words(project, fresh, "ben"), project.read.active_pipeline(), project.read.counts().suggested
    folder = versions.learned_folder() / "copy@1"
    shutil.copytree(prelabelling.pipelines()[0].path, folder)
    meta = folder / "meta.json"
    meta.write_text(meta.read_text("utf-8").replace('"name":"news"', '"name":"copy"'), "utf-8")
    with pytest.raises(Cancelled):
        promoting.promote(project, "anna", str(folder), cancelled=lambda: True)
    after = words(project, fresh, "ben"), project.read.active_pipeline(), project.read.counts().suggested
    assert after == before
    assert words(project, begun)


def test_a_stopped_training_leaves_nothing(project, taught):
    seen = []

    def stop():
        return bool(seen)

    with pytest.raises(Cancelled, match="old pipeline stays"):
        learning.train(project.read, author="anna", epochs=100_000, progress=seen.append, cancelled=stop)
    assert versions.versions() == []
    assert list(versions.learned_folder().glob("*")) == []


def test_a_foreign_folder_is_loaded_only_when_it_is_trusted(tmp_path):
    folder = tmp_path / "foreign"
    folder.mkdir()
    (folder / "meta.json").write_text("{}", "utf-8")
    with pytest.raises(PipelineError, match="can contain code"):
        versions.place_of(str(folder))
    assert versions.place_of(str(folder), trusted=True) == str(folder)
    assert versions.place_of("news") == "news"
    assert versions.place_of("") == ""


def test_new_documents_are_prelabelled_by_what_was_learned(project, taught):
    folder = versions.learned_folder() / "mine@1"
    shutil.copytree(prelabelling.pipelines()[0].path, folder)
    meta = folder / "meta.json"
    data = json.loads(meta.read_text("utf-8"))
    facts = {"base": "news", "at": "2026-01-01", "documents": 4, "held_back": 1, "better": True}
    data |= {"name": "mine", "version": "1", "annotator": {**facts, "old": {"all": 0.5}, "new": {"all": 0.6}}}
    meta.write_text(json.dumps(data), "utf-8")
    assert prelabelling.learned_place(project.read) == ""
    promoting.promote(project, "anna", "mine@1")
    assert prelabelling.learned_place(project.read) == str(folder)
    late = Document(new_id(), "Late", "Angela Merkel met Reuters in Berlin.")
    project.transact("import", lambda tx: tx.add_documents([late]))
    report = prelabelling.prelabel(project)
    assert (report.pipeline, report.documents) == ("pipeline:mine@1", 1)
    assert project.read.active_pipeline() == "pipeline:mine@1"
