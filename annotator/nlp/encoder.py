"""The pipeline's first component: a vector for each word from the encoder in ONNX Runtime."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import minibatch

from annotator.errors import PipelineError
from annotator.nlp.pieces import Chunk, WordPieces, forms

WIDTH = 384
CHUNKS = "encoder_chunks"
_MODEL, _VOCABULARY = "encoder.onnx", "tokenizer.json"


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
        """Set the tensors of documents."""
        for doc in docs:
            doc.tensor = np.zeros((len(doc), WIDTH), np.float32)
            chunks = list(self._chunks(doc))
            for tokens, chunk in chunks:
                doc.tensor[tokens] = self._vectors(chunk)
            doc.user_data[CHUNKS] = [(int(tokens[0]), int(tokens[-1]) + 1) for tokens, _ in chunks]

    def _chunks(self, doc: Doc) -> Iterator[tuple[np.ndarray, Chunk]]:
        """Yield the numbers of tokens that are encoded together, with what the encoder reads of them."""
        if self._pieces is None:
            raise PipelineError("The pipeline's encoder has no model; load the pipeline from its folder.")
        tokens = [token for token in doc if not token.is_space]
        numbers = np.array([token.i for token in tokens], np.int64)
        texts = [token.text for token in tokens]
        word_forms = forms(doc.text, [(token.idx, token.idx + len(token)) for token in tokens])
        bounds = [place for place, token in enumerate(tokens) if token.is_sent_start or place == 0]
        for first, last in pack(bounds, len(tokens), self.longest):
            yield numbers[first:last], self._pieces.chunk(texts[first:last], word_forms[first:last])

    def _vectors(self, chunk: Chunk) -> np.ndarray:
        """Return the mean vector of each word's pieces.

        Chunks go through the model one by one: the 8-bit model scales its inputs by the largest value among all
        that it is given, so a text's vectors would depend on its neighbours in a batch.
        """
        inputs = {
            "ids": chunk.ids[None],
            "forms": chunk.forms[None],
            "mask": np.ones((1, len(chunk.ids)), np.int64),
        }
        hidden = self._session.run(["hidden"], inputs)[0][0, :-1]
        sizes = np.diff(np.append(chunk.first, len(hidden)))
        return np.add.reduceat(hidden, chunk.first, axis=0) / sizes[:, None]

    def to_disk(self, path: Path, **_: Any) -> None:
        """Copy the model's files to a folder."""
        if self._folder is None:
            raise PipelineError(
                "The pipeline's encoder has no model to write; load the pipeline from its folder."
            )
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
