"""What labelling costs: an author who knows the gold works through the suggestions, and every action is counted.

The rules are the program's own: suggestions come from ``open_suggestions``, accepting, refusing, relabelling,
moving and adding do what the verbs of ``operations.annotating`` do to a set, and a new span takes the place of
what it overlaps in a flat layer. The author first accepts all above a threshold where that pays, mends what was
wrong, and then goes through the text from left to right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.annotation import Origin, OriginKind, Span, SpanStatus, clashing
from annotator.domain.ids import SetId, SpanId
from annotator.domain.memory import Memory, Tally, decisions_of, remembers, tally
from annotator.domain.recalling import open_suggestions
from annotator.domain.scheme import Scheme
from annotator.domain.text import Document

COSTS = {"accept": 1, "reject": 1, "relabel": 1, "move": 1, "new": 2, "accept all above": 1}
# Pressing “accept all above” for fewer than this saves nothing.
WORTH_IT = 2

Key = tuple[str, int, int, str]


@dataclass(slots=True)
class Effort:
    """The actions that one document took, by kind, and how many gold spans it has."""

    name: str
    gold: int = 0
    actions: Counter[str] = field(default_factory=Counter)

    @property
    def cost(self) -> int:
        """The actions, weighed: a new span is two (select it, name it), everything else one."""
        return sum(COSTS[kind] * number for kind, number in self.actions.items())

    @property
    def per_span(self) -> float:
        """Actions per gold span; 0 for a document without any."""
        return self.cost / self.gold if self.gold else 0.0


def total(efforts: Iterable[Effort]) -> float:
    """Return the actions per gold span over several documents."""
    efforts = list(efforts)
    gold = sum(effort.gold for effort in efforts)
    return sum(effort.cost for effort in efforts) / gold if gold else 0.0


def by_hand(document: Document, gold: Iterable[Key]) -> Effort:
    """Return what a document costs without any suggestion."""
    keys = set(gold)
    return Effort(document.name, len(keys), Counter({"new": len(keys)}))


def replay(
    document: Document,
    gold: Iterable[Key],
    proposed: Sequence[Span],
    scheme: Scheme,
    *,
    memory: Memory | None = None,
    threshold: float = 0.95,
) -> Effort:
    """Return what a document costs with suggestions; a memory is asked, and taught by every decision."""
    author = _Author(document, set(gold), proposed, scheme, memory, threshold)
    author.work()
    return author.effort


class _Author:
    """The simulated author at one document."""

    def __init__(
        self,
        document: Document,
        gold: set[Key],
        proposed: Sequence[Span],
        scheme: Scheme,
        memory: Memory | None,
        threshold: float,
    ) -> None:
        self.effort = Effort(document.name, len(gold))
        self._document, self._gold, self._proposed, self._scheme = document, gold, proposed, scheme
        self._memory, self._threshold = memory, threshold
        self._flat = {layer.name: layer.flat for layer in scheme.layers}
        self._taught: Tally = {}
        self._remembered = {layer.name for layer in scheme.layers if remembers(layer)}
        self._own: list[Span] = []
        self._number = 0

    def work(self) -> None:
        """Go on until the set is the gold."""
        while True:
            still = self._open()
            above = [span for span in still if span.score is not None and span.score >= self._threshold]
            if len(above) >= WORTH_IT:
                self._count("accept all above")
                self._take(above)
                self._mend()
                continue
            missing = self._missing()
            waiting = [key for key in missing if not any(_cross(key, span.key) for span in still)]
            if still and not (waiting and waiting[0][1] < still[0].start):
                self._decide(still[0])
            elif waiting:
                self._new(waiting[0])
            else:
                return

    def _open(self) -> list[Span]:
        memory = self._memory if self._memory is not None else Memory()
        return open_suggestions(self._document, self._proposed, self._own, self._scheme, memory)

    def _missing(self) -> list[Key]:
        done = {span.key for span in self._own if span.status is SpanStatus.CONFIRMED}
        return sorted(self._gold - done, key=lambda key: (key[1], key[0]))

    def _decide(self, span: Span) -> None:
        if span.key in self._gold:
            self._count("accept")
            self._take([span])
            return
        target = self._target(span)
        if target is None:
            self._count("reject")
            self._put(replace(span, status=SpanStatus.REJECTED, origin=_origin(span)))
        elif self._steps(span, target) > 1:
            # Marking anew costs two as well, and is what people do.
            self._new(target)
            if span.id in {other.id for other in self._open()}:
                self._count("reject")
                self._put(replace(span, status=SpanStatus.REJECTED, origin=_origin(span)))
        else:
            self._change(span, target, _origin(span))

    def _mend(self) -> None:
        """Put right what “accept all above” took wrongly."""
        wrong = [
            span for span in self._own if span.status is SpanStatus.CONFIRMED and span.key not in self._gold
        ]
        for span in wrong:
            target = self._target(span)
            if target is not None and self._steps(span, target) == 1:
                self._own.remove(span)
                self._change(span, target, span.origin)
            elif target is not None and self._flat[span.layer]:
                self._new(target)
            else:
                self._count("reject")
                self._own.remove(span)
                self._put(replace(span, status=SpanStatus.REJECTED))

    def _target(self, span: Span) -> Key | None:
        """Return the missing gold span that this one comes nearest to, or None when it touches none."""
        near = [key for key in self._missing() if _cross(key, span.key)]
        return min(near, key=lambda key: (self._steps(span, key), key), default=None)

    @staticmethod
    def _steps(span: Span, target: Key) -> int:
        return (span.start != target[1]) + (span.end != target[2]) + (span.label != target[3])

    def _change(self, span: Span, target: Key, origin: Origin) -> None:
        kind = "relabel" if span.label != target[3] else "move"
        self._count(kind)
        _, start, end, label = target
        self._put(
            replace(span, start=start, end=end, label=label, status=SpanStatus.CONFIRMED, origin=origin)
        )

    def _take(self, spans: Iterable[Span]) -> None:
        for span in sorted(spans, key=lambda item: (-(item.score or 0.0), item.start)):
            if not (self._flat[span.layer] and clashing(span, self._own)):
                self._put(replace(span, status=SpanStatus.CONFIRMED, origin=_origin(span)), teach=False)
        self._teach()

    def _new(self, key: Key) -> None:
        self._count("new")
        layer, start, end, label = key
        self._put(Span(SpanId(""), SetId(""), start, end, label, layer))

    def _put(self, span: Span, *, teach: bool = True) -> None:
        self._number += 1
        span = replace(span, id=SpanId(f"own-{self._number}"))
        if span.status is SpanStatus.CONFIRMED and self._flat[span.layer]:
            gone = {other.id: other for other in clashing(span, self._own)}
            self._own = [
                replace(other, status=SpanStatus.REJECTED) if other.id in gone else other
                for other in self._own
                if other.id not in gone or other.origin.kind is OriginKind.ACCEPTED
            ]
        self._own.append(span)
        if teach:
            self._teach()

    def _teach(self) -> None:
        if self._memory is None:
            return
        own = [span for span in self._own if span.layer in self._remembered]
        counted = tally(self._document.text, decisions_of(own))
        self._memory.forget(self._taught)
        self._memory.learn(counted)
        self._taught = counted

    def _count(self, kind: str) -> None:
        self.effort.actions[kind] += 1


def _origin(span: Span) -> Origin:
    return Origin(OriginKind.ACCEPTED, span.origin.name, (span.id,))


def _cross(key: Key, other: Key) -> bool:
    return key[0] == other[0] and key[1] < other[2] and other[1] < key[2]
