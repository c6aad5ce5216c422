"""What we write, read by spaCy's own readers and trained on by its own components."""

import warnings

import pytest

from annotator.formats import conll, docbin
from annotator.formats.report import LossReport
from tests.unit.formats.samples import MARKS, SCHEME, TEXT, make_record

spacy = pytest.importorskip("spacy")
pytestmark = pytest.mark.peer

RECORDS = [make_record(MARKS[:2] + MARKS[3:]), make_record(MARKS, name="with a cut span"), make_record([])]


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "train.spacy"
    docbin.CODEC.write(RECORDS, path, scheme=SCHEME, report=LossReport())
    return path


def test_spacy_s_corpus_reader_reads_it_without_misalignment(corpus):
    from spacy.training import Corpus

    nlp = spacy.blank("en")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        examples = list(Corpus(corpus)(nlp))
        tags = [example.get_aligned_ner() for example in examples]
    assert len(examples) == len(RECORDS)
    # None would be a token whose tag is unknown or misaligned.
    assert all(tag is not None for each in tags for tag in each)
    assert all(len(example.predicted) == len(example.reference) for example in examples)


def test_exported_offsets_make_tags_without_a_warning(corpus):
    from spacy.training import biluo_tags_to_offsets, offsets_to_biluo_tags

    nlp = spacy.blank("en")
    for record in docbin.CODEC.read(corpus, scheme=SCHEME):
        doc = nlp.make_doc(record.document.text)
        spans = record.readings[0].spans
        entities = [(span.start, span.end, span.label) for span in spans if span.layer == "entities"]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tags = offsets_to_biluo_tags(doc, entities)
        assert "-" not in tags
        assert biluo_tags_to_offsets(doc, tags) == entities


def test_the_checks_of_debug_data_find_nothing(corpus):
    """No entity holds or begins with a blank, none is a lone punctuation mark, none is unknown."""
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    for doc in DocBin().from_disk(corpus).get_docs(nlp.vocab):
        assert not doc.has_unknown_spaces
        assert doc.has_annotation("ENT_IOB", require_complete=True)
        for span in [*doc.ents, *doc.spans["claims"]]:
            assert not span[0].is_space
            assert not span[-1].is_space
            assert not all(token.is_punct for token in span)


@pytest.mark.slow
def test_ner_and_spancat_learn_from_it(corpus):
    from spacy.training import Corpus

    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    suggester = {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": 12}
    nlp.add_pipe("spancat", config={"spans_key": "claims", "suggester": suggester})
    examples = list(Corpus(corpus)(nlp))
    nlp.initialize(lambda: examples)
    losses = [nlp.update(examples, losses={}) for _ in range(30)]
    assert {"GPE", "ORG", "PERSON"} <= set(nlp.get_pipe("ner").labels)
    assert {"CLAIM", "OPINION"} <= set(nlp.get_pipe("spancat").labels)
    assert losses[-1]["ner"] < losses[0]["ner"]


def test_spacy_s_converter_reads_our_conll(tmp_path):
    from spacy.training.converters import conll_ner_to_docs

    path = tmp_path / "out.conll"
    conll.CODEC.write(RECORDS, path, scheme=SCHEME, report=LossReport())
    text = path.read_text(encoding="utf-8")
    docs = list(conll_ner_to_docs(text, no_print=True))
    ours = list(conll.CODEC.read(path, scheme=SCHEME))
    assert len(ours) == len(docs) == len(RECORDS)
    for doc, record in zip(docs, ours, strict=True):
        assert "DOCSTART" not in doc.text
        words = record.document.text.split()
        assert [token.text for token in doc] == words
        found = [
            (record.document.text[span.start : span.end], span.label) for span in record.readings[0].spans
        ]
        assert [(span.text, span.label_) for span in doc.ents] == found
    assert [span.text for span in docs[1].ents] == ["Berlin", "Acme Rail", "1.5 million", "Ann Li"]
    assert "Source link" in TEXT
    assert "Source link" not in docs[0].text


def test_hugging_face_datasets_reads_our_jsonl(tmp_path):
    datasets = pytest.importorskip("datasets")
    from annotator.formats import jsonl

    path = tmp_path / "out.jsonl"
    jsonl.CODEC.write(RECORDS, path, scheme=SCHEME, report=LossReport())
    loaded = datasets.load_dataset(
        "json", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert loaded["text"] == [record.document.text for record in RECORDS]
