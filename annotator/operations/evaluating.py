"""Measuring a pipeline against gold: how right it is, and how much work it spares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.assets import load_scheme
from annotator.domain.annotation import GOLD, Origin, OriginKind, Reading, Span, SpanStatus
from annotator.domain.effort import Effort, by_hand, replay, total
from annotator.domain.ids import SetId, SpanId, new_id
from annotator.domain.memory import Memory
from annotator.domain.scheme import Scheme
from annotator.domain.scoring import (
    Calibration,
    Figures,
    Judged,
    Key,
    by_label,
    calibration,
    figures,
    interval,
)
from annotator.domain.text import Document
from annotator.errors import FormatError
from annotator.operations.versions import place_of

if TYPE_CHECKING:
    from annotator.domain.annotation import Record

Suggest = Callable[[Document], list[Span]]
# Called before a document with all that are finished: returns who suggests from now on.
Learn = Callable[[Sequence["Article"]], "Suggest | None"]


@dataclass(frozen=True, slots=True)
class Article:
    """A document with its gold."""

    document: Document
    gold: frozenset[Key]


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """A layer's figures: over all labels, the interval of F1, by label, and what its scores are worth."""

    layer: str
    all: Figures
    interval: tuple[float, float]
    labels: dict[str, Figures]
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How right a pipeline is on gold documents."""

    pipeline: str
    gold: Path
    documents: int
    layers: tuple[LayerFigures, ...]


@dataclass(frozen=True, slots=True)
class EffortReport:
    """Actions per document under each way of working, in the order in which the documents were labelled."""

    pipeline: str
    gold: Path
    threshold: float
    ways: dict[str, tuple[Effort, ...]]

    def totals(self) -> dict[str, float]:
        """Return the actions per gold span of each way, over all documents."""
        return {way: total(efforts) for way, efforts in self.ways.items()}


def read_gold(path: str | Path, scheme: Scheme) -> list[Article]:
    """Return the documents of a gold file (native or plain JSONL) with their confirmed spans.

    Of several sets of a document the one of ``gold`` counts, else the only one. Raises FormatError when a line
    cannot be read or the gold of a document is in doubt.
    """
    return [_article(record, scheme) for record in _records(Path(path), scheme)]


def _records(path: Path, scheme: Scheme) -> Iterator[Record]:
    from annotator.domain.annotation import Record
    from annotator.formats.registry import codec

    found = 0
    for record in codec("jsonl").read(path, author=GOLD, scheme=scheme):
        if not isinstance(record, Record):
            raise FormatError(str(record))
        found += 1
        yield record
    if not found:
        raise FormatError(f"“{path}” holds no documents; name a JSONL file with one gold document a line.")


def _article(record: Record, scheme: Scheme) -> Article:
    readings = [one for one in record.readings if one.set.author == GOLD] or [
        one for one in record.readings if not one.set.author.startswith("pipeline:")
    ]
    if len(readings) != 1:
        raise FormatError(
            f"The document “{record.document.name}” has {len(readings)} sets that could be its gold; export it with "
            "“--source gold” or the name of one author."
        )
    layers = {layer.name for layer in scheme.layers}
    return Article(record.document, frozenset(key for key in _keys(readings[0]) if key[0] in layers))


def _keys(reading: Reading) -> Iterator[Key]:
    return (span.key for span in reading.spans if span.status is SpanStatus.CONFIRMED)


def suggest_with(suggester: Any, scheme: Scheme) -> Suggest:
    """Return a function from a document to the spans that a loaded pipeline suggests for it."""
    layers = {layer.name: layer for layer in scheme.layers}

    def suggest(document: Document) -> list[Span]:
        (found,) = suggester.suggest([(document.text, document.regions)])
        return [
            Span(
                id=SpanId(new_id()),
                set_id=SetId("suggested"),
                start=one.start,
                end=one.end,
                label=one.label,
                layer=one.layer,
                status=SpanStatus.SUGGESTED,
                origin=Origin(OriginKind.PIPELINE, suggester.name),
                score=one.score,
            )
            for one in found.spans
            if one.layer in layers and layers[one.layer].label(one.label)
        ]

    return suggest


def evaluate(
    pipeline: str,
    gold: str | Path,
    *,
    scheme: str | Scheme = "news",
    trusted: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluation:
    """Measure a pipeline on gold documents; strict: same ends and same label.

    Raises PipelineError when it cannot be loaded, or is a foreign folder and not trusted.
    """
    known = scheme if isinstance(scheme, Scheme) else load_scheme(scheme)
    articles = read_gold(gold, known)
    suggester = _load(pipeline, trusted)
    judged = judge(articles, suggest_with(suggester, known), progress)
    return Evaluation(suggester.name, Path(gold), len(articles), layer_figures(judged, known))


def judge(
    articles: Sequence[Article], suggest: Suggest, progress: Callable[[int, int], None] | None = None
) -> list[Judged]:
    """Let somebody suggest for gold documents, and put both side by side."""
    judged = []
    for number, article in enumerate(articles, 1):
        judged.append(Judged(article.gold, {span.key: span.score for span in suggest(article.document)}))
        if progress:
            progress(number, len(articles))
    return judged


def layer_figures(judged: Sequence[Judged], scheme: Scheme) -> tuple[LayerFigures, ...]:
    """Return the figures of each layer of the scheme that has gold or suggestions."""
    labels = by_label(judged)
    return tuple(
        LayerFigures(
            layer.name,
            figures(judged, layer.name),
            interval(judged, layer.name),
            labels[layer.name],
            calibration(judged, layer.name),
        )
        for layer in scheme.layers
        if layer.name in labels
    )


def effort(
    pipeline: str,
    gold: str | Path,
    *,
    scheme: str | Scheme = "news",
    threshold: float = 0.95,
    layer: str | None = None,
    trusted: bool = False,
    learn: Learn | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> EffortReport:
    """Count what labelling the gold documents one after another costs, under each way of working.

    ``learn`` is asked before each document with the finished ones, and may return a better suggester.
    """
    known = scheme if isinstance(scheme, Scheme) else load_scheme(scheme)
    articles = [_only(article, layer) for article in read_gold(gold, known)]
    suggester = _load(pipeline, trusted)
    suggest = suggest_with(suggester, known)
    return EffortReport(
        suggester.name,
        Path(gold),
        threshold,
        work_through(articles, suggest, known, threshold, learn, layer, progress),
    )


def work_through(
    articles: Sequence[Article],
    suggest: Suggest,
    scheme: Scheme,
    threshold: float = 0.95,
    learn: Learn | None = None,
    layer: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, tuple[Effort, ...]]:
    """Label gold documents one after another under each way of working, and count the actions."""
    alone, remembering = Memory(), Memory()
    learned = Memory()
    ways: dict[str, list[Effort]] = {"by hand": [], "memory": [], "pipeline": [], "pipeline + memory": []}
    if learn:
        ways["pipeline + memory + learning"] = []
    best = suggest
    for number, article in enumerate(articles):
        document, gold = article.document, article.gold
        proposed = _in_layer(suggest(document), layer)
        ways["by hand"].append(by_hand(document, gold))
        ways["memory"].append(replay(document, gold, [], scheme, memory=alone, threshold=threshold))
        ways["pipeline"].append(replay(document, gold, proposed, scheme, threshold=threshold))
        ways["pipeline + memory"].append(
            replay(document, gold, proposed, scheme, memory=remembering, threshold=threshold)
        )
        if learn:
            best = learn(articles[:number]) or best
            ways["pipeline + memory + learning"].append(
                replay(
                    document,
                    gold,
                    _in_layer(best(document), layer),
                    scheme,
                    memory=learned,
                    threshold=threshold,
                )
            )
        if progress:
            progress(number + 1, len(articles))
    return {way: tuple(efforts) for way, efforts in ways.items()}


def _only(article: Article, layer: str | None) -> Article:
    return replace(article, gold=frozenset(key for key in article.gold if layer in (None, key[0])))


def _in_layer(spans: Sequence[Span], layer: str | None) -> list[Span]:
    return [span for span in spans if layer in (None, span.layer)]


def _load(pipeline: str, trusted: bool) -> Any:
    from annotator.nlp.pipeline import load_suggester

    return load_suggester(place_of(pipeline, trusted=trusted))
