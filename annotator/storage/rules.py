"""What every step has to keep: spans in their text and scheme, flat layers flat, relations inside their set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, or_, select

from annotator.domain.annotation import Relation, Span, SpanStatus, check_span
from annotator.domain.scheme import RelationType, Scheme, check_scheme
from annotator.domain.text import Document
from annotator.errors import RuleError
from annotator.storage.connection import among
from annotator.storage.rows import to_relation
from annotator.storage.tables import RELATIONS, SPANS


def check_document(document: Document) -> None:
    """Raise RuleError unless the text can be stored and its boilerplate lies inside it."""
    try:
        document.text.encode()
    except UnicodeEncodeError as error:
        raise RuleError(
            f"The text of “{document.name}” holds half a surrogate pair at {error.start} that no file can store; "
            "repair it before importing."
        ) from error
    for region in document.regions:
        if not 0 <= region.start < region.end <= len(document.text):
            raise RuleError(
                f"The boilerplate {region.start}–{region.end} does not lie in the text of “{document.name}” "
                f"({len(document.text)} characters)."
            )


class SpanRule:
    """Checks spans against one scheme; keeps what it knows about labels, because an import has a million spans."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._known = {(layer.name, label.name) for layer, label in scheme.labels()}

    def check(self, span: Span, length: int) -> None:
        """Raise RuleError unless the span lies in a text of ``length`` code points and fits the scheme."""
        inside = 0 <= span.start < span.end <= length
        if not inside or (span.layer, span.label) not in self._known or not _is_score(span.score):
            check_span(span, length=length, scheme=self._scheme)


def _is_score(score: float | None) -> bool:
    return score is None or 0.0 <= score <= 1.0


def check_flat(connection: Connection, scheme: Scheme, set_ids: Iterable[str] | None) -> None:
    """Raise RuleError when confirmed spans of a flat layer overlap in one of the sets (None: in any set)."""
    flat = [layer.name for layer in scheme.layers if layer.flat]
    columns = (SPANS.c.set_id, SPANS.c.layer, SPANS.c.start, SPANS.c.end, SPANS.c.label)
    wanted = select(*columns).where(SPANS.c.status == SpanStatus.CONFIRMED.value, among(SPANS.c.layer, flat))
    if set_ids is not None:
        wanted = wanted.where(among(SPANS.c.set_id, set_ids))
    last: Sequence[object] | None = None
    for row in connection.execute(wanted.order_by(*columns[:3])):
        if last is not None and row[:2] == last[:2] and row.start < last[3]:
            raise RuleError(
                f"The layer “{row.layer}” is flat, and the span {row.start}–{row.end} ({row.label}) overlaps "
                f"{last[2]}–{last[3]} ({last[4]}); remove or shrink one of them."
            )
        last = row


def check_relations(connection: Connection, scheme: Scheme, relations: Sequence[Relation]) -> None:
    """Raise RuleError unless each relation links two spans of its set that its type may link."""
    types = {kind.name: kind for kind in scheme.relations}
    ends = {end for relation in relations for end in (relation.source, relation.target)}
    found = connection.execute(
        select(SPANS.c.id, SPANS.c.set_id, SPANS.c.label).where(among(SPANS.c.id, ends))
    )
    spans = {row.id: (row.set_id, row.label) for row in found}
    for relation in relations:
        kind = types.get(relation.label)
        if kind is None:
            raise RuleError(
                f"The scheme “{scheme.name}” has no relation “{relation.label}”; add it to the scheme or map it."
            )
        if relation.source == relation.target:
            raise RuleError(f"The relation “{relation.label}” links a span with itself; choose two spans.")
        _check_end(spans.get(relation.source), relation, kind, "start", kind.sources)
        _check_end(spans.get(relation.target), relation, kind, "end", kind.targets)
        if not _is_score(relation.score):
            raise RuleError(f"The score {relation.score} of a relation “{kind.name}” is not between 0 and 1.")


def _check_end(
    end: tuple[str, str] | None, relation: Relation, kind: RelationType, side: str, allowed: Sequence[str]
) -> None:
    if end is None or end[0] != relation.set_id:
        raise RuleError(
            f"The relation “{kind.name}” needs two spans of one set, and its {side} is not in that set."
        )
    if allowed and end[1] not in allowed:
        raise RuleError(
            f"The relation “{kind.name}” may not {side} at a span labelled {end[1]}; "
            f"the scheme allows {', '.join(allowed)}."
        )


def attached(connection: Connection, span_ids: Iterable[str]) -> list[Sequence[object]]:
    """Return the rows of the relations that start or end at one of the spans."""
    ids = list(span_ids)
    either = or_(among(RELATIONS.c.source, ids), among(RELATIONS.c.target, ids))
    return list(connection.execute(select(RELATIONS).where(either)).all())


def check_sets(connection: Connection, scheme: Scheme, set_ids: Iterable[str]) -> None:
    """Raise RuleError unless all that some sets hold fits the scheme and each other."""
    ids = list(set_ids)
    used = select(SPANS.c.layer, SPANS.c.label).distinct().where(among(SPANS.c.set_id, ids))
    for layer, label in connection.execute(used):
        if scheme.layer(layer).label(label) is None:
            raise RuleError(
                f"The layer “{layer}” has no label “{label}” any more; add it to the scheme again before this."
            )
    check_flat(connection, scheme, ids)
    linked = connection.execute(select(RELATIONS).where(among(RELATIONS.c.set_id, ids)))
    check_relations(connection, scheme, [to_relation(row) for row in linked])


def check_new_scheme(connection: Connection, new: Scheme, old: Scheme) -> None:
    """Raise RuleError when the scheme is bad in itself or what is in the project would no longer fit it."""
    check_scheme(new)
    known = {(layer.name, label.name) for layer, label in new.labels()}
    used = connection.execute(select(SPANS.c.layer, SPANS.c.label).distinct())
    lost = sorted((layer, label) for layer, label in used if (layer, label) not in known)
    if lost:
        layer, label = lost[0]
        raise RuleError(
            f"The label “{label}” of layer “{layer}” is used in this project and missing in the new scheme; "
            "relabel or remove those spans first."
        )
    was_flat = {layer.name for layer in old.layers if layer.flat}
    if any(layer.flat and layer.name not in was_flat for layer in new.layers):
        check_flat(connection, new, None)
    types = {kind.name for kind in new.relations}
    for (label,) in connection.execute(select(RELATIONS.c.label).distinct()):
        if label not in types:
            raise RuleError(f"The relation “{label}” is used in this project and missing in the new scheme.")
