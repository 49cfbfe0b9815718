"""Waves and queues as pure rules."""

from hypothesis import given
from hypothesis import strategies as st

from functions.domain.nudges.restock.queue import Keyed, ShardPage, merged
from functions.domain.nudges.restock.subscription import Subscription, asked
from functions.domain.nudges.restock.wave import MAX_IDLE, Progress, Transition, Wave, allowance
from functions.domain.person import visitor
from tests.unit.builders import NOON

HALF_AN_HOUR = 1_800_000
TEA = Transition("tea#1", "store-12@north", NOON)


def row(since: int, person: int) -> Keyed:
    return f"{since:013d}#visitor#{person}", Subscription("tea", visitor(str(person)), since, 0)


ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=40, unique=True)


@given(ROWS, st.integers(1, 7), st.integers(1, 12))
def test_shards_read_page_by_page_are_one_queue(
    people: list[tuple[int, int]], limit: int, count: int
) -> None:
    shards: list[list[Keyed]] = [
        sorted((row(*each) for each in people if each[1] % 4 == n), key=lambda r: r[0])
        for n in range(4)
    ]
    after, seen, more = "", list[Keyed](), True
    while more:
        left = [[each for each in shard if each[0] > after] for shard in shards]
        page = merged([ShardPage(rows[:limit], len(rows) > limit) for rows in left], count)
        assert page.rows or not page.more
        seen += page.rows
        after, more = page.rows[-1][0] if page.rows else after, page.more
    assert seen == sorted((row(*each) for each in people), key=lambda r: r[0])


@given(st.integers(0, 1_000_000), st.integers(0, 1_000))
def test_an_allowance_is_rounded_down_and_never_up(quantity: int, percent: int) -> None:
    assert allowance(quantity, percent / 100) == quantity * percent // 100


def test_a_wave_is_named_by_its_note_whatever_the_location_is_called() -> None:
    assert Wave.from_note("tea#1", Wave(TEA, 3).note) == Wave(TEA, 3)


def test_the_next_wave_begins_behind_those_of_this_one_after_half_an_hour() -> None:
    done = Progress(Wave(TEA)).moved_on("x", 5)
    after = done.next_wave(now=NOON, gap_ms=HALF_AN_HOUR)
    assert after == Progress(
        Wave(TEA, 1), began="x", after="x", not_before=NOON + HALF_AN_HOUR, idle=1
    )
    assert after.begins
    assert not after.moved_on("y", 1).begins


def test_waves_that_reach_no_one_come_less_often_and_end() -> None:
    progress: Progress | None = Progress(Wave(TEA))
    now, gaps = NOON, list[int]()
    while progress:
        progress = progress.next_wave(now=now, gap_ms=HALF_AN_HOUR)
        if progress:
            gaps.append((progress.not_before - now) // HALF_AN_HOUR)
            now = progress.not_before
    assert gaps == [2**n for n in range(1, MAX_IDLE + 1)]


ASKS = st.lists(st.tuples(st.integers(0, 200), st.booleans()), max_size=10)


@given(ASKS)
def test_a_place_in_the_queue_is_kept_while_waiting_and_never_reused(
    asks: list[tuple[int, bool]],
) -> None:
    """After each ask, the person may be notified; a place that was notified never comes back."""
    known: Subscription | None = None
    used, now = set[int](), 0
    for wait, notified in asks:
        now += wait
        before = known
        known = asked(known, Subscription("tea", visitor("v"), now, now + 100), now=now)
        assert known.since not in used
        assert (known.expires_at, known.state) == (now + 100, "active")
        if before and before.waits(now):
            assert known.since == before.since
        if notified:
            used.add(known.since)
            known = Subscription(
                "tea", visitor("v"), known.since, known.expires_at, (), None, "notified"
            )
