"""Which documents train, which tune and which test: by the documents' texts, the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.errors import RuleError

NAMES = ("train", "dev", "test")


def parse_split(split: str) -> tuple[float, ...]:
    """Read shares such as ``80/10/10`` (train, dev, test) or ``80/20`` (train, dev) as fractions of 1.

    Raises RuleError unless they are one to three numbers that are not negative and make 100.
    """
    try:
        shares = [float(part) for part in split.split("/")]
    except ValueError:
        shares = []
    if not 1 <= len(shares) <= 3 or not all(0 <= share <= 100 for share in shares) or shares[0] == 0:
        raise RuleError(f"The split “{split}” cannot be read; write shares in percent such as 80/10/10.")
    if abs(sum(shares) - 100) > 1e-6:
        raise RuleError(f"The shares of the split “{split}” make {sum(shares):g}, not 100; correct them.")
    return tuple(share / 100 for share in shares)


def assign(sha256s: Iterable[str], shares: Sequence[float]) -> dict[str, str]:
    """Return the name of the split that each text, given by its SHA-256, belongs to.

    Texts are ranked by that hash, so neither the order nor the names of documents matter and equal texts always
    stay together. The sizes are the shares to rounding; a share above 0 gets at least one text if there are
    enough.
    """
    texts = sorted(set(sha256s))
    sizes = _sizes(len(texts), shares)
    names = [name for name, size in zip(NAMES, sizes, strict=False) for _ in range(size)]
    return dict(zip(texts, names, strict=True))


def _sizes(count: int, shares: Sequence[float]) -> list[int]:
    """Round by largest remainder, then give to empty splits from the largest."""
    sizes = [int(count * share + 1e-9) for share in shares]
    remainders = sorted(range(len(shares)), key=lambda index: sizes[index] - count * shares[index])
    for index in remainders[: count - sum(sizes)]:
        sizes[index] += 1
    for index, share in enumerate(shares):
        largest = max(range(len(sizes)), key=sizes.__getitem__)
        if share > 0 and sizes[index] == 0 and sizes[largest] > 1:
            sizes[index], sizes[largest] = 1, sizes[largest] - 1
    return sizes
