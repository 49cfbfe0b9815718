"""Invariant 2: a step is decided once, and handed over once."""

from collections import defaultdict
from collections.abc import Iterator

from local.simulate.auditor.case import ABANDONMENT, Case
from local.simulate.history import HandOver, Violation

MOST_STEPS = 3
_NOTHING_SENT = frozenset({"refused", "turned off"})


def once(case: Case) -> Iterator[Violation]:
    yield from _ids(case)
    yield from _calls(case)
    yield from _steps(case)
    yield from _one_step_out(case)


def _ids(case: Case) -> Iterator[Violation]:
    """An id leaves twice only if a receiver reported in between that it was not sent."""
    reports = [r for r in case.history.reports if r.outcome == "not_sent"]
    last: dict[str, HandOver] = {}
    for each in case.all_handed:
        before = last.get(each.id)
        last[each.id] = each
        if before is None:
            continue
        freed = any(
            r.id == each.id and before.claimed_at <= r.ended and r.began <= each.claimed_at
            for r in reports
        )
        if not freed:
            yield Violation(2, f"handed over at {before.claimed_at} and {each.claimed_at}", each.id)


def _calls(case: Case) -> Iterator[Violation]:
    """A provider is called again only for what it refused."""
    settled: dict[str, int] = {}
    for call in case.history.calls:
        case.compared["compared: calls of a provider"] += 1
        if call.id in settled:
            yield Violation(
                2, f"a provider was called at {settled[call.id]} and {call.at}", call.id
            )
        if call.answer not in _NOTHING_SENT:
            settled[call.id] = call.at


def _steps(case: Case) -> Iterator[Violation]:
    """A step of a sequence has one id, and a sequence of abandonment at most three steps."""
    ids: defaultdict[tuple[str, str, int, int], set[str]] = defaultdict(set)
    steps: defaultdict[tuple[str, str, int], set[int]] = defaultdict(set)
    for each in case.all_handed:
        person = _who(case, each)
        ids[person, each.kind, each.start, each.step].add(each.id)
        steps[person, each.kind, each.start].add(each.step)
    for (person, kind, start, step), found in ids.items():
        if len(found) > 1:
            yield Violation(2, f"step {step} of {kind} from {start} has {len(found)} ids", person)
    for (person, kind, start), numbers in steps.items():
        if kind in ABANDONMENT and len(numbers) > MOST_STEPS:
            yield Violation(2, f"{kind} from {start} has {len(numbers)} steps", person)


def _one_step_out(case: Case) -> Iterator[Violation]:
    """No step leaves, or is on a page, with a later one of its sequence or after it."""
    newest: dict[tuple[str, str, int], HandOver] = {}
    both = (*case.all_handed, *case.history.shown)
    for each in sorted(both, key=lambda e: (e.claimed_at, -e.step)):
        known = newest.setdefault((_who(case, each), each.kind, each.start), each)
        if known.step > each.step:
            why = f"step {known.step} was out at {known.claimed_at}, before step {each.step}"
            yield Violation(2, why, each.id)
        elif known.step < each.step:
            newest[_who(case, each), each.kind, each.start] = each


def _who(case: Case, each: HandOver) -> str:
    """One name for a customer under all user ids that they certainly had at the claim."""
    return min(case.people.users(each.person, each.claimed_at, sure=True))
