"""All schedules of small made-up programs: what is not played would have given the same."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from local.simulate.schedules.explore import Explorer, Found
from local.simulate.schedules.schedule import Played, Schedule
from local.simulate.schedules.turns import Turns

Program = Sequence[tuple[str, str]]
"""What an actor does, call by call: read a row, write or add to one, look at the clock, wait."""
_CALLS = st.tuples(
    st.sampled_from(["read", "read", "write", "add", "clock", "wait"]), st.sampled_from("ab")
)
_PROGRAMS = st.lists(st.lists(_CALLS, min_size=1, max_size=5), min_size=2, max_size=3)


def played(
    programs: Sequence[Program],
    schedule: Schedule,
    *,
    twins: bool = False,
    rule: bool = False,
    pause: int = 3_000,
) -> Played:
    """Its outcome is all rows and all that each actor saw, with times.

    `twins` makes no difference between the first two; with the `rule` the second begins later.
    """
    kernel = Turns(0, pause=pause, alike=(0, 1) if rule else None)
    rows: dict[str, object] = {}
    seen: list[list[object]] = [[] for _ in programs]
    names = [number == 2 if twins else number for number in range(len(programs))]
    bodies = [
        partial(_run, kernel, rows, program, names[number], seen[number])
        for number, program in enumerate(programs)
    ]
    trace = kernel.play(bodies, schedule)
    if twins:
        seen[:2] = sorted(seen[:2], key=repr)
    return Played(trace, repr((rows, seen, kernel.now)))


def _run(
    kernel: Turns, rows: dict[str, object], program: Program, name: int, seen: list[object]
) -> None:
    for what, row in program:
        again = partial(rows.get, row)
        if what == "read":
            seen.append(kernel.step(again, again=again))
        elif what == "clock":
            seen.append(kernel.clock())
        elif what == "wait":
            kernel.sleep_seconds(0.01)
        elif what == "write":
            kernel.step(partial(rows.update, {row: (name, seen[-1:])}), again=None)
        else:
            kernel.step(partial(_add, rows, row), again=None)


def _add(rows: dict[str, object], row: str) -> None:
    rows[row] = (rows.get(row), "once more")


def explored(
    programs: Sequence[Program], stops: int, *, prune: bool, pause: int = 3_000
) -> list[Found]:
    explorer = Explorer(lambda at: played(programs, at, pause=pause), stops, prune=prune)
    return [each for first in range(len(programs)) for each in explorer.from_first(first)]


@given(_PROGRAMS, st.integers(1, 3), st.sampled_from([1, 3_000]))
@settings(max_examples=25, deadline=None)
def test_each_schedule_is_found_once_and_what_is_not_played_is_the_same(
    programs: list[Program], stops: int, pause: int
) -> None:
    unpruned = explored(programs, stops, prune=False, pause=pause)
    whole = {each.schedule: each.outcome for each in unpruned}
    pruned = explored(programs, stops, prune=True, pause=pause)
    assert Counter(each.schedule for each in pruned) == Counter(list(whole))
    assert all(each.outcome == whole[each.schedule] for each in pruned)
    assert all(whole[each.as_played] == whole[each.schedule] for each in pruned)


def test_readers_of_what_no_one_writes_need_no_stops() -> None:
    found = explored([[("read", "a")] * 4, [("read", "b")] * 4], 1, prune=True)
    assert len(found) == 2 + 8
    assert sum(each.played for each in found) == 2 + 2


def test_a_read_before_a_write_of_its_row_is_not_the_read_after_it() -> None:
    found = explored(
        [[("read", "a"), ("read", "b"), ("read", "b")], [("write", "a")]], 1, prune=True
    )
    outcomes = {each.schedule: each.outcome for each in found}
    from_first = [each for each in found if each.schedule.first == 0 and each.schedule.stops]
    assert {each.schedule.stops[0].call: each.played for each in from_first} == {
        1: True,
        2: False,
        3: True,
    }
    assert outcomes[from_first[-1].schedule] != outcomes[from_first[0].schedule]


@given(st.lists(_CALLS, min_size=1, max_size=3), st.lists(_CALLS, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None)
def test_of_two_actors_that_do_the_same_one_may_always_be_the_first(
    twin: Program, other: Program
) -> None:
    programs = [twin, twin, other]

    def outcomes(firsts: Sequence[int], *, rule: bool) -> set[object]:
        explorer = Explorer(
            lambda schedule: played(programs, schedule, twins=True, rule=rule), 2, prune=False
        )
        return {each.outcome for first in firsts for each in explorer.from_first(first)}

    assert outcomes((0, 2), rule=True) == outcomes((0, 1, 2), rule=False)
