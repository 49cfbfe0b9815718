"""Invariant 5: alerts for stock that is there, as many as there is stock for, each wish once."""

from collections import defaultdict
from collections.abc import Iterator
from math import floor

from local.simulate.auditor.case import LOOK_MS, Case
from local.simulate.auditor.guests import confirmed, is_guest
from local.simulate.history import HandOver, Violation
from local.simulate.steps import EndSubscription, Stock, Subscribe

WAVE_MS = 30 * 60_000
# A message of a wave may be late, and come again, before the wave begins.
_LATE_MS = 5 * 60_000


def restock(case: Case) -> Iterator[Violation]:
    alerts: defaultdict[str, list[HandOver]] = defaultdict(list)
    displayed = {each.id: each for each in reversed(case.history.shown)}.values()
    for each in sorted((*case.all_handed, *displayed), key=lambda each: each.claimed_at):
        if each.kind == "restock" and each.id not in case.freed:
            for item in each.items:
                alerts[item].append(each)
    for item, sent in alerts.items():
        yield from _wishes(case, item, sent)
        yield from _allowance(case, item, sent)
    for each in case.all_sent:
        if each.kind == "restock" and (why := _wanted(case, each)):
            yield Violation(5, why, each.id)


def _wishes(case: Case, item: str, sent: list[HandOver]) -> Iterator[Violation]:
    """A customer gets no more alerts than they asked for."""
    by_person: defaultdict[str, list[HandOver]] = defaultdict(list)
    for each in sent:
        by_person[min(case.people.users(each.person, each.claimed_at, sure=True))].append(each)
    for person, own in by_person.items():
        users = case.people.users(person, own[-1].claimed_at, sure=False)
        asked = sum(
            1
            for given in case.history.inputs_of(Subscribe)
            if given.step.item == item
            and given.step.user in users
            and given.possible_from <= own[-1].claimed_at
        )
        if is_guest(person):
            asked = len(confirmed(case, own[-1], item))
        if len(own) > asked:
            yield Violation(5, f"{len(own)} alerts of {item} for {asked} wishes", person)


def _wanted(case: Case, each: HandOver) -> str | None:
    """Whether the wait had certainly ended, or was for another channel."""
    users = case.people.users(each.person, each.checked_by, sure=False)
    if is_guest(each.person):
        return None if each.channel == "email" else "a guest is reached by e-mail alone"
    asked = [
        given
        for given in case.history.inputs_of(Subscribe)
        if given.step.item in each.items
        and given.step.user in users
        and given.possible_from <= each.checked_by
    ]
    channels = {given.step.channel for given in asked}
    if asked and not channels & {each.channel, ""}:
        return f"it was asked for on {asked[0].step.channel}"
    for end in case.history.inputs_of(EndSubscription):
        sure = end.sure_from <= each.checked_by - LOOK_MS and end.step.user in users
        again = any(given.ended > end.began for given in asked)
        if sure and end.step.item in each.items and not again:
            return f"the wait had ended at {end.ended}"
    return None


def _allowance(case: Case, item: str, sent: list[HandOver]) -> Iterator[Violation]:
    """In any time of one wave, no more alerts than the waves that may be in force in it allow.

    One of them may have begun before that time, by the stock of then.
    """
    counts = [c for c in case.history.inputs_of(Stock) if c.step.item == item]
    for place, last in enumerate(sent):
        since = last.claimed_at - WAVE_MS
        number = sum(1 for each in sent[: place + 1] if each.claimed_at > since)
        ratio = max(case.settings.possible("ratio", since, last.claimed_at))
        began = since - WAVE_MS - _LATE_MS
        earlier = case.shelves.possible_quantities(item, began - LOOK_MS, since)
        standing = case.shelves.possible_quantities(item, since - LOOK_MS, since)
        fresh = [c.step.quantity for c in counts if since < c.ended and c.began <= last.claimed_at]
        lasting = [max(earlier), max(standing)] if any(standing) else []  # a sell-out ends a wave
        allowed = sum(floor(quantity * ratio) for quantity in [*fresh, *lasting])
        if number > allowed:
            yield Violation(
                5, f"{number} alerts of {item} in half an hour, {allowed} allowed", last.id
            )
