"""The pipeline's first component: sentence starts, and a vector for each word from the encoder in ONNX Runtime."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from annotator.domain.sentences import sentences
from annotator.errors import PipelineError
from annotator.nlp.pieces import Chunk, WordPieces, forms

WIDTH = 384
CHUNKS = "encoder_chunks"
_MODEL, _VOCABULARY = "encoder.onnx", "tokenizer.json"
_BATCH = 16


class Encoder:
    """Writes ``doc.tensor``: a vector for each token, zeros for blanks.

    Which tokens were read together is kept in ``doc.user_data`` as token numbers ``[first, end)``.

    The model is read from the pipeline's folder. ``longest`` is how many words the encoder sees at once, whole
    sentences where they fit; ``threads`` is for ONNX Runtime.
    """

    def __init__(self, longest: int = 128, threads: int = 1) -> None:
        self.longest = longest
        self.threads = threads
        self._folder: Path | None = None
        self._session: Any = None
        self._pieces: WordPieces | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Encode one document."""
        self.encode([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Encode documents in batches."""
        for docs in minibatch(stream, size=batch_size):
            self.encode(docs)
            yield from docs

    def encode(self, docs: list[Doc]) -> None:
        """Set sentence starts and tensors of documents."""
        jobs: list[tuple[np.ndarray, np.ndarray, Chunk]] = []
        for doc in docs:
            tensor = np.zeros((len(doc), WIDTH), np.float32)
            chunks = list(self._chunks(doc))
            jobs.extend((tensor, tokens, chunk) for tokens, chunk in chunks)
            doc.tensor = tensor
            doc.user_data[CHUNKS] = [(int(tokens[0]), int(tokens[-1]) + 1) for tokens, _ in chunks]
        jobs.sort(key=lambda job: len(job[2].ids))
        for start in range(0, len(jobs), _BATCH):
            self._run(jobs[start : start + _BATCH])

    def _chunks(self, doc: Doc) -> Iterator[tuple[np.ndarray, Chunk]]:
        """Yield the numbers of tokens that are encoded together, with what the encoder reads of them."""
        if self._pieces is None:
            raise PipelineError("The pipeline's encoder has no model; load the pipeline from its folder.")
        words = [(token.idx, token.idx + len(token), token.i) for token in doc if not token.is_space]
        numbers = np.array([number for *_, number in words], np.int64)
        starts = np.array([start for start, *_ in words], np.int64)
        word_forms = forms(doc.text, [(start, end) for start, end, _ in words])
        bounds = [int(np.searchsorted(starts, start)) for start, _ in sentences(doc.text)]
        firsts = {int(numbers[bound]) for bound in bounds if bound < len(numbers)}
        for token in doc:
            token.is_sent_start = token.i in firsts or token.i == 0
        for first, last in pack(bounds, len(words), self.longest):
            texts = [doc[int(number)].text for number in numbers[first:last]]
            yield numbers[first:last], self._pieces.chunk(texts, word_forms[first:last])

    def _run(self, jobs: list[tuple[np.ndarray, np.ndarray, Chunk]]) -> None:
        shape = (len(jobs), max(len(chunk.ids) for *_, chunk in jobs))
        ids, piece_forms, mask = (np.zeros(shape, np.int64) for _ in range(3))
        for row, (*_, chunk) in enumerate(jobs):
            size = len(chunk.ids)
            ids[row, :size], piece_forms[row, :size], mask[row, :size] = chunk.ids, chunk.forms, 1
        hidden = self._session.run(["hidden"], {"ids": ids, "forms": piece_forms, "mask": mask})[0]
        for row, (tensor, tokens, chunk) in enumerate(jobs):
            inner = hidden[row, : len(chunk.ids) - 1]
            sizes = np.diff(np.append(chunk.first, len(chunk.ids) - 1))
            tensor[tokens] = np.add.reduceat(inner, chunk.first, axis=0) / sizes[:, None]

    def to_disk(self, path: Path, **_: Any) -> None:
        """Copy the model's files to a folder."""
        if self._folder is None:
            raise PipelineError("The pipeline's encoder has no model to write; load the pipeline from its folder.")
        path = Path(path)
        path.mkdir(parents=True, exist_ok=True)
        for name in (_MODEL, _VOCABULARY):
            if path.resolve() != self._folder.resolve():
                shutil.copyfile(self._folder / name, path / name)

    def from_disk(self, path: Path, **_: Any) -> Encoder:
        """Read the model's files; raises PipelineError with one sentence when that cannot be done."""
        path = Path(path)
        try:
            import onnxruntime
        except ImportError as error:
            raise PipelineError(
                "The pipeline needs ONNX Runtime, which is not installed here; install the package “onnxruntime” "
                "or choose a pipeline without an encoder."
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._pieces = WordPieces(path / _VOCABULARY)
            self._session = onnxruntime.InferenceSession(
                str(path / _MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise PipelineError(
                f"The encoder of the pipeline in {path} cannot be read ({error}); install the pipeline again."
            ) from error
        self._folder = path
        return self


def pack(bounds: list[int], size: int, longest: int) -> Iterator[tuple[int, int]]:
    """Yield runs ``(first word, end word)`` of whole sentences, at most ``longest`` words unless one is longer.

    ``bounds`` are the first words of sentences. A sentence over twice that length is cut inside.
    """
    start = 0
    bounds = bounds or [0]
    ends = [*bounds[1:], size]
    for first, end in zip(bounds, ends, strict=True):
        if first > start and end - start > longest:
            yield start, first
            start = first
        if end - start > 2 * longest:
            while end - start > longest:
                yield start, start + longest
                start += longest
    if start < size:
        yield start, size


@Language.factory("annotator_encoder", default_config={"longest": 128, "threads": 1}, assigns=["doc.tensor"])
def make_encoder(nlp: Language, name: str, longest: int, threads: int) -> Encoder:
    """Return the component; its model comes from the pipeline's folder."""
    return Encoder(longest, threads)

