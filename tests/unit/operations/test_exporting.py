"""What leaves a project, for whom, and what is left out."""

import json

import pytest

from annotator.domain.annotation import SetStatus
from annotator.errors import AnnotatorError, Cancelled, FormatError, RuleError
from annotator.operations import annotating, exporting, importing, projects, reviewing
from tests.unit.operations.conftest import PIPELINE, TEXT


@pytest.fixture
def done(project, document_id):
    """Anna accepted one, refused one, marked one by hand, and is done."""
    seen = annotating.view(project.read, document_id, "anna")
    at = {TEXT[span.start : span.end]: span for span in seen.suggestions}
    annotating.accept(project, "anna", document_id, [at["Angela Merkel"].id])
    annotating.reject(project, "anna", document_id, [at["2020"].id])
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    annotating.set_status(project, "anna", document_id, SetStatus.DONE)
    return document_id


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def labels(record):
    return [(TEXT[span["start"] : span["end"]], span["label"]) for span in record["sets"][0]["spans"]]


def test_only_what_a_person_confirmed_is_that_persons_data(project, done, tmp_path):
    report = exporting.export(project, tmp_path / "a.jsonl", format="jsonl", source="anna")
    (record,) = lines(report.files[0])
    assert labels(record) == [("Berlin", "GPE"), ("Angela Merkel", "PERSON")]
    assert (report.documents, report.spans, report.left_out) == (1, 2, 0)


def test_a_pipelines_own_labels_are_exported_by_name_only(project, done, tmp_path):
    report = exporting.export(project, tmp_path / "p.jsonl", format="jsonl", source="pipeline")
    (record,) = lines(report.files[0])
    assert record["sets"][0]["author"] == PIPELINE
    assert report.spans == 5


def test_everything_goes_out_and_comes_back_the_same(project, done, tmp_path):
    first = exporting.export(project, tmp_path / "all.jsonl", format="jsonl").files[0]
    with projects.create_project(tmp_path / "second.annotator") as second:
        report = importing.run_import(second, importing.plan_import([first]))
        assert (report.added, report.sets, report.problems) == (1, 2, ())
        again = exporting.export(second, tmp_path / "again.jsonl", format="jsonl").files[0]
        assert again.read_bytes() == first.read_bytes()
        assert importing.run_import(second, importing.plan_import([first])).known == 1


def test_unfinished_documents_stay_out_unless_asked_for(project, document_id, tmp_path):
    annotating.add(project, "anna", document_id, 0, 6, "GPE")
    with pytest.raises(AnnotatorError, match="marked none of them done"):
        exporting.export(project, tmp_path / "a.jsonl", format="jsonl", source="anna")
    assert list(tmp_path.glob("a.jsonl")) == []
    assert (
        exporting.export(project, tmp_path / "a.jsonl", format="jsonl", source="anna", unfinished=True).spans
        == 1
    )


def test_gold_is_what_was_adjudicated(project, done, tmp_path):
    annotating.add(project, "ben", done, 0, 6, "GPE")
    annotating.set_status(project, "ben", done, SetStatus.DONE)
    with pytest.raises(AnnotatorError, match="gold"):
        exporting.export(project, tmp_path / "g.conll", format="conll2003")
    (conflict,) = reviewing.review_view(project.read, done).conflicts
    reviewing.choose(project, "rita", done, conflict, "ben")
    reviewing.finish(project, "rita", done)
    report = exporting.export(project, tmp_path / "g.jsonl", format="jsonl", source="gold")
    assert labels(lines(report.files[0])[0]) == [("Berlin", "GPE")]


def test_a_split_is_by_document_and_the_same_every_time(project, seeds, tmp_path):
    importing.run_import(project, importing.plan_import(seeds))
    for document_id in project.read.document_ids():
        annotating.set_status(project, "anna", document_id, SetStatus.DONE)
    found = []
    for name in ("one", "two"):
        report = exporting.export(project, tmp_path / name, format="jsonl", source="anna", split="60/20/20")
        assert [path.name for path in report.files] == ["train.jsonl", "dev.jsonl", "test.jsonl"]
        assert report.documents == 9
        found.append([[record["name"] for record in lines(path)] for path in report.files])
    assert found[0] == found[1]
    assert [len(part) for part in found[0]] == [5, 2, 2]
    assert len({name for part in found[0] for name in part}) == 9


def test_what_is_there_is_not_replaced_unasked(project, done, tmp_path):
    target = tmp_path / "a.jsonl"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(AnnotatorError, match="is there already"):
        exporting.export(project, target, format="jsonl", source="anna")
    assert target.read_text(encoding="utf-8") == "mine"
    exporting.export(project, target, format="jsonl", source="anna", overwrite=True)
    assert len(lines(target)) == 1


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"format": "xml"}, FormatError, "no format “xml”"),
        ({"format": "spacy", "source": "all"}, RuleError, "name one source"),
        ({"format": "spacy", "source": "zoe"}, AnnotatorError, "“zoe” has no labels"),
        ({"format": "spacy", "source": "anna", "split": "50/60"}, RuleError, "not 100"),
    ],
)
def test_wrong_wishes_get_one_sentence(project, done, tmp_path, options, error, message):
    with pytest.raises(error, match=message):
        exporting.export(project, tmp_path / "x", **options)


def test_a_stopped_export_leaves_nothing_behind(project, done, tmp_path):
    with pytest.raises(Cancelled):
        exporting.export(project, tmp_path / "a.jsonl", format="jsonl", source="anna", cancelled=lambda: True)
    assert [
        path.name for path in tmp_path.iterdir() if path.suffix == ".jsonl" or "writing" in path.name
    ] == []


def test_sources_that_can_be_named(project, done):
    assert exporting.sources(project.read) == ["gold", "anna", "pipeline", "all"]
