"""Fast draws from a generator: one block of numbers at a time."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
_BLOCK = 512


class Dice:
    """Deterministic by the generator that it is made from."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._left: list[float] = []

    def roll(self) -> float:
        """In [0, 1)."""
        if not self._left:
            self._left = self._rng.random(_BLOCK).tolist()
        return self._left.pop()

    def chance(self, share: float) -> bool:
        return self.roll() < share

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(self.roll() * len(choices))]

    def weighted(self, choices: Sequence[T], weights: Sequence[float]) -> T:
        left = self.roll() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            left -= weight
            if left < 0:
                return choice
        return choices[-1]

    def few(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` of them, each at most once."""
        rest = list(choices)
        return [rest.pop(int(self.roll() * len(rest))) for _ in range(min(count, len(rest)))]
