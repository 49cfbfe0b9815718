"""Waves: an item that is back is announced to as many people at a time as there is stock for."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Self

from functions.domain.stock import StockLevel

# Waves that reached no one come less and less often, and end after some days.
MAX_IDLE = 8


@dataclass(frozen=True, slots=True)
class Transition:
    """An item that came into stock at a location; `version` is that of the stock's row, UTC ms."""

    item_id: str
    location: str
    version: int

    def holds(self, level: StockLevel | None) -> bool:
        """Whether the item is still in stock there since this very return."""
        return bool(level and level.in_stock and level.restocked_at == self.version)


@dataclass(frozen=True, slots=True)
class Wave:
    """The wave `number` after a transition, counted from 0."""

    transition: Transition
    number: int = 0

    @property
    def note(self) -> str:
        """The wave without its item, as sequences and nudges carry it."""
        return f"{self.transition.version}.{self.number}@{self.transition.location}"

    @classmethod
    def from_note(cls, item_id: str, note: str) -> Self:
        """Return the wave of an item that `note` names.

        Raises:
            ValueError: it names none.
        """
        numbers, _, location = note.partition("@")
        version, _, number = numbers.partition(".")
        return cls(Transition(item_id, location, int(version)), int(number))


@dataclass(frozen=True, slots=True)
class OpenWave:
    """The newest wave of an item at a location: each alert given there is one of its.

    It allows `allowance` alerts, of which `taken` are taken; of the wave before it,
    `taken_before` were. It began at `opened_at` (UTC ms).
    """

    wave: Wave
    allowance: int
    taken: int
    taken_before: int
    opened_at: int

    def taken_of(self, wave: Wave) -> int:
        """How many alerts of `wave` were taken; 0 of one that is not known any more."""
        if wave == self.wave:
            return self.taken
        follows = replace(wave, number=wave.number + 1) == self.wave
        return self.taken_before if follows else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a wave got; a message carries it from one run to the next.

    The wave began behind the sort key `began`, and `after` is that of the person seen last; an
    empty one is the front of the queue. `planned` people have a step now, besides `on_site` people
    who are shown it only if they come back. `not_before` (UTC ms) is when the wave may begin.
    `idle` waves before this one reached no one, as far as is known. `sends` is how often its
    message was sent before it began.
    """

    wave: Wave
    began: str = ""
    after: str = ""
    planned: int = 0
    not_before: int = 0
    idle: int = 0
    sends: int = 0
    on_site: int = 0

    def moved_on(self, after: str, planned: int, on_site: int = 0) -> Self:
        planned, on_site = self.planned + planned, self.on_site + on_site
        return replace(self, after=after, planned=planned, on_site=on_site)

    @property
    def begins(self) -> bool:
        """Whether no person of this wave was seen yet."""
        return self.after == self.began and not (self.planned or self.on_site)

    def from_the_front(self) -> Self:
        """Return the progress as it goes on at the front of the queue."""
        return replace(self, began="", after="")

    def next_wave(self, *, now: int, gap_ms: int) -> Self | None:
        """The wave after this one, behind the people that this one planned; None where waves end.

        So people who never pass hold up no one behind them. If this wave turns out to reach a
        person, the next one begins in front, where places are kept. `now` is UTC ms. Each wave in a
        row that reached no one doubles the gap.
        """
        if self.idle >= MAX_IDLE:
            return None
        gaps = self.idle if self.planned else self.idle + 1
        return replace(
            self,
            wave=replace(self.wave, number=self.wave.number + 1),
            began=self.after,
            planned=0,
            on_site=0,
            not_before=now + gap_ms * 2**gaps,
            idle=self.idle + 1,
            sends=0,
        )


def allowance(quantity: Decimal | int, ratio: float) -> int:
    """Return how many alerts a quantity allows: quantity × ratio, rounded down exactly."""
    return max(0, floor(Fraction(quantity) * Fraction(str(ratio))))
