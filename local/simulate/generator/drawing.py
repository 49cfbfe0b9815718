"""Chance in words: one source for a whole scenario, and a number for each step."""

from collections.abc import Sequence
from itertools import count
from random import Random
from typing import TypeVar
from uuid import UUID

from local.simulate.steps import Step

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
T = TypeVar("T")


class Drawing:
    """Draws everything of one scenario, and collects its steps."""

    def __init__(self, seed: int) -> None:
        self.random = Random(f"scenario {seed}")  # noqa: S311 the same scenario again
        self.steps: list[Step] = []
        self._numbers = count(1)
        self._named = 0

    def number(self) -> int:
        return next(self._numbers)

    def name(self, names: Sequence[str]) -> str:
        """The first of the names that no person of the scenario has yet, or one made of it."""
        again, place = divmod(self._named, len(names))
        self._named += 1
        return f"{names[place]}-{again}x" if again else names[place]

    def add(self, step: Step) -> Step:
        self.steps.append(step)
        return step

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one_of(self, choices: Sequence[T]) -> T:
        return self.random.choice(choices)

    def some_of(self, choices: Sequence[T], most: int) -> list[T]:
        """One to `most` of the choices, each once."""
        return self.random.sample(choices, self.random.randint(1, min(most, len(choices))))

    def between(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def close_to(self, at: int) -> int:
        """A moment that races with what falls due at `at`: seconds before it, or minutes after."""
        if self.chance(0.7):
            return max(1, at + self.between(-5 * SECOND, 100 * SECOND))
        return max(1, at + self.between(-10 * MINUTE, 20 * MINUTE))

    def uuid(self) -> str:
        return str(UUID(bytes=self.random.randbytes(16), version=4))
