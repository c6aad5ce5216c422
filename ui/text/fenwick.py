"""Running sums of heights that change: both questions and changes in logarithmic time."""

from __future__ import annotations

from collections.abc import Sequence


class Fenwick:
    """Prefix sums of whole numbers (pixels), with change of one value and search by sum."""

    def __init__(self, values: Sequence[int]) -> None:
        self._size = len(values)
        tree = [0, *values]
        for index in range(1, self._size + 1):
            above = index + (index & -index)
            if above <= self._size:
                tree[above] += tree[index]
        self._tree = tree
        self.total = sum(values)

    def __len__(self) -> int:
        return self._size

    def add(self, index: int, delta: int) -> None:
        """Add to the value at an index."""
        self.total += delta
        index += 1
        while index <= self._size:
            self._tree[index] += delta
            index += index & -index

    def before(self, index: int) -> int:
        """Return the sum of the values before an index."""
        total = 0
        while index > 0:
            total += self._tree[index]
            index -= index & -index
        return total

    def find(self, target: int) -> tuple[int, int]:
        """Return the index whose stretch holds ``target``, and how far into it; the last one when beyond the end."""
        position, rest = 0, max(0, target)
        step = 1 << self._size.bit_length()
        while step:
            probe = position + step
            if probe < self._size and self._tree[probe] <= rest:
                position = probe
                rest -= self._tree[probe]
            step >>= 1
        return position, rest
