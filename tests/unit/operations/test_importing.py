"""From files to documents, and what is said of files that will not do."""

import json
import os
import re

import pytest

from annotator.errors import Cancelled, FormatError
from annotator.operations import documents, importing, projects


def bring(project, *paths, **options):
    plan = importing.plan_import(paths, **{k: v for k, v in options.items() if k in ("separator", "format")})
    return importing.run_import(project, plan, author=options.get("author", ""))


def names(project):
    return [row.name for row in documents.document_rows(project.read, "anna")]


def test_the_seeds_become_nine_documents_that_stand_in_their_files(project, seeds):
    report = bring(project, *seeds)
    assert (report.added, report.known, report.problems) == (9, 0, ())
    texts = {path.name: path.read_text(encoding="utf-8") for path in seeds}
    for document_id in project.read.document_ids():
        document = project.read.document(document_id)
        source = texts[document.source]
        assert document.text == source[document.source_start : document.source_end]
        assert "Continue Reading" not in document.text
    assert names(project)[0] == "Cruel hoax: the political economy of anti-immigration – Asia Times"


def test_importing_twice_adds_nothing_and_says_so(project, seeds):
    bring(project, *seeds)
    report = bring(project, *seeds)
    assert (report.added, report.known, report.changes) == (0, 9, ())


def test_an_import_of_several_files_is_undone_as_one(project, seeds):
    bring(project, *seeds)
    projects.undo(project)
    assert names(project) == []
    projects.redo(project)
    assert len(names(project)) == 9


def test_a_file_can_be_kept_whole_or_split_at_another_line(project, seeds, tmp_path):
    assert importing.plan_import(seeds[:1], separator="none").documents == 1
    path = tmp_path / "two.txt"
    path.write_text("First\n\nBody.\n\n***\n\nSecond\n\nBody.", encoding="utf-8")
    plan = importing.plan_import([path], separator=r"\*+")
    assert [piece.name for piece in plan.files[0].pieces] == ["First", "Second"]
    assert importing.replan(plan, path, "none").documents == 1
    with pytest.raises(FormatError, match="no regular expression"):
        importing.plan_import([path], separator="(")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\n", "empty|blank|no text"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        ("zeros.txt", bytes(4000), "binary|not text"),
    ],
)
def test_a_file_that_will_not_do_is_named_and_the_others_are_imported(
    project, tmp_path, name, content, reason
):
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(content)
    good.write_text("Good text here.", encoding="utf-8")
    report = bring(project, bad, good, tmp_path / "gone.txt")
    assert report.added == 1
    assert [problem.path.name for problem in report.problems] == [name, "gone.txt"]
    assert re.search(reason, report.problems[0].sentence)
    assert name in str(report.problems[0])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_named(project, tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("text", encoding="utf-8")
    path.chmod(0)
    assert "rights" in str(bring(project, path).problems[0])


def test_native_records_with_spans_outside_their_text_are_named_by_line(project, tmp_path):
    path = tmp_path / "records.jsonl"
    good = {"text": "Berlin grows.", "entities": [[0, 6, "GPE"]]}
    bad = {"text": "Paris", "entities": [[0, 60, "GPE"]]}
    path.write_text("\n".join(json.dumps(item) for item in (good, bad, good)), encoding="utf-8")
    report = bring(project, path, author="anna")
    assert report.added >= 1
    assert [(problem.line, "same document" in problem.sentence) for problem in report.problems] == [
        (2, False),
        (3, True),
    ]
    (document_id,) = {row.id for row in documents.document_rows(project.read, "anna")}
    (reading,) = project.read.readings(document_id, ["anna"])
    assert [(span.start, span.end, span.label) for span in reading.spans] == [(0, 6, "GPE")]


def test_labels_the_scheme_lacks_are_named_and_nothing_is_half_imported(project, tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps({"text": "Aspirin helps.", "entities": [[0, 7, "DRUG"]]}), encoding="utf-8")
    report = bring(project, path)
    assert report.added == 0
    assert "DRUG" in report.problems[0].sentence


def test_a_second_reading_of_known_text_becomes_another_set(project, tmp_path):
    text = tmp_path / "berlin.txt"
    text.write_text("Berlin grows.", encoding="utf-8")
    bring(project, text)
    for author, label in (("anna", "GPE"), ("ben", "ORG")):
        path = tmp_path / f"{author}.jsonl"
        path.write_text(json.dumps({"text": "Berlin grows.", "entities": [[0, 6, label]]}), encoding="utf-8")
        report = bring(project, path, author=author)
        assert (report.added, report.sets) == (0, 1)
        assert bring(project, path, author=author).sets == 0
    (document_id,) = project.read.document_ids()
    assert {reading.set.author: reading.spans[0].label for reading in project.read.readings(document_id)} == {
        "anna": "GPE",
        "ben": "ORG",
    }


def test_a_stopped_import_keeps_what_it_has(project, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"Text {number}.", encoding="utf-8")
    plan = importing.plan_import([tmp_path])
    calls = iter([False, True])
    with pytest.raises(Cancelled, match="1 documents"):
        importing.run_import(project, plan, cancelled=lambda: next(calls))
    assert len(names(project)) == 1
