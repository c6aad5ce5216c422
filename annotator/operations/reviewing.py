"""Settling what two or more people labelled differently.

The result is the set of the author ``gold``. Every gold span names the spans it was made from; a span that lost
leaves a rejected gold span naming it, so what is settled, by whom and for what is data like everything else.
Nobody's own set is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.domain.adjudication import Agreement, Conflict, compare, is_settled, majority
from annotator.domain.annotation import GOLD, Reading, SetStatus
from annotator.domain.changes import Changes
from annotator.domain.ids import DocumentId, new_id
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document
from annotator.errors import Cancelled, RuleError
from annotator.operations.desk import step_in_set
from annotator.operations.gold import GoldDesk, done_readings

if TYPE_CHECKING:
    from annotator.storage.project import Project
    from annotator.storage.queries import Reader
    from annotator.storage.transaction import Transaction

POLICIES = ("agreed", "majority")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A document that two or more people have done, and how much of it is still open."""

    document_id: DocumentId
    name: str
    authors: tuple[str, ...]
    conflicts: int
    open: int
    agreed: int
    gold_done: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A document with the readings of those who have done it, side by side."""

    document: Document
    scheme: Scheme
    readings: tuple[Reading, ...]
    gold: Reading | None
    agreed: tuple[Agreement, ...]
    conflicts: tuple[Conflict, ...]
    settled: frozenset[int]

    @property
    def open_agreed(self) -> tuple[Agreement, ...]:
        """What all agree on and is not gold yet."""
        have = {span.key for span in self.gold.spans} if self.gold else set()
        return tuple(
            item for item in self.agreed if (item.layer, item.start, item.end, item.label) not in have
        )


@dataclass(slots=True)
class AdjudicationReport:
    """What a policy settled without a reviewer."""

    documents: int = 0
    agreed: int = 0
    by_majority: int = 0
    left: int = 0
    finished: int = 0
    changes: list[Changes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReviewOverview:
    """All documents to review, and how often each pattern of disagreement occurs in them."""

    rows: tuple[ReviewRow, ...]
    patterns: Counter[tuple[str, str]]


def review_rows(reader: Reader) -> list[ReviewRow]:
    """Return the documents that at least two people have done."""
    return list(review_overview(reader).rows)


def review_overview(reader: Reader, *, cancelled: Callable[[], bool] | None = None) -> ReviewOverview:
    """Return the documents that at least two people have done, with the patterns of their conflicts."""
    rows: list[ReviewRow] = []
    patterns: Counter[tuple[str, str]] = Counter()
    for document_id in reader.done_by_many(2):
        if cancelled and cancelled():
            raise Cancelled("The comparison of readings was stopped.")
        seen = review_view(reader, document_id)
        rows.append(review_row(seen))
        patterns.update(conflict.pattern for conflict in seen.conflicts)
    return ReviewOverview(tuple(rows), patterns)


def review_row(seen: ReviewView) -> ReviewRow:
    """Return the row of the list that a view stands for."""
    return ReviewRow(
        document_id=seen.document.id,
        name=seen.document.name,
        authors=tuple(reading.set.author for reading in seen.readings),
        conflicts=len(seen.conflicts),
        open=len(seen.conflicts) - len(seen.settled),
        agreed=len(seen.agreed),
        gold_done=seen.gold is not None and seen.gold.set.status is SetStatus.DONE,
    )


def review_view(reader: Reader, document_id: DocumentId) -> ReviewView:
    """Return the readings of a document with what they agree and differ on."""
    readings = done_readings(reader, document_id)
    gold = next(iter(reader.readings(document_id, [GOLD])), None)
    compared = compare({reading.set.author: reading.spans for reading in readings})
    gold_spans = gold.spans if gold else ()
    return ReviewView(
        document=reader.document(document_id),
        scheme=reader.scheme,
        readings=readings,
        gold=gold,
        agreed=compared.agreed,
        conflicts=compared.conflicts,
        settled=frozenset(item.index for item in compared.conflicts if is_settled(item, gold_spans)),
    )


def accept_agreed(project: Project, reviewer: str, document_id: DocumentId) -> Changes:
    """Make gold of everything that all readers of a document agree on."""

    def work(desk: GoldDesk) -> None:
        desk.take_agreed()

    return _step(project, reviewer, document_id, "accept agreed", work, title="Accept what all agree on")


def choose(
    project: Project, reviewer: str, document_id: DocumentId, conflict: Conflict, author: str | None
) -> Changes:
    """Settle a conflict with one author's reading; with None nobody's spans become gold."""

    def work(desk: GoldDesk) -> None:
        readings = dict(conflict.readings)
        if author is not None and author not in readings:
            raise RuleError(
                f"“{author}” has no reading of this conflict; choose one of {', '.join(readings)}."
            )
        desk.settle(conflict, readings[author] if author is not None else ())

    return _step(
        project,
        reviewer,
        document_id,
        "choose reading",
        work,
        title=f"Choose the reading of {author}" if author else "Choose neither reading",
    )


def edit(
    project: Project,
    reviewer: str,
    document_id: DocumentId,
    conflict: Conflict,
    spans: Sequence[tuple[int, int, str]],
) -> Changes:
    """Settle a conflict with spans of the reviewer's own: ``(start, end, label)`` each."""

    def work(desk: GoldDesk) -> None:
        desk.settle_with(conflict, spans)

    return _step(project, reviewer, document_id, "edit reading", work, title="Settle with an edited reading")


def reopen(project: Project, reviewer: str, document_id: DocumentId, conflict: Conflict) -> Changes:
    """Take back what was settled about a conflict; a finished gold reading is in progress again."""

    def work(desk: GoldDesk) -> None:
        desk.clear(conflict)
        if desk.status is SetStatus.DONE:
            desk.tx.change_set(desk.gold_set_id, status=SetStatus.IN_PROGRESS)

    return _step(project, reviewer, document_id, "reopen conflict", work, title="Reopen a conflict")


def finish(project: Project, reviewer: str, document_id: DocumentId) -> Changes:
    """Mark the gold reading done; raises RuleError while a conflict is open."""

    def work(desk: GoldDesk) -> None:
        left = desk.open_conflicts()
        if left:
            raise RuleError(f"{len(left)} conflicts of this document are still open; settle them first.")
        desk.take_agreed()
        desk.tx.change_set(desk.gold_set_id, status=SetStatus.DONE)

    return _step(
        project, reviewer, document_id, "finish review", work, title="Finish the review of a document"
    )


def adjudicate(project: Project, policy: str = "agreed", reviewer: str = "") -> AdjudicationReport:
    """Settle what needs no reviewer in all documents that two or more people have done.

    ``agreed`` takes what all share; ``majority`` also settles conflicts where more than half of three or more
    readers say the same. Documents without open conflicts are marked done. One step a document, undone together.
    """
    if policy not in POLICIES:
        raise RuleError(f"There is no policy “{policy}”; choose one of {', '.join(POLICIES)}.")
    report = AdjudicationReport()
    group = new_id()
    for document_id in project.read.done_by_many(2):

        def work(desk: GoldDesk) -> None:
            _settle_all(desk, policy, report)

        changes = _step(
            project,
            reviewer,
            document_id,
            f"adjudicate {policy}",
            work,
            title=f"Adjudicate ({policy})",
            group=group,
        )
        report.documents += 1
        if changes.step:
            report.changes.append(changes)
    return report


def _settle_all(desk: GoldDesk, policy: str, report: AdjudicationReport) -> None:
    report.agreed += desk.take_agreed()
    for conflict in desk.open_conflicts():
        winner = majority(conflict) if policy == "majority" else None
        if winner is None:
            report.left += 1
            continue
        desk.settle(conflict, winner)
        report.by_majority += 1
    if not desk.open_conflicts() and desk.status is not SetStatus.DONE:
        desk.tx.change_set(desk.gold_set_id, status=SetStatus.DONE)
        report.finished += 1


def _step(
    project: Project,
    reviewer: str,
    document_id: DocumentId,
    operation: str,
    work: Callable[[GoldDesk], None],
    *,
    title: str,
    group: str = "",
) -> Changes:
    def inside(tx: Transaction) -> None:
        desk = GoldDesk(tx, document_id, reviewer)
        work(desk)
        if desk.spans and desk.status is SetStatus.NEW:
            made = tx.set_of(document_id, GOLD)
            if made is not None and made.status is SetStatus.NEW:
                tx.change_set(made.id, status=SetStatus.IN_PROGRESS)

    who = reviewer or GOLD
    _, changes = step_in_set(
        project, operation, inside, document_id=document_id, author=GOLD, title=title, by=who, group=group
    )
    return changes


def readings_by_author(view: ReviewView) -> Mapping[str, Reading]:
    """Return the readings of a view under their authors' names."""
    return {reading.set.author: reading for reading in view.readings}
