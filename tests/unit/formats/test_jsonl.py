"""The native JSONL: what a line looks like, what other programs' lines become, and a sentence for every bad one."""

import json
from pathlib import Path

import pytest

from annotator.domain.annotation import (
    AnnotationSet,
    Origin,
    OriginKind,
    Reading,
    Record,
    Relation,
    SetStatus,
    Span,
    SpanStatus,
)
from annotator.domain.scheme import Label, Layer, Scheme
from annotator.domain.text import Document, Region, RegionKind, text_hash
from annotator.errors import FormatError
from annotator.formats.codec import Problem
from annotator.formats.jsonl import CODEC
from annotator.formats.report import LossReport

SCHEME = Scheme(
    "news", (Layer("entities", (Label("GPE"),)), Layer("claims", (Label("CLAIM"),), flat=False)), version=3
)
BAD_LINES = Path(__file__).parents[2] / "data" / "jsonl" / "bad_lines.jsonl"


def number(value: int) -> str:
    return f"{value:032x}"


def record() -> Record:
    document = Document(
        number(1), "Berlin grows", "Berlin grows.\n\nSource link", "a.txt", 10, 36, "ab" * 32, "cp1252",
        (Region(15, 26, RegionKind.SOURCE),), {"language": "en", "source": "a clash", "meta:x": 1},
    )  # fmt: skip
    own = AnnotationSet(number(2), number(1), "ann", SetStatus.DONE, 12.5, 3)
    city = Span(number(3), own.id, 0, 6, "GPE", "entities", score=0.75, comment="sure", scheme_version=2,
                origin=Origin(OriginKind.ACCEPTED, "news", (number(9),)), attributes={"wiki": "Q64"})  # fmt: skip
    claim = Span(number(4), own.id, 0, 13, "CLAIM", "claims", SpanStatus.REJECTED, scheme_version=3)
    link = Relation(
        number(5), own.id, claim.id, city.id, "ABOUT", SpanStatus.SUGGESTED, Origin(OriginKind.MEMORY), 0.5
    )
    return Record(document, (Reading(own, (city, claim), (link,)),))


def write(records, out, **options):
    return CODEC.write(records, out, scheme=SCHEME, report=LossReport(), **options)


def read_lines(folder, *lines, **options):
    path = folder / "in.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return list(CODEC.read(path, **options))


def test_everything_comes_back(tmp_path):
    written = write([record()], tmp_path / "out.jsonl")
    assert (written.documents, written.spans, written.relations) == (1, 2, 1)
    assert list(CODEC.read(tmp_path / "out.jsonl")) == [record()]


def test_a_line_is_as_the_design_says(tmp_path):
    write([record()], tmp_path / "out.jsonl")
    line = json.loads((tmp_path / "out.jsonl").read_text())
    assert line["id"] == number(1)
    assert (line["meta"]["source_start"], line["meta"]["source_end"]) == (10, 36)
    assert line["meta"]["sha256"] == text_hash(line["text"])
    assert line["meta"]["source"] == "a.txt"
    assert line["regions"] == [[15, 26, "source"]]
    (only,) = line["sets"]
    assert (only["author"], only["status"], only["seconds"]) == ("ann", "done", 12.5)
    assert set(only["spans"][0]) >= {
        "id", "start", "end", "label", "layer", "status", "score", "origin", "attributes", "comment",
    }  # fmt: skip


def test_an_existing_file_is_kept_unless_it_may_be_replaced(tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    with pytest.raises(FormatError, match="exists"):
        write([record()], out)
    assert out.read_text() == "precious"
    write([record()], out, overwrite=True)
    assert list(CODEC.read(out)) == [record()]


def test_a_failed_export_leaves_nothing_behind(tmp_path):
    def broken():
        yield record()
        raise RuntimeError("stopped")

    out = tmp_path / "out.jsonl"
    out.write_text("precious")
    with pytest.raises(RuntimeError):
        write(broken(), out, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert out.read_text() == "precious"


def test_a_target_that_cannot_be_written_is_a_sentence(tmp_path):
    with pytest.raises(FormatError, match="cannot be written"):
        write([record()], tmp_path / "none" / "out.jsonl")
    with pytest.raises(FormatError, match="is a folder"):
        write([record()], tmp_path)


def test_a_value_that_json_cannot_hold_names_its_document(tmp_path):
    bad = Record(Document(number(1), "Berlin", "text", meta={"x": float("nan")}))
    with pytest.raises(FormatError, match="“Berlin” holds a value"):
        write([bad], tmp_path / "out.jsonl")


def test_a_bare_text_is_a_document_named_by_its_first_line(tmp_path):
    (found,) = read_lines(
        tmp_path, {"text": "\n Berlin  grows\n\nfast.", "lang": "en", "meta": {"topic": "city"}}
    )
    assert found.readings == ()
    assert found.document.name == "Berlin grows"
    assert found.document.source == "in.jsonl"
    assert found.document.meta == {"topic": "city", "lang": "en"}


def test_entities_and_claims_become_one_finished_reading(tmp_path):
    line = {"id": "one", "source": "a.txt", "source_start": 5, "text": "Berlin grows.",
            "entities": [[0, 6, "GPE"]], "claims": [[0, 13, "CLAIM"]]}  # fmt: skip
    (found,) = read_lines(tmp_path, line, author="gold", scheme=SCHEME)
    document, (reading,) = found.document, found.readings
    assert (document.source, document.source_start, document.source_end) == ("a.txt", 5, 18)
    assert document.meta == {"id": "one"}
    assert (reading.set.author, reading.set.status, reading.set.scheme_version) == ("gold", SetStatus.DONE, 3)
    assert [span.key for span in reading.spans] == [("claims", 0, 13, "CLAIM"), ("entities", 0, 6, "GPE")]
    assert {span.origin for span in reading.spans} == {Origin(OriginKind.IMPORTED, "in.jsonl")}
    assert {span.set_id for span in reading.spans} == {reading.set.id}


def test_spans_of_another_program_find_their_layer(tmp_path):
    line = {"text": "Berlin grows.", "spans": [{"start": 0, "end": 13, "label": "CLAIM"},
            {"start": 0, "end": 6, "label": "CITY"}, {"start": 0, "end": 6, "label": "X", "layer": "own"}]}  # fmt: skip
    (found,) = read_lines(tmp_path, line, scheme=SCHEME)
    assert [(span.layer, span.label) for span in found.readings[0].spans] == [
        ("claims", "CLAIM"),
        ("entities", "CITY"),
        ("own", "X"),
    ]
    assert found.readings[0].set.author == "import:in"


def test_ids_of_another_program_are_replaced_everywhere(tmp_path):
    spans = [{"id": "T1", "start": 0, "end": 6, "label": "GPE", "origin": {"kind": "accepted", "sources": ["S1"]}},
             {"id": 7, "start": 7, "end": 12, "label": "GPE"}]  # fmt: skip
    line = {"id": 4, "text": "Berlin grows.", "sets": [
        {"author": "ann", "spans": spans, "relations": [{"id": "R1", "source": "T1", "target": 7, "label": "L"}]},
        {"author": "pipeline:x@1", "spans": [{"id": "S1", "start": 0, "end": 6, "label": "GPE", "status": "suggested"}]},
    ]}  # fmt: skip
    (found,) = read_lines(tmp_path, line)
    own, other = found.readings
    assert (own.relations[0].source, own.relations[0].target) == (own.spans[0].id, own.spans[1].id)
    assert own.spans[0].origin.sources == (other.spans[0].id,)
    assert all(len(span.id) == 32 for span in own.spans)
    assert found.document.meta["id"] == 4


def test_uuids_with_hyphens_are_the_same_ids(tmp_path):
    (found,) = read_lines(tmp_path, {"id": "0192F0C1-0000-7000-8000-00000000000a", "text": "x"})
    assert found.document.id == "0192f0c100007000800000000000000a"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("{", "not JSON"),
        ("[1]", "no JSON object"),
        ('{"text": NaN}', "NaN is no JSON number"),
        ("[" * 100_000, "nested too deeply"),
        ({}, "no “text”"),
        ({"text": 3}, "“text” is a whole number where a text is expected"),
        ({"text": " \n"}, "its text is empty"),
        ('{"text": "a\\ud800"}', "lone surrogate"),
        ('{"text": "a", "name": "\\udc00"}', "lone surrogate"),
        (
            {"text": "abc", "entities": [[0, 4, "X"]]},
            "the span X at 0–4 does not lie in its text of 3 characters",
        ),
        ({"text": "abc", "entities": [[2, 2, "X"]]}, "at 2–2 does not lie"),
        ({"text": "abc", "entities": [[2, 1, "X"]]}, "at 2–1 does not lie"),
        ({"text": "abc", "entities": [[-1, 1, "X"]]}, "at -1–1 does not lie"),
        ({"text": "abc", "entities": [[0, True, "X"]]}, "true or false where a whole number"),
        ({"text": "abc", "entities": [[0, 1.0, "X"]]}, "a number where a whole number"),
        ({"text": "abc", "entities": [[0, 1]]}, "not [start, end, label]"),
        ({"text": "abc", "entities": "X"}, "“entities” is a text where a list"),
        ({"text": "abc", "spans": [{"start": 0, "label": "X"}]}, "no “end”"),
        ({"text": "abc", "meta": []}, "“meta” is a list where an object"),
        ({"text": "abc", "regions": [[0, 9, "form"]]}, "a region at 0–9 does not lie"),
        ({"text": "abc", "regions": [[1, 2, "form"], [0, 1, "form"]]}, "out of order"),
        ({"text": "abc", "regions": [[0, 1, "poem"]]}, "is “poem”, not one of separator"),
        ({"text": "abc", "meta": {"source_start": 5, "source_end": 2}}, "5–2 are no stretch"),
        ({"text": "abc", "meta": {"source_start": 2**70}}, "too large"),
        ({"text": "abc", "sets": [], "meta": {"sha256": "00"}}, "SHA-256"),
        ({"text": "abc", "sets": [3]}, "where an object is expected"),
        ({"text": "abc", "sets": [{"author": ""}]}, "empty author"),
        ({"text": "abc", "sets": [{"author": "a"}, {"author": "a"}]}, "two sets of one author"),
        ({"text": "abc", "sets": [{"author": "a", "status": "odd"}]}, "is “odd”, not one of new"),
        ({"text": "abc", "sets": [{"author": "a", "seconds": -1}]}, "less than no time"),
        ({"text": "abc", "sets": [{"author": "a", "seconds": "1"}]}, "a text where a number"),
        (
            {"text": "abc", "sets": [{"id": "1", "author": "a"}, {"id": "1", "author": "b"}]},
            "stands in it twice",
        ),
        (
            {"text": "abc", "sets": [{"spans": [{"start": 0, "end": 1, "label": "X", "score": 2}]}]},
            "between 0 and 1",
        ),
        ({"text": "abc", "sets": [{"spans": [{"start": 0, "end": 9, "label": "X"}]}]}, "at 0–9 does not lie"),
        (
            {"text": "abc", "sets": [{"relations": [{"source": "1", "target": "2", "label": "L"}]}]},
            "no span of its set",
        ),
        (
            {
                "text": "abc",
                "sets": [{"spans": [{"start": 0, "end": 1, "label": "X", "origin": {"sources": [1]}}]}],
            },
            "the sources of an origin are not ids",
        ),
    ],
)
def test_a_bad_line_is_a_problem_and_the_others_are_read(tmp_path, line, part):
    first, second, third = read_lines(tmp_path, {"text": "before"}, line, {"text": "after"})
    assert (first.document.text, third.document.text) == ("before", "after")
    assert isinstance(second, Problem)
    assert (second.line, second.path.name) == (2, "in.jsonl")
    assert part in second.sentence
    assert second.sentence.endswith(".")
    assert str(second) == f"{second.path}, line 2: {second.sentence}"


def test_a_document_id_that_comes_again_is_a_problem(tmp_path):
    _, again = read_lines(tmp_path, {"id": number(1), "text": "a"}, {"id": number(1), "text": "b"})
    assert isinstance(again, Problem)
    assert "stands on line 1 already" in again.sentence


def test_a_stored_file_of_many_bad_lines():
    found = list(CODEC.read(BAD_LINES))
    assert [item.document.text for item in found if isinstance(item, Record)] == ["Good first.", "Good last."]
    assert [item.line for item in found if isinstance(item, Problem)] == [2, 3, 5, 6, 7]


def test_marks_and_wrong_encodings_of_a_file(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"text": "a"}\n\n  \n')
    (found,) = CODEC.read(path)
    assert found.document.text == "a"
    path.write_bytes('{"text": "a"}'.encode("utf-16"))
    with pytest.raises(FormatError, match="not UTF-8"):
        list(CODEC.read(path))
    path.write_bytes(b'{"text": "caf\xe9"}\n')
    (problem,) = CODEC.read(path)
    assert "not UTF-8 at byte 13" in problem.sentence
    with pytest.raises(FormatError, match="cannot be read"):
        list(CODEC.read(tmp_path / "none.jsonl"))
