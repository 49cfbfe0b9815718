"""A schedule: who goes first, and where one actor stops so that another goes on."""

from dataclasses import dataclass
from typing import NamedTuple


class Stop(NamedTuple):
    """`actor` stops before its `call`-th call, counted from 1, and `target` goes on."""

    actor: int
    call: int
    target: int


class Schedule(NamedTuple):
    """The actor that goes first, and the stops in the order in which they happen."""

    first: int
    stops: tuple[Stop, ...] = ()

    def with_stop(self, stop: Stop) -> "Schedule":
        return Schedule(self.first, (*self.stops, stop))

    def earlier(self, number: int, calls: int) -> "Schedule":
        """The schedule whose stop of this number comes so many calls earlier."""
        stop = self.stops[number]
        moved = stop._replace(call=stop.call - calls)
        return Schedule(self.first, (*self.stops[:number], moved, *self.stops[number + 1 :]))


class Arrived(NamedTuple):
    """An actor stands before a call; the `others` could go on instead."""

    actor: int
    call: int
    others: tuple[int, ...]


class Stopped(NamedTuple):
    """The stop of this number happened."""

    number: int


class Resumed(NamedTuple):
    """The actor of the stop of this number goes on, while the `others` could.

    So many of the calls before the stop could as well be made now (see `Turns`).
    """

    number: int
    others: tuple[int, ...]
    spare_calls: int


Trace = tuple[Arrived | Stopped | Resumed, ...]
"""What happened in a play, in order."""


@dataclass(frozen=True)
class Played:
    """A schedule's trace, and what came of it: equal outcomes compare equal."""

    trace: Trace
    outcome: object


def trace_of_earlier(trace: Trace, number: int, calls: int) -> Trace:
    """The trace of the same play with the stop of this number so many calls earlier.

    These calls move from before the stop to where the actor goes on.
    """
    stopped = trace.index(Stopped(number))
    resumed = next(
        place
        for place, event in enumerate(trace)
        if isinstance(event, Resumed) and event.number == number
    )
    event = trace[resumed]
    assert isinstance(event, Resumed)  # noqa: S101 it was found as one
    moved = tuple(
        arrived._replace(others=event.others)
        for arrived in trace[stopped - calls : stopped]
        if isinstance(arrived, Arrived)
    )
    left = event._replace(spare_calls=event.spare_calls - calls)
    before, others = trace[: stopped - calls], trace[stopped:resumed]
    return (*before, *others, left, *moved, *trace[resumed + 1 :])
