"""A kernel whose actors give way only where a schedule says so.

Time stands still while one of them runs, and passes between two. So two schedules that differ only
in where an actor made some calls, before or after its stop, are the same play if these calls read
and change nothing, give the same answers at the other place, and the actor read no time meanwhile.
When an actor goes on, the calls before its stop are made once more, to see for how many that holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from greenlet import getcurrent

from local.simulate.environment.kernel import Actor, Kernel
from local.simulate.schedules.schedule import Arrived, Resumed, Schedule, Stop, Stopped, Trace

T = TypeVar("T")


@dataclass
class _Call:
    """A call of an actor, and whether the actor read the time before its next call.

    `again` makes it once more; None for one that may change something.
    """

    again: Callable[[], object] | None = None
    answer: str = ""
    read_time: bool = False


@dataclass
class _Player:
    actor: Actor
    calls: list[_Call]
    """All since it went on last, without the one before which it had stopped."""
    number: int = 0
    stopped_by: int | None = None


class Turns(Kernel):
    """Outside of `play` it is the kernel that it stands for.

    Args:
        now: UTC milliseconds.
        pause: how many milliseconds pass whenever one actor has stopped or ended.
        alike: two actors that do the same: the second begins only after the first.
    """

    def __init__(self, now: int, *, pause: int, alike: tuple[int, int] | None = None) -> None:
        self._now = now
        super().__init__(now)
        self._pause = pause
        self._alike = alike
        self._players: list[_Player] = []
        self._stops: Sequence[Stop] = ()
        self._stopped: list[int] = []
        self._trace: list[Any] = []
        self._targets: list[int] = []
        self._calling = False

    @property
    def now(self) -> int:
        if (player := self._player()) and player.calls:
            player.calls[-1].read_time = True
        return self._now

    @now.setter
    def now(self, now: int) -> None:
        self._now = now

    def play(self, bodies: Sequence[Callable[[], object]], schedule: Schedule) -> Trace:
        """Run all bodies to their ends: those that were stopped first, then in their order.

        Raises:
            ValueError: a stop of the schedule never came.
        """
        self._hub = getcurrent()
        self._players = [
            _Player(Actor(f"actor {number}", body), []) for number, body in enumerate(bodies)
        ]
        self._stops, self._stopped, self._trace = schedule.stops, [], []
        playing: int | None = schedule.first
        while playing is not None:
            playing = self._go_on(playing)
            self._now += self._pause
        self._players = []
        if len(self._stopped) < len(schedule.stops):
            raise ValueError(f"{schedule}: stop {len(self._stopped)} never came")
        return tuple(self._trace)

    def step(self, call: Callable[[], T], *, again: Callable[[], object] | None) -> T:
        """Make a call of the current actor, before which it may have to stop.

        `again` makes it once more, and is given only for one that reads.
        """
        if self._player() is None:
            return call()
        self._arrive()
        player = self._player()
        assert player is not None  # noqa: S101 it is this actor that goes on
        self._calling = True
        try:
            answer = call()
        finally:
            self._calling = False
        if player.calls:
            player.calls[-1] = _Call(again, repr(answer))
        return answer

    def sleep(self, milliseconds: int) -> None:
        if self._player() is None:
            super().sleep(milliseconds)
        elif not self._calling:  # the latency of a call is nothing: so time stands still
            self._arrive()
            self._now += milliseconds

    def _player(self) -> _Player | None:
        return next((each for each in self._players if each.actor is self.current), None)

    def _arrive(self) -> None:
        player = self._player()
        assert player is not None  # noqa: S101 the callers looked
        running = self._players.index(player)
        player.number += 1
        others = self._others(running)
        self._trace.append(Arrived(running, player.number, others))
        number = len(self._stopped)
        if number < len(self._stops):
            actor, call, target = self._stops[number]
            if (actor, call) == (running, player.number) and target in others:
                self._stopped.append(running)
                self._trace.append(Stopped(number))
                player.stopped_by = number
                self._targets.append(target)
                self._hub.switch()
                return
        player.calls.append(_Call())

    def _go_on(self, number: int) -> int | None:
        """Let an actor run until it stops or ends; who goes on then, None if all have ended."""
        player = self._players[number]
        if player.stopped_by is not None:
            spare = _spare(player.calls)
            self._trace.append(Resumed(player.stopped_by, self._others(number), spare))
            player.stopped_by = None
        player.calls.clear()
        self._resume(player.actor)
        if self._targets:
            return self._targets.pop()
        left = self._left()
        stopped = [each for each in self._stopped if each in left]
        return next(iter([*stopped, *left]), None)

    def _others(self, running: int) -> tuple[int, ...]:
        """Who could go on instead of the one that runs."""
        others = [number for number in self._left() if number != running]
        if self._alike and self._players[self._alike[0]].actor.run is None:
            others = [number for number in others if number != self._alike[1]]
        return tuple(others)

    def _left(self) -> list[int]:
        """The actors that have not ended."""
        return [
            number
            for number, player in enumerate(self._players)
            if player.actor.run is None or not player.actor.run.dead
        ]


def _spare(calls: Sequence[_Call]) -> int:
    """How many of the last calls give now what they gave then."""
    spare = 0
    for call in reversed(calls):
        if call.again is None or call.read_time or repr(call.again()) != call.answer:
            break
        spare += 1
    return spare
