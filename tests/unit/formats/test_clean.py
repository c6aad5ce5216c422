"""The text that models learn from: no boilerplate, every span where it belongs, every loss in the report."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import Reading, Record, SpanStatus
from annotator.domain.text import Region, RegionKind
from annotator.formats.clean import clean, training, without_overlaps
from annotator.formats.report import LossKind, LossReport
from tests.unit.formats.samples import MARKS, SCHEME, TEXT, make_record, with_relation, with_status


def learned(record):
    report = LossReport()
    taught = training(record, SCHEME, report)
    words = {
        layer: [(taught.clean.text[mark.start : mark.end], mark.span.label) for mark in marks]
        for layer, marks in taught.layers.items()
    }
    return words, report, taught


def test_boilerplate_goes_and_spans_move():
    words, report, taught = learned(make_record(MARKS))
    assert taught.clean.text == TEXT.replace("Photo: Jane Doe\n\n", "").replace("\n\nSource link\n", "")
    assert words == {"entities": MARKS[:4], "claims": MARKS[4:]}
    assert not report


def test_a_text_without_regions_is_untouched():
    assert clean("\n a \n", ()).text == "\n a \n"


def test_a_region_inside_a_line_leaves_a_line_break():
    cleaned = clean("oneXtwo", (Region(3, 4, RegionKind.FORM),))
    assert cleaned.text == "one\ntwo"
    assert (cleaned.place(4, 7), cleaned.place(2, 5), cleaned.place(3, 4)) == ((4, 7), None, None)


def test_spans_in_boilerplate_are_reported():
    words, report, _ = learned(make_record([("Jane Doe", "PERSON"), ("Berlin", "GPE")]))
    assert words["entities"] == [("Berlin", "GPE")]
    assert report.counts == {LossKind.BOILERPLATE: 1}
    (loss,) = report.examples(LossKind.BOILERPLATE)
    assert (loss.document, loss.place) == ("Trains", f"{TEXT.index('Jane')}–{TEXT.index('Jane') + 8}")
    assert loss.sentence == "The span “Jane Doe” (PERSON) lies in boilerplate; it was left out."


def test_only_what_a_person_confirmed_is_learned():
    suggested = with_status(make_record(MARKS), SpanStatus.SUGGESTED)
    words, report, _ = learned(suggested)
    assert words == {"entities": [], "claims": []}
    assert report.counts == {LossKind.UNDECIDED: len(MARKS)}
    words, report, _ = learned(with_status(make_record(MARKS), SpanStatus.REJECTED))
    assert words == {"entities": [], "claims": []}
    assert not report


def test_a_pipeline_s_own_suggestions_are_learned_when_asked_for():
    words, _, _ = learned(with_status(make_record(MARKS, author="pipeline:news@1"), SpanStatus.SUGGESTED))
    assert words["entities"] == MARKS[:4]


def test_blank_ends_unknown_layers_and_details_are_reported():
    record = with_relation(make_record([("Berlin ", "GPE"), ("Acme Rail", "ORG")], comment="sure"))
    (reading,) = record.readings
    stray = replace(reading.spans[1], id="0" * 32, layer="moods")
    record = Record(record.document, (Reading(reading.set, (*reading.spans, stray), reading.relations),))
    words, report, _ = learned(record)
    assert words["entities"] == [("Acme Rail", "ORG")]
    assert report.counts == {
        LossKind.BLANK: 1,
        LossKind.LAYER: 1,
        LossKind.RELATION: 1,
        LossKind.DETAIL: 3,
    }


def test_further_readings_are_reported():
    one, two = make_record(MARKS[:1]), make_record(MARKS, author="ben")
    words, report, _ = learned(Record(one.document, one.readings + two.readings))
    assert words["entities"] == MARKS[:1]
    assert report.counts == {LossKind.READING: 1}


def test_a_document_of_boilerplate_teaches_nothing():
    report = LossReport()
    assert training(make_record([], text="Source link\n\nContinue Reading"), SCHEME, report) is None
    assert report.counts == {LossKind.EMPTY: 1}


def test_a_document_that_nobody_read_does_not_teach_that_it_is_empty():
    report = LossReport()
    assert training(Record(make_record([]).document), SCHEME, report) is None
    assert report.counts == {LossKind.UNREAD: 1}


def test_of_overlapping_spans_the_longest_stays():
    record = make_record([("Acme", "ORG"), ("Acme Rail", "ORG"), ("Rail", "GPE"), ("Berlin", "GPE")])
    report = LossReport()
    taught = training(record, SCHEME, report)
    kept = without_overlaps(taught.layers["entities"], record.document, report)
    assert [taught.clean.text[mark.start : mark.end] for mark in kept] == ["Berlin", "Acme Rail"]
    assert report.counts == {LossKind.OVERLAP: 2}


@settings(deadline=None)
@given(st.text("ab \n\r\u2028", max_size=60), st.lists(st.integers(0, 60), max_size=8), st.data())
def test_what_is_kept_reads_the_same_in_its_new_place(text, cuts, data):
    cuts = sorted({min(cut, len(text)) for cut in cuts})
    regions = [Region(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    cleaned = clean(text, regions)
    for kept in cleaned.kept:
        assert cleaned.text[kept.at : kept.at + kept.end - kept.start] == text[kept.start : kept.end]
        assert cleaned.place(kept.start, kept.end) == (kept.at, kept.at + kept.end - kept.start)
    inside = {index for kept in cleaned.kept for index in range(kept.start, kept.end)}
    dropped = [index for index in range(len(text)) if index not in inside]
    assert all(
        text[index].isspace() or any(region.start <= index < region.end for region in regions)
        for index in dropped
    )
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        place = cleaned.place(start, end)
        assert place is None or cleaned.text[slice(*place)] == text[start:end]


def test_the_report_counts_all_and_shows_twenty():
    report = LossReport()
    assert report.to_text() == "Nothing was lost.\n"
    for index in range(25):
        report.add(LossKind.BOUNDARY, f"Text {index}", f"{index}–{index + 1}", "It was cut.")
    report.add(LossKind.RELATION, "Text", "ann", "Three links.", count=3)
    data = report.to_dict()
    assert data["not on a token boundary"]["count"] == 25
    assert len(data["not on a token boundary"]["examples"]) == 20
    assert data["relations"] == {
        "count": 3,
        "examples": [{"document": "Text", "place": "ann", "sentence": "Three links."}],
    }
    lines = report.to_text().splitlines()
    assert lines[0] == "not on a token boundary: 25"
    assert lines[1] == "  Text 0, 0–1: It was cut."
    assert "  (the first 20 are shown)" in lines
