"""What `python -m local simulate` proves without seeds: small cases, mutations, a month of many."""

import time
from collections import Counter
from itertools import groupby

from local.simulate.counts import Counts
from local.simulate.mutations import PROVEN_BY_TESTS, Caught, mutations
from local.simulate.schedules.exhaustive import Explored, exhaustive
from local.simulate.schedules.small_world import described
from local.simulate.soak import DAYS, soak

MOST_SHOWN = 3


def small_cases(stops: int, jobs: int) -> int:
    """Play every schedule of every small case, and print how many there were."""
    began, total = time.monotonic(), Counter[str]()
    for name, parts in groupby(exhaustive(stops, jobs), key=lambda part: part.case):
        total += _small_case(name, list(parts))
    print(
        f"all: {total['schedules']:,} schedules with up to {stops} stops, {total['played']:,} "
        f"played, {total['broken']:,} fail; {time.monotonic() - began:.0f} s, "
        f"{total['cpu']:,} s of CPU"
    )
    return 1 if total["broken"] else 0


def _small_case(name: str, parts: list[Explored]) -> Counter[str]:
    broken = [(part, each) for part in parts for each in part.broken]
    counts = Counter(
        schedules=sum(part.schedules for part in parts),
        played=sum(part.played for part in parts),
        broken=len(broken),
        cpu=round(sum(part.cpu for part in parts)),
    )
    print(
        f"{name}: {counts['schedules']:,} schedules, {counts['played']:,} played, the others are "
        f"the same plays; {len(broken):,} fail; {counts['cpu']} s of CPU",
        flush=True,
    )
    for part, each in broken[:MOST_SHOWN]:
        print(f"  stops of {part.pause} ms, {described(each.schedule)}: {each.why}")
    return counts


def rules_left_out(jobs: int, first: int) -> int:
    """Leave each guard out in turn, and print by which seed that was noticed."""
    began, found = time.monotonic(), list[Caught]()
    for each in mutations(jobs, first):
        found.append(each)
        by = "NOT CAUGHT" if each.seed is None else f"caught by seed {each.seed}: {each.why}"
        print(f"without {each.guard}: {by} ({each.runs} runs)", flush=True)
    for name, reason in PROVEN_BY_TESTS.items():
        print(f"not left out: {name}, as {reason}")
    missed = [each.guard for each in found if each.seed is None]
    took, runs = time.monotonic() - began, sum(each.runs for each in found)
    print(
        f"{len(found) - len(missed)} of {len(found)} guards are missed when they are gone; "
        f"{runs} runs in {took:.0f} s"
    )
    return 1 if missed else 0


def month(people: int, jobs: int) -> int:
    """Run a month of many people, and print what happened and what it took."""
    began, total, failed = time.monotonic(), Counts(), list[str]()
    for shop in soak(people, jobs):
        print(
            f"{shop.people:,} people in {shop.seconds:.0f} s, {shop.cpu:.0f} s of CPU", flush=True
        )
        total.update(shop.counts)
        failed += shop.violations
    took = time.monotonic() - began
    print(f"{DAYS} days of {people:,} people in {took:.0f} s on {jobs} cores; what happened:")
    print(total.table())
    for violation in failed[:MOST_SHOWN]:
        print(f"  {violation}")
    return 1 if failed else 0
