"""Schemes, spans, suggestions and ids."""

import pytest

from annotator.assets import load_scheme, scheme_names
from annotator.domain.annotation import (
    AuthorKind,
    Origin,
    OriginKind,
    Span,
    SpanStatus,
    check_span,
    clashing,
    kind_of,
    origin_from_dict,
)
from annotator.domain.ids import SetId, SpanId, new_id
from annotator.domain.scheme import scheme_from_dict
from annotator.domain.suggestions import pending
from annotator.errors import RuleError

SCHEME = load_scheme("news")


def span(start, end, label="ORG", layer="entities", **fields):
    return Span(SpanId(new_id()), SetId("s"), start, end, label, layer, **fields)


def test_ids_are_unique_ordered_uuids_of_version_7():
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert all(len(item) == 32 and item[12] == "7" for item in ids)


def test_the_news_scheme_has_the_ontonotes_names_and_the_claims():
    assert scheme_names() == ["news"]
    assert [len(layer.labels) for layer in SCHEME.layers] == [18, 3]
    assert scheme_from_dict(SCHEME.to_dict()) == SCHEME


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "x", "layers": []}, "no layers"),
        ({"name": "x"}, "cannot be read"),
        ({"name": "x", "layers": [{"name": "l", "labels": [{"name": "A"}, {"name": "A"}]}]}, "used twice"),
        (
            {
                "name": "x",
                "layers": [{"name": "l", "labels": [{"name": "A", "key": "a"}, {"name": "B", "key": "a"}]}],
            },
            "key “a”",
        ),
        ({"name": "x", "layers": [{"name": "l", "labels": [], "snap": "word"}]}, "cannot be read"),
    ],
)
def test_a_bad_scheme_is_refused_with_its_reason(data, message):
    with pytest.raises(RuleError, match=message):
        scheme_from_dict(data)


def test_a_missing_scheme_names_those_there_are():
    with pytest.raises(RuleError, match="choose one of news"):
        load_scheme("nope")


def test_scheme_files_that_cannot_be_read(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("name = ", encoding="utf-8")
    with pytest.raises(RuleError, match=r"bad\.toml is not valid TOML"):
        load_scheme(bad)
    with pytest.raises(RuleError, match=r"gone\.toml cannot be read"):
        load_scheme(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    "bad",
    [
        span(-1, 3),
        span(3, 3),
        span(5, 11),
        span(0, 3, "CLAIM"),
        span(0, 3, "ORG", "nowhere"),
        span(0, 3, score=1.5),
    ],
)
def test_a_span_that_breaks_a_rule_is_refused(bad):
    with pytest.raises(RuleError):
        check_span(bad, length=10, scheme=SCHEME)


def test_clashing_counts_confirmed_spans_of_the_layer_only():
    mine = span(2, 6)
    others = [
        span(5, 8),
        span(6, 9),
        span(0, 9, "CLAIM", "claims"),
        span(3, 4, status=SpanStatus.REJECTED),
        mine,
    ]
    assert clashing(mine, others) == [others[0]]


def test_kinds_of_authors():
    kinds = [kind_of(name) for name in ("anna", "pipeline:news@1", "import:old", "gold")]
    assert kinds == [AuthorKind.PERSON, AuthorKind.PIPELINE, AuthorKind.IMPORT, AuthorKind.GOLD]


def test_origins_survive_json():
    origin = Origin(OriginKind.ACCEPTED, "news@1", (SpanId("a"), SpanId("b")))
    assert origin_from_dict(origin.to_dict()) == origin
    assert origin_from_dict({}) == Origin()


def test_what_is_decided_is_not_pending():
    first, second, third, fourth = span(0, 3), span(5, 8), span(10, 12), span(20, 24)
    claim = span(0, 30, "CLAIM", "claims")
    own = [
        span(2, 4, "GPE"),
        span(5, 8, status=SpanStatus.REJECTED),
        span(40, 44, origin=Origin(OriginKind.ACCEPTED, "", (third.id,))),
    ]
    assert pending([fourth, claim, first, second, third], own, SCHEME) == [claim, fourth]


def test_a_rejection_of_another_label_leaves_a_suggestion_open():
    suggestion = span(0, 3, "ORG")
    assert pending([suggestion], [span(0, 3, "GPE", status=SpanStatus.REJECTED)], SCHEME) == [suggestion]
