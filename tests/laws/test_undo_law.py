"""Undo and redo, as a machine that does, undoes, redoes and reopens in any order.

The law: after n undos the content equals what it was n steps ago, after redo what it was before, also in a
project that was closed and opened in between; and the integrity check never finds anything.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from annotator.domain.annotation import Origin, OriginKind, Relation, SetStatus, Span, SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.scheme import Label, Layer, RelationType, Scheme
from annotator.domain.text import Document
from annotator.errors import RuleError
from annotator.storage import Project
from annotator.storage.check import check
from annotator.storage.tables import CONTENT, KEYS

TEXT = "Ann works at Acme, e\u0301 \U0001f469\u200d\U0001f52c."
LAYERS = (Layer("entities", (Label("ORG"), Label("PERSON"))), Layer("claims", (Label("CLAIM"),), flat=False))
SCHEME = Scheme("law", LAYERS, (RelationType("ATTRIBUTED_TO", ("CLAIM",)),))
AUTHORS = st.sampled_from(["kim", "lee", "gold", "pipeline:law@1"])
LABELS = st.sampled_from([("entities", "ORG"), ("entities", "PERSON"), ("claims", "CLAIM")])
PICK = st.integers(0, 1_000_000)


def content(path):
    """Return every row of every content table, read past everything that is tested here."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table.name: connection.execute(
                f"SELECT * FROM {table.name} ORDER BY {KEYS[table.name]}"
            ).fetchall()
            for table in CONTENT
        }


class UndoMachine(RuleBasedStateMachine):
    """Does anything, and remembers what the content was after each step."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "law.annotator"
        self.project = Project.create(self.path, scheme=SCHEME)
        self.states = [content(self.path)]
        self.place = 0

    def teardown(self):
        if hasattr(self, "project"):
            self.project.close()
            findings = check(self.path).findings
            self.folder.cleanup()
            assert findings == ()

    def do(self, work):
        """Do a step; a rule of the domain may refuse it, and then nothing may have happened."""
        try:
            _, changes = self.project.transact("law", work)
        except RuleError:
            return
        if changes.step:
            self.states = [*self.states[: self.place + 1], content(self.path)]
            self.place += 1

    def _ids(self, table):
        return [row[0] for row in self.states[self.place][table]]

    def _one(self, table, pick):
        ids = self._ids(table)
        return ids[pick % len(ids)]

    def _has(self, table):
        return bool(self.states[self.place][table])

    @rule(names=st.lists(st.text("ab", max_size=2), min_size=1, max_size=3), author=AUTHORS)
    def import_documents(self, names, author):
        documents = [
            Document(new_id(), name, TEXT + name, meta={"n": name} if name else {}) for name in names
        ]

        def work(transaction):
            transaction.add_documents(documents)
            transaction.ensure_sets([document.id for document in documents[:2]], author)

        self.do(work)

    @precondition(lambda self: self._has("documents"))
    @rule(pick=PICK)
    def remove_document(self, pick):
        self.do(lambda transaction: transaction.remove_documents([self._one("documents", pick)]))

    @precondition(lambda self: self._has("documents"))
    @rule(pick=PICK, author=AUTHORS, status=st.sampled_from(SetStatus), seconds=st.floats(0, 1e6))
    def work_on_set(self, pick, author, status, seconds):
        def work(transaction):
            annotation = transaction.ensure_set(self._one("documents", pick), author)
            transaction.change_set(annotation.id, status=status, seconds=seconds)

        self.do(work)

    @precondition(lambda self: self._has("sets"))
    @rule(
        pick=PICK,
        places=st.lists(
            st.tuples(st.integers(0, 20), st.integers(1, 8), LABELS, st.sampled_from(SpanStatus)),
            min_size=1,
            max_size=6,
        ),
        score=st.none() | st.floats(0, 1),
    )
    def add_spans(self, pick, places, score):
        set_id = self._one("sets", pick)
        spans = [
            Span(
                new_id(),
                set_id,
                start,
                start + length,
                label,
                layer,
                status,
                Origin(OriginKind.MEMORY, "m"),
                score,
            )
            for start, length, (layer, label), status in places
        ]
        self.do(lambda transaction: transaction.add_spans(spans))

    @precondition(lambda self: self._has("spans"))
    @rule(
        pick=PICK,
        start=st.integers(0, 10),
        end=st.integers(8, 24),
        label=LABELS,
        comment=st.text("x\u2028\0'\"", max_size=3),
    )
    def change_span(self, pick, start, end, label, comment):
        identity = self._one("spans", pick)
        self.do(
            lambda transaction: transaction.change_span(
                identity,
                start=start,
                end=end,
                layer=label[0],
                label=label[1],
                comment=comment,
                attributes={"c": comment},
            )
        )

    @precondition(lambda self: self._has("spans"))
    @rule(pick=PICK)
    def change_one_row_often(self, pick):
        identity = self._one("spans", pick)

        def work(transaction):
            for number in range(3):
                transaction.change_span(identity, comment=str(number))
            transaction.remove_spans([identity])

        self.do(work)

    @precondition(lambda self: self._has("spans"))
    @rule(pick=PICK, count=st.integers(1, 4))
    def remove_spans(self, pick, count):
        ids = self._ids("spans")
        self.do(lambda transaction: transaction.remove_spans(ids[pick % len(ids) :][:count]))

    @precondition(lambda self: len(self.states[self.place]["spans"]) > 1)
    @rule(first=PICK, second=PICK)
    def relate(self, first, second):
        spans = self.states[self.place]["spans"]
        start = spans[first % len(spans)]
        others = [span for span in spans if span[1] == start[1] and span[0] != start[0]]
        if others:
            end = others[second % len(others)]
            link = Relation(new_id(), start[1], start[0], end[0], "ATTRIBUTED_TO")
            self.do(lambda transaction: transaction.add_relations([link]))

    @precondition(lambda self: self._has("relations"))
    @rule(pick=PICK)
    def remove_relation(self, pick):
        self.do(lambda transaction: transaction.remove_relations([self._one("relations", pick)]))

    @precondition(lambda self: self._has("sets"))
    @rule(pick=PICK)
    def clear_set(self, pick):
        self.do(lambda transaction: transaction.clear_set(self._one("sets", pick)))

    @rule(
        key=st.sampled_from("ab"),
        value=st.none()
        | st.booleans()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.lists(st.text(max_size=2)),
    )
    def put_setting(self, key, value):
        self.do(lambda transaction: transaction.put_setting(key, value))

    @rule(name=st.sampled_from(["CLAIM", "OPINION", "PREDICTION"]))
    def put_scheme(self, name):
        scheme = replace(
            SCHEME,
            layers=(LAYERS[0], Layer("claims", tuple(Label(one) for one in {"CLAIM", name}), flat=False)),
        )
        self.do(lambda transaction: transaction.put_scheme(scheme))

    @rule()
    def fail(self):
        def work(transaction):
            transaction.put_setting("a", "never")
            raise RuleError("refused")

        self.do(work)

    @rule(times=st.integers(1, 4))
    def undo(self, times):
        for _ in range(times):
            if self.project.undo().step:
                self.place -= 1
            else:
                assert self.place == 0

    @rule(times=st.integers(1, 4))
    def redo(self, times):
        for _ in range(times):
            if self.project.redo().step:
                self.place += 1
            else:
                assert self.place == len(self.states) - 1

    @rule()
    def reopen(self):
        self.project.close()
        self.project = Project.open(self.path)

    @invariant()
    def the_content_is_what_it_was_at_this_place(self):
        if hasattr(self, "project"):
            assert content(self.path) == self.states[self.place]
            assert (self.project.undoable() is None) == (self.place == 0)
            assert (self.project.redoable() is None) == (self.place == len(self.states) - 1)


TestUndo = UndoMachine.TestCase
TestUndo.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
