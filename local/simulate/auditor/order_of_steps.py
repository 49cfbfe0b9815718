"""Invariant 3: rest between sequences, silence before a step, its time, and what it stands on."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from local.simulate.auditor.carts import BOUGHT, CART_EVENTS
from local.simulate.auditor.case import ABANDONMENT, DAY, HOUR, LOOK_MS, Case
from local.simulate.history import HandOver, Violation

_SILENCE = {"abandoned_cart": HOUR, "abandoned_checkout": HOUR, "abandoned_browse": 4 * HOUR}
_ACTIVE = CART_EVENTS - {BOUGHT} | {"Checkout Started"}
_AFTER_FIRST = {2: DAY, 3: 3 * DAY}
_LAPSES_MS = 2 * DAY
_REST_MS = 7 * DAY
_A_HABIT = 3
_SLACK_MS = 10 * 60_000


def order_of_steps(case: Case) -> Iterator[Violation]:
    yield from _rest(case)
    yield from _in_time(case)
    for each in case.all_handed:
        for why in (
            _late(case, each),
            _active(case, each),
            _few_views(case, each),
            _taken_back(case, each),
            _payment_open(case, each),
            _no_habit(case, each),
        ):
            if why:
                yield Violation(3, why, each.id)


def _rest(case: Case) -> Iterator[Violation]:
    """After a hand-over of one sequence no other one of abandonment goes out for some days."""
    by_person: defaultdict[str, list[HandOver]] = defaultdict(list)
    for each in case.all_handed:
        if each.kind in ABANDONMENT and each.id not in case.freed:
            users = case.people.users(each.person, each.claimed_at - LOOK_MS, sure=True)
            by_person[min(users)].append(each)
    for sent in by_person.values():
        for before, after in pairwise(sent):
            other = (before.kind, before.start) != (after.kind, after.start)
            soon = after.claimed_at - before.claimed_at < _REST_MS
            if other and soon and before.step == 1 == after.step:
                why = f"{before.kind} was handed over at {before.claimed_at}"
                yield Violation(3, why, after.id)


def _in_time(case: Case) -> Iterator[Violation]:
    """A later step lapses two days after it fell due, which is counted from the first."""
    first: dict[tuple[str, str, int], int] = {}
    for each in case.all_handed:
        sequence = (each.person, each.kind, each.start)
        if each.step == 1:
            first.setdefault(sequence, each.claimed_at)
        known = first.get(sequence)
        if known is None or each.step not in _AFTER_FIRST or each.kind == "abandoned_browse":
            continue
        latest = known + _AFTER_FIRST[each.step] + _LAPSES_MS + _SLACK_MS
        if each.claimed_at > latest:
            yield Violation(3, f"it had lapsed at {latest}", each.id)


def _late(case: Case, each: HandOver) -> str | None:
    """A first step lapses two days after it fell due, which is counted from the last activity."""
    if each.step != 1 or each.kind not in _SILENCE:
        return None
    possible = case.facts.possible(each.person, each.claimed_at)
    done = [max(f.done_at, f.input.ended) for f in possible if f.input.began <= each.claimed_at]
    latest = max(done, default=each.claimed_at) + _SILENCE[each.kind] + _LAPSES_MS + _SLACK_MS
    return f"it had lapsed at {latest}" if each.claimed_at > latest else None


def _active(case: Case, each: HandOver) -> str | None:
    """Whether the person was in the shop a moment ago."""
    silence = _SILENCE.get(each.kind)
    if silence is None:
        return None
    known_at = each.claimed_at - LOOK_MS
    for fact in case.facts.certain(each.person, known_at, each.claimed_at):
        recent = known_at - silence + _SLACK_MS < fact.done_at <= known_at
        if recent and fact.step.event in _ACTIVE and not fact.step.backfill:
            return f"the person was active at {fact.done_at}"
    return None


def _few_views(case: Case, each: HandOver) -> str | None:
    if each.kind != "abandoned_browse":
        return None
    views = Counter(
        line.item
        for fact in case.facts.possible(each.person, each.claimed_at)
        if fact.step.event == "Product Viewed"
        for line in fact.step.lines
    )
    return None if max(views.values(), default=0) > 1 else "no item was viewed twice"


def _payment_open(case: Case, each: HandOver) -> str | None:
    """An order on hold, reported after the sequence began, holds it for a day."""
    if each.kind not in ABANDONMENT:
        return None
    known_at = each.claimed_at - LOOK_MS
    for fact in case.facts.certain(each.person, known_at, each.claimed_at):
        on_hold = dict(fact.step.properties).get("status") == "on-hold"
        if on_hold and each.start < fact.done_at and each.claimed_at < fact.done_at + DAY:
            return f"the payment of {fact.step.order} was open since {fact.done_at}"
    return None


def _no_habit(case: Case, each: HandOver) -> str | None:
    """What was bought less than three times has no interval after which it runs out."""
    if each.kind != "replenishment":
        return None
    orders = [f for f in case.facts.possible(each.person, each.claimed_at) if f.step.order]
    times = Counter(line.item for fact in orders for line in fact.step.lines)
    rare = [item for item in each.items if times[item] < _A_HABIT]
    return f"{rare or 'nothing'} was bought again and again" if rare or not each.items else None


def _taken_back(case: Case, each: HandOver) -> str | None:
    """Thanks for an order that was certainly cancelled, where there is no other order."""
    if each.kind != "post_purchase":
        return None
    known_at = each.claimed_at - LOOK_MS
    certain = case.facts.certain(each.person, known_at, each.claimed_at)
    gone = {f.step.order for f in certain if f.step.event == "Order Cancelled"}
    possible = case.facts.possible(each.person, each.claimed_at)
    bought = {f.step.order for f in possible if f.step.event == BOUGHT}
    return "each order was cancelled" if bought and bought <= gone else None
