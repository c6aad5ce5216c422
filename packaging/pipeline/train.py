"""Training of the encoder in torch."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

import numpy as np
import torch
from corpus import CLAIMS, TAGS, UNKNOWN, Entity, Piece, Text, cut, spans_of
from network import Batch, Network
from noise import Noise
from torch import nn

from annotator.nlp.pieces import WordPieces

CLAIM_WEIGHTS = torch.tensor([1.5, 0.7, 1.5, 2.0])


@dataclass(frozen=True)
class Plan:
    """How one training runs. Rates fall linearly to zero after a short warm-up."""

    epochs: float = 6
    seed: int = 0
    rate: float = 1e-4
    head_rate: float = 1e-3
    noisy: float = 0.4
    longest: int = 128
    words: int = 700  # in one step
    claim_share: float = 0.3
    soft_share: float = 1.0
    smooth: float = 0.0


def fit(
    network: Network,
    texts: list[Text],
    plan: Plan,
    cutter: WordPieces,
    after: Callable[[int], None] = lambda _: None,
) -> None:
    """Train the network on texts; each epoch cuts and disturbs them anew."""
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    noise = Noise(texts)
    heads = [*network.tags.parameters(), *network.claims.parameters(), *network.forms.parameters()]
    body = [p for p in network.bert.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": plan.rate}, {"params": heads, "lr": plan.head_rate}], weight_decay=0.01
    )
    size = sum(len(text.words) for text in texts)
    total = int(plan.epochs * size)
    rates = [group["lr"] for group in optimizer.param_groups]
    done, epoch, started = 0, 0, time.time()
    while done < total:
        losses = []
        for pieces in _batches(texts, plan, noise, rng):
            if done >= total:
                break
            progress = done / total
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * min(progress / 0.05 + 0.02, 1.0, (1 - progress) / 0.95)
            losses.append(_step(network, Batch(pieces, cutter), optimizer, plan))
            done += sum(piece.end - piece.first for piece in pieces)
        epoch += 1
        print(
            f"epoch {epoch} loss {np.mean(losses):.4f} words {done} seconds {time.time() - started:.0f}",
            flush=True,
        )
        after(epoch)


def _batches(texts: list[Text], plan: Plan, noise: Noise, rng: random.Random) -> list[list[Piece]]:
    pieces: list[Piece] = []
    for text in texts:
        seen = text
        if text.claim_probs is None and rng.random() < plan.noisy:
            seen = noise.copy(text, rng)
        if len(text.sents) == 1 and seen.forms and rng.random() < 0.5:
            # A sentence alone need not be the first of a paragraph.
            seen = copy(seen)
            seen.forms = [seen.forms[0] & 15, *seen.forms[1:]]
        pieces.extend(cut(seen, plan.longest, rng))
    pieces.sort(key=lambda piece: piece.end - piece.first + rng.random() * 8)
    batches: list[list[Piece]] = [[]]
    room = plan.words
    for piece in pieces:
        if batches[-1] and room < piece.end - piece.first:
            batches.append([])
            room = plan.words
        batches[-1].append(piece)
        room -= piece.end - piece.first
    rng.shuffle(batches)
    return batches


def _step(network: Network, batch: Batch, optimizer: torch.optim.Optimizer, plan: Plan) -> float:
    network.train()
    with torch.autocast("cpu", torch.bfloat16):
        tags, claims = network(batch)
    tags, claims = tags.float(), claims.float()
    loss = nn.functional.cross_entropy(
        tags, batch.tags, ignore_index=UNKNOWN, reduction="sum", label_smoothing=plan.smooth
    )
    claim_loss = nn.functional.cross_entropy(
        claims, batch.claims, ignore_index=UNKNOWN, reduction="sum", weight=CLAIM_WEIGHTS
    )
    if batch.tag_probs is not None:
        loss = loss + plan.soft_share * -(batch.tag_probs * tags.log_softmax(1)).sum()
    if batch.claim_probs is not None:
        claim_loss = claim_loss - (batch.claim_probs * claims.log_softmax(1)).sum()
    loss = loss / batch.words + plan.claim_share * claim_loss / max(batch.sents, 1)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
    optimizer.step()
    return loss.item()


@torch.no_grad()
def predict(
    network: Network, texts: list[Text], cutter: WordPieces, longest: int = 128
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return for each text the log-probabilities of its words' tags and of its sentences' claims."""
    network.eval()
    out = [
        (
            np.zeros((len(text.words), len(TAGS)), np.float32),
            np.zeros((len(text.sents), len(CLAIMS)), np.float32),
        )
        for text in texts
    ]
    for tags, _ in out:
        tags[:, 1:] = -20.0
    work = [(number, piece) for number, text in enumerate(texts) for piece in cut(text, longest)]
    work.sort(key=lambda item: item[1].end - item[1].first)
    for begin in range(0, len(work), 16):
        part = work[begin : begin + 16]
        batch = Batch([piece for _, piece in part], cutter)
        with torch.autocast("cpu", torch.bfloat16):
            tags, claims = network(batch)
        tags, claims = tags.float().log_softmax(1).numpy(), claims.float().log_softmax(1).numpy()
        word, sent = 0, 0
        for number, piece in part:
            out[number][0][piece.first : piece.end] = tags[word : word + piece.end - piece.first]
            out[number][1][piece.sent_numbers] = claims[sent : sent + len(piece.sents)]
            word += piece.end - piece.first
            sent += len(piece.sents)
    return out


_ALLOWED = np.array([[not (b[0] == "I" and (a == "O" or a[2:] != b[2:])) for b in TAGS] for a in TAGS])
_MOVES = np.where(_ALLOWED, 0.0, -1e9).astype(np.float32)


def viterbi(logs: np.ndarray) -> list[int]:
    """Return the best sequence of BIO tags under which every I- follows its own kind."""
    if not len(logs):
        return []
    score = logs[0] + np.array([-1e9 if tag[0] == "I" else 0.0 for tag in TAGS])
    back = np.zeros(logs.shape, np.int64)
    for index in range(1, len(logs)):
        options = score[:, None] + _MOVES
        back[index] = options.argmax(0)
        score = options.max(0) + logs[index]
    path = [int(score.argmax())]
    for index in range(len(logs) - 1, 0, -1):
        path.append(int(back[index][path[-1]]))
    return path[::-1]


def decode(text: Text, tag_logs: np.ndarray, claim_logs: np.ndarray) -> tuple[list[Entity], list[Entity]]:
    """Return entities and claims as code point spans. No entity crosses the end of a sentence."""
    entities = []
    for first, last, _ in text.sents:
        for a, b, label in spans_of(viterbi(tag_logs[first:last])):
            entities.append((text.words[first + a][0], text.words[first + b - 1][1], label))
    claims = [
        (text.words[first][0], text.words[last - 1][1], CLAIMS[int(row.argmax())])
        for (first, last, _), row in zip(text.sents, claim_logs, strict=True)
        if row.argmax() > 0
    ]
    return entities, claims


def figures(
    texts: list[Text], predictions: list[tuple[np.ndarray, np.ndarray]]
) -> tuple[float, float, dict[str, list[int]]]:
    """Return strict entity F1, claim F1 (by sentence) and counts per label: right, proposed, gold."""
    counts: dict[str, list[int]] = {}
    claims = [0, 0, 0]
    for text, (tags, claim_logs) in zip(texts, predictions, strict=True):
        entities, _ = decode(text, tags, claim_logs)
        proposed, gold = set(entities), set(text.entities)
        for kind, group in ((1, proposed), (2, gold), (0, proposed & gold)):
            for entity in group:
                counts.setdefault(entity[2], [0, 0, 0])[kind] += 1
        for (_, _, claim), row in zip(text.sents, claim_logs, strict=True):
            guess = int(row.argmax())
            claims[0] += guess == claim and guess > 0
            claims[1] += guess > 0
            claims[2] += claim > 0
    total = np.sum(list(counts.values()), 0)
    return 2 * total[0] / (total[1] + total[2]), 2 * claims[0] / max(claims[1] + claims[2], 1), counts
