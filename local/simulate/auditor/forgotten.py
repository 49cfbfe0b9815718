"""Invariant 4: what is due is not forgotten; it has an end, or a time until which it is held."""

from collections.abc import Iterator

from local.simulate.auditor.carts import ADDED, BOUGHT, VIEWED, cart_of
from local.simulate.auditor.case import DAY, HOUR, Case
from local.simulate.auditor.facts import Fact
from local.simulate.auditor.guests import is_guest
from local.simulate.history import Violation, users_in
from local.simulate.steps import Contact, Erase

NATIVE = "native"
ENDS = frozenset(
    {"sent", "unknown", "skipped", "suppressed", "cancelled", "lapsed", "merged", "held_out"}
)
SILENCE_MS = HOUR
SETTLED_MS = 2 * HOUR
"""So long after it was due even a late stream and a failed sweep have come to an end."""
OVER_MS = 15 * 60_000


def forgotten(case: Case) -> Iterator[Violation]:
    yield from _overdue(case)
    yield from _dead_letters(case)
    yield from _without_address(case)
    for user in sorted(_users(case)):
        yield from _unplanned(case, user)


def _overdue(case: Case) -> Iterator[Violation]:
    """At the end, when nothing fails any more, every step has an end or a time to come."""
    for line in case.history.explained:
        waits = line.due_at is not None and line.due_at > case.history.end - OVER_MS
        if line.outcome not in ENDS and not waits:
            subject = f"{line.person} {line.kind} {line.start} {line.step}"
            yield Violation(4, f"it is {line.outcome} and was due at {line.due_at}", subject)
    known = {(x.kind, x.start, x.step) for x in case.history.explained}
    erased = {user for e in case.history.inputs_of(Erase) for user in users_in(e.step)}
    for each in case.all_handed:
        gone = case.people.users(each.person, case.history.end, sure=False) & erased
        if (each.kind, each.start, each.step) not in known and not gone:
            yield Violation(4, "explain knows nothing of it", each.id)


def _dead_letters(case: Case) -> Iterator[Violation]:
    for note in case.history.notes:
        yield Violation(4, note)


def _without_address(case: Case) -> Iterator[Violation]:
    """No step was decided for a channel on which the stack has never had an address to send to."""
    for line in case.history.explained:
        channel = line.channel
        if channel is None or is_guest(line.person):
            continue
        routes = case.settings.possible(f"route.{channel}", case.history.start, case.history.end)
        users = case.people.users(line.person, case.history.end, sure=False)
        of = "sms" if channel == "whatsapp" else channel  # one number for both
        given = any(each.step.channel == of for each in case.history.inputs_about(Contact, users))
        if routes == {NATIVE} and not given:
            subject = f"{line.person} {line.kind} {line.start} {line.step}"
            yield Violation(4, f"it was to go by {channel}, without an address", subject)


def _users(case: Case) -> set[str]:
    return {user for each in case.history.inputs for user in users_in(each.step)}


def _unplanned(case: Case, user: str) -> Iterator[Violation]:
    """A cart that was certainly left for long enough has a sequence that began with it."""
    end = case.history.end
    certain = case.facts.certain(user, end, end)
    possible = case.facts.possible(user, end)
    if len(certain) != len(possible) or case.people.erased(user, end):
        return
    users = case.people.users(user, end, sure=True)
    staff = case.settings.possible("staff", 0, end)
    if user != min(users) or any(users & set(each) for each in staff):  # their carts plan nothing
        return
    lines = case.explained_of(users)
    for fact, following in _pauses(certain, end):
        if (
            not _was_left(case, user, fact, certain)
            or following - fact.done_at < SILENCE_MS + SETTLED_MS
        ):
            continue
        known = any(
            x.kind in {"abandoned_cart", "abandoned_checkout"}
            and fact.done_at - 10 * DAY <= x.start <= fact.done_at + SILENCE_MS + SETTLED_MS
            for x in lines
        )
        if not known:
            yield Violation(4, f"the cart left at {fact.done_at} has no sequence", user)


def _pauses(facts: list[Fact], end: int) -> Iterator[tuple[Fact, int]]:
    """Each event with the time of the next one."""
    for place, fact in enumerate(facts):
        yield fact, facts[place + 1].done_at if place + 1 < len(facts) else end


def _was_left(case: Case, user: str, fact: Fact, facts: list[Fact]) -> bool:
    """Whether the event certainly has to start a sequence, or finds one that is open."""
    step, at = fact.step, fact.done_at
    if step.event not in {ADDED, VIEWED} or step.backfill or step.late or step.skew:
        return False
    if fact.input.ended - fact.input.began > OVER_MS:
        return False
    if _linked_later(fact, user, case):
        return False
    later = at + SILENCE_MS + SETTLED_MS
    on = case.settings.possible("kind.abandoned_cart", at - OVER_MS, later) == {True}
    paused = case.settings.possible("paused", at - OVER_MS, later) != {False}
    if not on or paused or case.settings.switched_on("abandoned_cart", later) > at - OVER_MS:
        return False
    resting = [f for f in facts if f.step.event == BOUGHT and at - 8 * DAY < f.done_at <= later]
    users = case.people.users(user, case.history.end, sure=False)
    handed = [h for h in case.handed_to(users) if at - 8 * DAY < h.claimed_at <= later]
    if resting or handed or _rested_before(case, user, later):
        return False
    cart = cart_of(case.facts, user, later, later)
    return bool(cart) and not _all_gone(case, cart, at, later)


def _rested_before(case: Case, user: str, until: int) -> bool:
    """Whether a step was held out lately, or claimed by a process that ended.

    Both arms of the holdout rest alike, and what was claimed may have been sent.
    """
    users = case.people.users(user, case.history.end, sure=False)
    lines = [x for x in case.explained_of(users) if x.outcome in {"held_out", "unknown"}]
    return any(until - 12 * DAY < line.start <= until for line in lines)


def _linked_later(fact: Fact, user: str, case: Case) -> bool:
    """What a visitor did before they were known is adopted, and starts nothing by itself."""
    name = fact.name
    return not name.startswith("u:") and not case.people.is_theirs(
        name, user, done_at=fact.done_at, known_at=fact.input.began, by=fact.input.ended
    )


def _all_gone(case: Case, cart: dict[str, int] | None, since: int, until: int) -> bool:
    return all(case.shelves.surely_gone(item, since, until) for item in cart or {})
