"""Loads spaCy pipelines, the embedded ones and any other, and turns their answers into suggestions."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.assets import resource_root
from annotator.domain.sentences import sentences
from annotator.domain.text import Region, in_regions, tokenize
from annotator.errors import PipelineError
from annotator.nlp.suggestions import (
    CLAIMS,
    ENTITIES,
    SPEAKER,
    PipelineInfo,
    Proposal,
    ProposedRelation,
    Suggester,
    Suggestions,
)

__all__ = [
    "PipelineInfo",
    "Proposal",
    "ProposedRelation",
    "SpacySuggester",
    "Suggester",
    "Suggestions",
    "list_pipelines",
    "load_suggester",
    "pipelines_folder",
]

DEFAULT = "news"
# One document of spaCy's holds at most so many characters: its vectors take 1.7 kB a word.
LONGEST = 60_000
_TOGETHER = 16


def pipelines_folder() -> Path:
    """Return the folder of the embedded pipelines."""
    return resource_root() / "pipelines"


def list_pipelines() -> list[PipelineInfo]:
    """Return the embedded pipelines, the default one first."""
    folder = pipelines_folder()
    if not folder.is_dir():
        return []
    found = [_info(path) for path in folder.iterdir() if (path / "meta.json").is_file()]
    return sorted(found, key=lambda info: (info.name != DEFAULT, info.name))


def _info(path: Path) -> PipelineInfo:
    try:
        meta = json.loads((path / "meta.json").read_text("utf-8"))
        labels = [label for names in meta.get("labels", {}).values() for label in names]
        return PipelineInfo(
            str(meta["name"]),
            str(meta["version"]),
            path,
            tuple(dict.fromkeys(labels)),
            str(meta.get("description", "")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PipelineError(
            f"The pipeline in {path} cannot be described ({error}); its meta.json is broken, install it again."
        ) from error


def load_suggester(name_or_path: str = "", *, threads: int = 1) -> SpacySuggester:
    """Load a pipeline: an embedded one by name ("" is the default), a folder, or an installed package.

    Raises PipelineError with one sentence when it is missing, broken, made by another version of spaCy, or has
    nothing that suggests spans.
    """
    name = name_or_path or DEFAULT
    embedded = pipelines_folder() / name
    place = embedded if _is_plain(name) and embedded.is_dir() else Path(name)
    nlp = _load(name, place, threads)
    if not {"ner", "entity_ruler", "span_ruler", "spancat", "claims"} & set(nlp.pipe_names):
        raise PipelineError(
            f"The pipeline “{name}” has no component that finds spans (its components: "
            f"{', '.join(nlp.pipe_names) or 'none'}); choose one with “ner”."
        )
    return SpacySuggester(nlp, name=f"pipeline:{nlp.meta['name']}@{nlp.meta['version']}")


def _is_plain(name: str) -> bool:
    return not name.startswith(".") and "/" not in name and "\\" not in name


def _load(name: str, place: Path, threads: int) -> Any:
    import spacy
    from spacy.util import is_package

    import annotator.nlp.components  # noqa: F401 - registers what the embedded pipelines are made of

    if not place.exists() and not is_package(name):
        known = ", ".join(info.name for info in list_pipelines()) or "none"
        raise PipelineError(
            f"There is no pipeline “{name}”, neither embedded (there are: {known}) nor as a folder or an installed "
            "package; name one that exists."
        )
    config = {"components": {"encoder": {"threads": threads}}} if _has_encoder(place) else {}
    try:
        with warnings.catch_warnings():
            # spaCy warns of a pipeline made by another of its versions and loads it all the same.
            warnings.filterwarnings("error", message=r"\[W095\]")
            return spacy.load(place if place.exists() else name, config=config)
    except PipelineError:
        raise
    except UserWarning as error:
        raise PipelineError(
            f"The pipeline “{name}” was made for another version of spaCy ({_made_for(place)}, here is "
            f"{spacy.__version__}); choose one made for this version."
        ) from error
    except Exception as error:
        reason = " ".join(str(error).split())[:200]
        raise PipelineError(
            f"The pipeline “{name}” cannot be loaded ({type(error).__name__}: {reason}); install it again or "
            "choose another."
        ) from error


def _has_encoder(place: Path) -> bool:
    return (place / "encoder").is_dir()


def _made_for(place: Path) -> str:
    try:
        return str(json.loads((place / "meta.json").read_text("utf-8")).get("spacy_version", "unknown"))
    except (OSError, ValueError):
        return "unknown"


class SpacySuggester:
    """A suggester around a loaded spaCy pipeline: entities from ``doc.ents``, claims from ``doc.spans``."""

    def __init__(self, nlp: Any, *, name: str) -> None:
        self.nlp = nlp
        self.name = name

    def suggest(self, texts: Iterable[tuple[str, tuple[Region, ...]]]) -> Iterator[Suggestions]:
        """Yield the suggestions for each text, in order.

        A long text goes through the pipeline in parts that end with a sentence, so memory stays bounded.
        """
        waiting: list[list[Any]] = []  # [regions, parts still missing, suggestions so far]

        def parts() -> Iterator[tuple[str, tuple[int, list[Any]]]]:
            for text, regions in texts:
                pieces = split(masked(text, regions))
                entry = [regions, len(pieces), []]
                waiting.append(entry)
                for start, part in pieces:
                    yield part, (start, entry)

        for doc, (start, entry) in self.nlp.pipe(parts(), as_tuples=True, batch_size=_TOGETHER):
            entry[2].append(_of_document(doc, start, entry[0]))
            entry[1] -= 1
            while waiting and not waiting[0][1]:
                yield _joined(waiting.pop(0)[2])


def masked(text: str, regions: tuple[Region, ...]) -> str:
    """Return the text with line breaks in place of its regions, so that no sentence reaches into one."""
    for region in regions:
        size = min(region.end, len(text)) - region.start
        text = text[: region.start] + "\n" * size + text[region.start + size :]
    return text


def split(text: str) -> list[tuple[int, str]]:
    """Return a text in parts of at most ``LONGEST`` characters with their offsets, cut between sentences.

    A sentence that is longer by itself is cut between two tokens. The parts joined are the text.
    """
    if len(text) <= LONGEST:
        return [(0, text)]
    cuts = [0]
    for start, end in sentences(text):
        if end - cuts[-1] <= LONGEST:
            continue
        if start > cuts[-1]:
            cuts.append(start)
        while end - cuts[-1] > LONGEST:
            window = tokenize(text[cuts[-1] : cuts[-1] + LONGEST], offset=cuts[-1])
            cuts.append(max(window[-1][0] if window else 0, cuts[-1] + LONGEST // 2))
    return [(a, text[a:b]) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _of_document(doc: Any, offset: int, regions: tuple[Region, ...]) -> Suggestions:
    found = [((span.start_char, span.end_char, span.label_, ENTITIES), _score(span)) for span in doc.ents]
    group = doc.spans.get(CLAIMS) if CLAIMS in doc.spans else None
    scores = list(group.attrs.get("scores", ())) if group is not None else []
    for number, span in enumerate(group or ()):
        score = float(scores[number]) if number < len(scores) else None
        found.append(((span.start_char, span.end_char, span.label_, CLAIMS), score))
    found.sort(key=lambda item: (item[0][0], -item[0][1], item[0][3]))
    spans: list[Proposal] = []
    places: dict[tuple[int, int, str, str], int] = {}
    for key, score in found:
        start, end, label, layer = key
        if start >= end or in_regions(start + offset, end + offset, regions):
            continue
        places[key] = len(spans)
        spans.append(Proposal(start + offset, end + offset, label, layer, score))
    return Suggestions(tuple(spans), tuple(_relations(doc, places)))


def _score(span: Any) -> float | None:
    from spacy.tokens import Span

    value = span._.score if Span.has_extension("score") else None
    return None if value is None else float(value)


def _relations(doc: Any, places: dict[tuple[int, int, str, str], int]) -> Iterator[ProposedRelation]:
    for claim, entity, score in doc.user_data.get("speakers", ()):
        source = places.get((*claim, CLAIMS))
        target = places.get((*entity, ENTITIES))
        if source is not None and target is not None:
            yield ProposedRelation(source, target, SPEAKER, score)


def _joined(parts: list[Suggestions]) -> Suggestions:
    if len(parts) == 1:
        return parts[0]
    spans: list[Proposal] = []
    relations: list[ProposedRelation] = []
    for part in parts:
        shift = len(spans)
        spans.extend(part.spans)
        relations.extend(
            ProposedRelation(link.source + shift, link.target + shift, link.label, link.score)
            for link in part.relations
        )
    return Suggestions(tuple(spans), tuple(relations))
