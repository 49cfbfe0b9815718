"""A list as it fills: one item a group, pins at their places, scores strictly falling."""

from collections.abc import Iterable, Sequence

from model.query import Ranked
from model.retrieval.candidates import Request
from model.retrieval.merged_candidates import Choice
from model.rules.compiled import Pin

SOFTER = 1.0 - 1e-6
"""Ties and late fallbacks still get a score below the one before them."""


class Listing:
    """Takes choices until there are as many as `request` asks for.

    Of pins for one place the first gets it, the others follow. One that cannot be shown is left
    out; one whose place is outside the list is not pinned.
    """

    def __init__(self, request: Request, pins: Sequence[Pin] = ()) -> None:
        self._n = request.query.n
        self._ranked: list[Ranked] = []
        self._done = {int(group) for group in request.groups.shown[request.blocked]}
        self._pinned: dict[int, str] = {}
        for pin in pins:
            self._place(pin, request)

    @property
    def full(self) -> bool:
        """Whether nothing more is asked for."""
        return len(self._ranked) + len(self._pinned) >= self._n

    def take(self, choices: Iterable[Choice], request: Request) -> None:
        """Take choices, best first, as far as there is room."""
        groups = request.groups
        for group, raw, reason, because in choices:
            self._pin(raw)
            if self.full:
                return
            shown = int(groups.shown[group])
            if shown in self._done:
                continue
            item = groups.pick(group, request.passing, request.own())
            if item is None:
                continue
            self._done.add(shown)
            self._append(item, raw, reason, because)

    def end(self) -> list[Ranked]:
        """Return the list; pins whose places were not reached stand at its end."""
        for place in sorted(self._pinned):
            self._append(self._pinned[place], 1.0, "pinned", None)
        return self._ranked

    def _place(self, pin: Pin, request: Request) -> None:
        passing = request.allowed if request.passing is None else request.passing
        if pin.shown in self._done or not passing[pin.row]:
            return
        place = pin.position
        while place in self._pinned:
            place += 1
        if place <= self._n:
            self._pinned[place] = pin.item_id
            self._done.add(pin.shown)

    def _pin(self, raw: float) -> None:
        """Append what is pinned to the next places; a pin's score is its neighbour's."""
        while (item := self._pinned.pop(len(self._ranked) + 1, None)) is not None:
            self._append(item, raw, "pinned", None)

    def _append(self, item: str, raw: float, reason: str, because: str | None) -> None:
        below = self._ranked[-1].score * SOFTER if self._ranked else raw
        self._ranked.append(Ranked(item, float(min(raw, below)), reason, because))
