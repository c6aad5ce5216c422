"""Suggestions for documents: what a pipeline proposes becomes its own set, mapped to the project's scheme.

The window runs the pipeline in another process (``annotator.nlp.worker``) and hands its answers to ``store``;
the command line runs it here. Either way documents that have suggestions of this pipeline already are skipped,
so a cancelled or killed run goes on where it stopped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from annotator.domain.annotation import Origin, OriginKind, Relation, SetStatus, Span, SpanStatus
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, RelationId, SetId, SpanId, new_id
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document, in_regions, overlaps
from annotator.errors import Cancelled
from annotator.operations.versions import find, place_of

if TYPE_CHECKING:
    from annotator.nlp.pipeline import PipelineInfo
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction

# Documents a step: a cancel is answered after one batch at most, and a commit costs little beside it.
BATCH = 32


@dataclass(slots=True)
class PrelabelReport:
    """What prelabelling did: the pipeline's author name, counts, and labels that the scheme does not know."""

    pipeline: str
    documents: int = 0
    spans: int = 0
    relations: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)
    changes: list[Changes] = field(default_factory=list)


def waiting(reader: Reader, pipeline: str, *, again: bool = False) -> list[DocumentId]:
    """Return the documents a pipeline has not proposed anything for yet; all of them with ``again``."""
    return reader.document_ids() if again else reader.without_set(pipeline)


def left_to_do(reader: Reader) -> int:
    """Return how many documents have no suggestions of the pipeline that counts; all while there is none."""
    pipeline = reader.active_pipeline()
    return len(reader.without_set(pipeline)) if pipeline else reader.counts().documents


def learned_place(reader: Reader) -> str:
    """Return the folder of the pipeline that counts if it was learned here, else "": then the embedded one is meant."""
    active = reader.active_pipeline()
    version = find(active) if active else None
    return str(version.path) if version else ""


def texts(reader: Reader, ids: Sequence[DocumentId]) -> Iterator[dict[str, object]]:
    """Yield the questions that the worker process is asked, one for each document."""
    for document in reader.documents_text(ids):
        yield {
            "id": document.id,
            "text": document.text,
            "regions": [[region.start, region.end] for region in document.regions],
        }


def pipelines() -> list[PipelineInfo]:
    """Return the pipelines that can be named: those that ship with the program and installed spaCy packages."""
    from annotator.nlp.pipeline import list_pipelines

    return list_pipelines()


def choose_pipeline(project: Project, pipeline: str) -> Changes:
    """Make a pipeline the one whose suggestions people see."""
    if project.read.setting("pipeline") == pipeline:
        return Changes()
    _, changes = project.transact(
        "choose pipeline",
        lambda tx: tx.put_setting("pipeline", pipeline),
        author=pipeline,
        title=f"Suggestions by {pipeline.removeprefix('pipeline:')}",
        undoable=False,
    )
    return changes


def store(
    project: Project,
    pipeline: str,
    answers: Sequence[Mapping[str, Any]],
    *,
    group: str = "",
    report: PrelabelReport | None = None,
) -> Changes:
    """Store a batch of the pipeline's answers as one step, in place of what it proposed before.

    An answer is ``{"id", "spans": [[start, end, label, layer, score]], "relations": [[i, j, label, score]]}``.
    Labels the scheme lacks are counted in the report and left out; nothing a person did is touched.
    """
    tally = report or PrelabelReport(pipeline)

    def work(tx: Transaction) -> None:
        scheme = tx.scheme
        ids = [DocumentId(answer["id"]) for answer in answers]
        documents = {document.id: document for document in tx.documents_text(ids)}
        sets = tx.ensure_sets(list(documents), pipeline)
        for answer in answers:
            document = documents.get(DocumentId(answer["id"]))
            if document is None:
                continue
            made = sets[document.id]
            tx.clear_set(made.id)
            spans = _spans(answer, document, SetId(made.id), scheme, pipeline, tally)
            kept = [span for span in spans if span is not None]
            tx.add_spans(kept)
            relations = _relations(answer, spans, SetId(made.id), scheme, pipeline)
            tx.add_relations(relations)
            tx.change_set(made.id, status=SetStatus.DONE)
            tally.documents += 1
            tally.spans += len(kept)
            tally.relations += len(relations)

    title = f"Suggestions by {pipeline.removeprefix('pipeline:')}"
    _, changes = project.transact("prelabel", work, author=pipeline, title=title, group=group)
    return changes


def _spans(
    answer: Mapping[str, Any],
    document: Document,
    set_id: SetId,
    scheme: Scheme,
    pipeline: str,
    tally: PrelabelReport,
) -> list[Span | None]:
    """Return a span for each proposal, None where it cannot be kept; best scores win in flat layers."""
    layers = {layer.name: layer for layer in scheme.layers}
    found: list[Span | None] = [None] * len(answer["spans"])
    taken: dict[str, list[tuple[int, int]]] = {}
    order = sorted(range(len(found)), key=lambda index: -(answer["spans"][index][4] or 0.0))
    for index in order:
        start, end, label, layer_name, score = answer["spans"][index]
        layer = layers.get(layer_name)
        if layer is None or layer.label(label) is None:
            tally.unmapped[label] += 1
            continue
        if not 0 <= start < end <= len(document.text) or in_regions(start, end, document.regions):
            continue
        places = taken.setdefault(layer_name, [])
        if layer.flat and any(overlaps(start, end, *place) for place in places):
            continue
        places.append((start, end))
        found[index] = Span(
            id=SpanId(new_id()),
            set_id=set_id,
            start=start,
            end=end,
            label=label,
            layer=layer_name,
            status=SpanStatus.SUGGESTED,
            origin=Origin(OriginKind.PIPELINE, pipeline.removeprefix("pipeline:")),
            score=None if score is None else min(1.0, max(0.0, float(score))),
            scheme_version=scheme.version,
        )
    return found


def _relations(
    answer: Mapping[str, Any], spans: Sequence[Span | None], set_id: SetId, scheme: Scheme, pipeline: str
) -> list[Relation]:
    known = {relation.name: relation for relation in scheme.relations}
    made = []
    for source_index, target_index, label, score in answer.get("relations", ()):
        kind, source, target = known.get(label), spans[source_index], spans[target_index]
        if kind is None or source is None or target is None:
            continue
        if source.label not in kind.sources or target.label not in kind.targets:
            continue
        made.append(
            Relation(
                id=RelationId(new_id()),
                set_id=set_id,
                source=source.id,
                target=target.id,
                label=label,
                status=SpanStatus.SUGGESTED,
                origin=Origin(OriginKind.PIPELINE, pipeline.removeprefix("pipeline:")),
                score=score,
            )
        )
    return made


def prelabel(
    project: Project,
    *,
    pipeline: str = "",
    again: bool = False,
    jobs: int = 1,
    trusted: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PrelabelReport:
    """Run a pipeline over the documents it has not seen, here or in ``jobs`` processes, batch by batch.

    Raises PipelineError when it cannot be loaded, or is a foreign folder and not ``trusted``; Cancelled when
    stopped. Finished batches stay.
    """
    from annotator.nlp.pipeline import load_suggester

    # Without a name it is the one that counts, so that new documents do not fall back to what was improved on.
    pipeline = place_of(pipeline, trusted=trusted) or learned_place(project.read)
    suggester = load_suggester(pipeline)
    report = PrelabelReport(suggester.name)
    reader = project.read
    ids = waiting(reader, suggester.name, again=again)
    group = new_id()
    done = 0
    for batch in _answers(reader, ids, pipeline, jobs, suggester):
        report.changes.append(store(project, suggester.name, batch, group=group, report=report))
        done += len(batch)
        if progress:
            progress(done, len(ids))
        if cancelled and cancelled():
            raise Cancelled(f"Stopped after {done} of {len(ids)} documents; run it again to go on.")
    choose_pipeline(project, suggester.name)
    return report


def _answers(
    reader: Reader, ids: Sequence[DocumentId], pipeline: str, jobs: int, suggester: Any
) -> Iterator[list[dict[str, Any]]]:
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    if jobs > 1 and len(batches) > 1:
        yield from _in_processes(reader, batches, pipeline, jobs)
        return
    for batch in batches:
        yield answer_batch(suggester, list(texts(reader, batch)))


def answer_batch(suggester: Any, questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Ask a suggester about a batch of questions as ``texts`` makes them, and return answers for ``store``."""
    from annotator.domain.text import Region

    asked: Iterable[tuple[str, tuple[Region, ...]]] = (
        (question["text"], tuple(Region(start, end) for start, end in question["regions"]))
        for question in questions
    )
    return [
        {
            "id": question["id"],
            "spans": [[s.start, s.end, s.label, s.layer, s.score] for s in suggestions.spans],
            "relations": [[r.source, r.target, r.label, r.score] for r in suggestions.relations],
        }
        for question, suggestions in zip(questions, suggester.suggest(asked), strict=True)
    ]


_suggester: Any = None


def _start_job(pipeline: str) -> None:
    # Each worker process loads the pipeline once; a module global is the only place a pool can keep it.
    global _suggester
    from annotator.nlp.pipeline import load_suggester

    _suggester = load_suggester(pipeline)


def _job(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return answer_batch(_suggester, questions)


def _in_processes(
    reader: Reader, batches: Sequence[Sequence[DocumentId]], pipeline: str, jobs: int
) -> Iterator[list[dict[str, Any]]]:
    import multiprocessing

    # Spawned, not forked: spaCy's and ONNX Runtime's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, initializer=_start_job, initargs=(pipeline,)) as pool:
        yield from pool.imap(_job, (list(texts(reader, batch)) for batch in batches))
