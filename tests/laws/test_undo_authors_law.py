"""Every author takes back their own steps, in any order among each other, alone and in batches.

The law: whatever is undone or refused, the project stays sound (rules, marks, journal); and an undo followed by a
redo of the same author changes nothing.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotator.domain.annotation import Span, SpanStatus
from annotator.domain.ids import new_id
from annotator.domain.scheme import Label, Layer, Scheme
from annotator.domain.text import Document
from annotator.errors import AnnotatorError
from annotator.storage import Project
from annotator.storage.check import check
from tests.laws.test_undo_law import content

LABELS = ("ORG", "PERSON", "GPE")
AUTHORS = st.sampled_from(["kim", "lee", ""])
BATCHES = st.sampled_from(["", "", "", "one", "two"])
PICK = st.integers(0, 1_000_000)


def scheme(labels):
    """Return a flat scheme with some of the labels."""
    return Scheme("law", (Layer("entities", tuple(Label(name) for name in labels)),))


class AuthorsMachine(RuleBasedStateMachine):
    """Several authors work on one set, which no program should do and every file must survive."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "law.annotator"
        self.project = Project.create(self.path, scheme=scheme(LABELS))
        document = Document(new_id(), "law", "abcdefghijklmnop")

        def work(transaction):
            transaction.add_documents([document])
            return transaction.ensure_set(document.id, "kim").id

        self.set_id, _ = self.project.transact("import", work, undoable=False)

    def teardown(self):
        if hasattr(self, "project"):
            self.project.close()
            self.folder.cleanup()

    def do(self, work, author, batch, undoable=True):
        with suppress(AnnotatorError):
            self.project.transact("law", work, author=author, group=batch, undoable=undoable)

    def _one(self, pick):
        spans = self.project.read.spans(self.set_id)
        return spans[pick % len(spans)].id if spans else "none"

    @rule(start=st.integers(0, 10), label=st.sampled_from(LABELS), author=AUTHORS, batch=BATCHES)
    def add(self, start, label, author, batch):
        span = Span(new_id(), self.set_id, start, start + 3, label, "entities")
        self.do(lambda transaction: transaction.add_spans([span]), author, batch)

    @rule(pick=PICK, start=st.integers(0, 10), label=st.sampled_from(LABELS), author=AUTHORS, batch=BATCHES)
    def change(self, pick, start, label, author, batch):
        identity = self._one(pick)
        fields = {"start": start, "end": start + 2, "label": label}
        self.do(lambda transaction: transaction.change_span(identity, **fields), author, batch)

    @rule(pick=PICK, author=AUTHORS, batch=BATCHES)
    def reject(self, pick, author, batch):
        identity = self._one(pick)
        self.do(
            lambda transaction: transaction.change_span(identity, status=SpanStatus.REJECTED), author, batch
        )

    @rule(pick=PICK, author=AUTHORS, batch=BATCHES)
    def remove(self, pick, author, batch):
        identity = self._one(pick)
        self.do(lambda transaction: transaction.remove_spans([identity]), author, batch)

    @rule(seconds=st.floats(0, 100), author=AUTHORS, undoable=st.booleans())
    def spend(self, seconds, author, undoable):
        self.do(
            lambda transaction: transaction.change_set(self.set_id, seconds=seconds), author, "", undoable
        )

    @rule(count=st.integers(1, 3), author=AUTHORS)
    def put_scheme(self, count, author):
        self.do(lambda transaction: transaction.put_scheme(scheme(LABELS[:count])), author, "")

    @rule(author=AUTHORS, times=st.integers(1, 3))
    def undo(self, author, times):
        for _ in range(times):
            with suppress(AnnotatorError):
                self.project.undo(author=author)

    @rule(author=AUTHORS)
    def redo(self, author):
        with suppress(AnnotatorError):
            self.project.redo(author=author)

    @rule(author=st.sampled_from(["kim", "lee"]))
    def undo_and_redo(self, author):
        before = content(self.path)
        newest = self.project.undoable(author=author)
        try:
            undone = self.project.undo(author=author).step
        except AnnotatorError:
            assert content(self.path) == before
            return
        if undone and self.project.redoable(author=author).seq == newest.seq:
            self.project.redo(author=author)
            assert content(self.path) == before

    @invariant()
    def the_project_is_sound(self):
        if hasattr(self, "project"):
            assert check(self.path).findings == ()


TestAuthorsUndo = AuthorsMachine.TestCase
TestAuthorsUndo.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
