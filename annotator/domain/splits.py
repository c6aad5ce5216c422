"""Which documents train, which tune and which test: by the documents' texts, the same on every machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from annotator.errors import RuleError

NAMES = ("train", "dev", "test")


def parse_split(split: str) -> dict[str, float]:
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
    return {name: share / 100 for name, share in zip(NAMES, shares, strict=False)}


def assign(sha256s: Sequence[str], shares: Mapping[str, float]) -> list[str]:
    """Return the name of the split of each document, given the SHA-256 of its text.

    Documents are ranked by that hash, so neither their order nor their names matter and equal texts always stay
    together. The sizes are the shares to rounding; a share above 0 gets at least one text if there are enough.
    """
    texts = Counter(sha256s)
    sizes = _sizes(len(texts), shares)
    names = [name for name, size in sizes.items() for _ in range(size)]
    of = dict(zip(sorted(texts), names, strict=True))
    return [of[sha256] for sha256 in sha256s]


def _sizes(count: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Round by largest remainder, then give to empty splits from the largest."""
    sizes = {name: int(count * share + 1e-9) for name, share in shares.items()}
    remainders = sorted(shares, key=lambda name: sizes[name] - count * shares[name])
    for name in remainders[: count - sum(sizes.values())]:
        sizes[name] += 1
    wanted = [name for name, share in shares.items() if share > 0]
    for name in wanted:
        largest = max(wanted, key=lambda other: sizes[other])
        if sizes[name] == 0 and sizes[largest] > 1:
            sizes[name], sizes[largest] = 1, sizes[largest] - 1
    return sizes
