"""The log of several names: however it is read, the same events come in the same order."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval
from functions.domain.person import Person, customer, visitor
from functions.services.people.event_log import Budget, EventLog, sources_of
from local.services import LaptopServices
from tests.unit.builders import NOON, event

VIEWED, ADDED = "Product Viewed", "Product Added"
LOGS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=3)
BUDGETS = st.builds(Budget, st.integers(1, 6), st.integers(4, 30), st.integers(1, 8))


def people(run: int) -> list[Person]:
    return [customer(f"ana-{run}"), visitor(f"old-{run}"), visitor(f"new-{run}")]


def log_of(person: Person, views: int, adds: int) -> list[Event]:
    named = [(VIEWED, n) for n in range(views)] + [(ADDED, n) for n in range(adds)]
    return [event(f"{name}-{n}", name, "x", person=person, at=NOON + 7 * n) for name, n in named]


def test_both_families_at_once_are_what_each_alone_is(services: LaptopServices) -> None:
    """Within a budget that ends neither; a small one may end one of them later."""
    runs = iter(range(1_000))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(logs=LOGS, small=BUDGETS, since=st.sampled_from([0, NOON + 30]))
    def check(logs: list[tuple[int, int]], small: Budget, since: int) -> None:
        whose = people(next(runs))
        for person, (views, adds) in zip(whose, logs, strict=False):
            for each in log_of(person, views, adds):
                services.storage.events.put(each)
        names = [Interval(person, since * (n > 1), END_OF_TIME) for n, person in enumerate(whose)]
        browse, commerce = sources_of(names, "b"), sources_of(names, "c")
        enough = Budget(reads=99, rows=999, page=small.page)
        for budget in (enough, small):
            both = log.both_families(browse, commerce, (budget, budget))
            for reading, sources in zip(both, (browse, commerce), strict=True):
                found, alone = list(reading), list(log.newest_first(sources, enough))
                assert found == alone[: len(found)]
                if reading.cut_at is None:
                    assert found == alone
                assert budget is small or reading.cut_at is None

    with ThreadPoolExecutor(2) as pool:
        log = EventLog(services.storage.events, pool)
        check()
