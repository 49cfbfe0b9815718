"""All schedules with up to so many stops; of those that are the same play, one is played."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from local.simulate.schedules.schedule import (
    Arrived,
    Played,
    Resumed,
    Schedule,
    Stop,
    Stopped,
    Trace,
    trace_of_earlier,
)

Play = Callable[[Schedule], Played]


@dataclass(frozen=True)
class Found:
    """A schedule, and the one that was played for it, with what came of that."""

    schedule: Schedule
    as_played: Schedule
    outcome: object

    @property
    def played(self) -> bool:
        return self.schedule == self.as_played


class Explorer:
    """Finds the schedules with a given first actor.

    Later stops are tried before earlier ones: a play says how much earlier each of its stops could
    come as well (`Resumed.spare_calls`), and the schedules with these are not played.

    Args:
        play: plays one schedule.
        stops: at most so many.
        prune: whether to leave out what would be the same play.
    """

    def __init__(self, play: Play, stops: int, *, prune: bool = True) -> None:
        self._play = play
        self._stops = stops
        self._prune = prune
        self._same: dict[Schedule, Found] = {}
        self._traces: dict[Schedule, Trace] = {}

    def from_first(self, first: int) -> Iterator[Found]:
        """Each schedule in which this actor goes first, once."""
        yield from self._from(Schedule(first))

    def _from(self, schedule: Schedule) -> Iterator[Found]:
        found = self._same.pop(schedule, None) or self._played(schedule)
        yield found
        trace = self._traces.pop(schedule, None)
        if trace is not None:
            for stop in _next_stops(trace):
                yield from self._from(schedule.with_stop(stop))

    def _played(self, schedule: Schedule) -> Found:
        played = self._play(schedule)
        found = Found(schedule, schedule, played.outcome)
        if len(schedule.stops) < self._stops:
            self._traces[schedule] = played.trace
        if self._prune:
            self._note_same(found, played.trace)
        return found

    def _note_same(self, found: Found, trace: Trace) -> None:
        spare = {e.number: e.spare_calls for e in trace if isinstance(e, Resumed)}
        numbers = range(len(found.schedule.stops))
        for moves in product(*(range(spare[number] + 1) for number in numbers)):
            schedule, moved = found.schedule, trace
            for number, calls in enumerate(moves):
                schedule = schedule.earlier(number, calls)
            if schedule == found.schedule or schedule in self._same:
                continue
            self._same[schedule] = Found(schedule, found.schedule, found.outcome)
            if len(schedule.stops) < self._stops:
                for number, calls in enumerate(moves):
                    moved = trace_of_earlier(moved, number, calls)
                self._traces[schedule] = moved


def _next_stops(trace: Trace) -> Iterator[Stop]:
    """The places of one more stop after the last, the latest first."""
    last = max((at for at, event in enumerate(trace) if isinstance(event, Stopped)), default=-1)
    for event in reversed(trace[last + 1 :]):
        if isinstance(event, Arrived):
            for target in event.others:
                yield Stop(event.actor, event.call, target)
