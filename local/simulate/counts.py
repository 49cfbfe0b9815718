"""Counts of everything that happened in a run; what is expected and never happened is a failure."""

from collections import Counter
from collections.abc import Iterable


class Counts(Counter[str]):
    """Occurrences by name; names have the form `<group>: <what>`."""

    def missing_of(self, expected: Iterable[str]) -> list[str]:
        """The expected names that never occurred."""
        return sorted(name for name in expected if not self[name])

    def table(self) -> str:
        """The counts as lines, grouped, for people to read."""
        width = max((len(name) for name in self), default=0)
        return "\n".join(f"  {name:<{width}} {self[name]:>9,}" for name in sorted(self))
