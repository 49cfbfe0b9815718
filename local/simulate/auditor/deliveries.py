"""Webhooks and events of the bus: signed, in time, distinct, taken back, and none forgotten."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from local.simulate.auditor.case import LOOK_MS, Case
from local.simulate.history import Attempt, HandOver, Violation, users_in
from local.simulate.steps import AddCodes, Contact, DeleteEndpoint, Erase

_HANDS_OVER = frozenset({"nudge.ready", "restock.alert"})
_CANCELLED = "nudge.cancelled"
_KNOWN_TO_BE_TAKEN = frozenset({"taken", "taken late"})
_OVER_MS = 15 * 60_000


def deliveries(case: Case) -> Iterator[Violation]:
    for attempt in case.history.attempts:
        case.compared["compared: attempts of deliveries"] += 1
        if not attempt.verified:
            yield Violation(6, f"no signature that {attempt.endpoint} can verify", attempt.type)
    yield from _late(case)
    yield from _distinct(case)
    yield from _secrets(case)
    yield from _taken_back(case)
    yield from _waiting(case)


def _late(case: Case) -> Iterator[Violation]:
    """No attempt begins when the nudge may not be sent any more."""
    for each in case.all_sent:
        if each.route in {"webhook", "bus"} and each.answered_at > each.valid_until:
            why = f"attempt {each.attempt} at {each.answered_at}, valid until {each.valid_until}"
            yield Violation(3, why, each.id)


def _distinct(case: Case) -> Iterator[Violation]:
    """An event has one id at an endpoint, and no other event has it."""
    ids: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    events: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for attempt in case.history.attempts:
        if attempt.nudge:
            ids[attempt.endpoint, attempt.type, attempt.nudge].add(attempt.message_id)
            events[attempt.endpoint, attempt.message_id].add(attempt.type + attempt.nudge)
    for (_, event_type, nudge), found in ids.items():
        if len(found) > 1 and event_type != "nudge.converted":
            yield Violation(2, f"{event_type} of it has {len(found)} ids", nudge)
    for (_, message_id), found in events.items():
        if len(found) > 1:
            yield Violation(2, f"{len(found)} events have its id", message_id)


def _secrets(case: Case) -> Iterator[Violation]:
    """No notice holds an address or a code; only the hand-over of the one route does."""
    hidden = {f'"{given.step.address}"' for given in case.history.inputs_of(Contact)}
    hidden |= {f'"{c}"' for given in case.history.inputs_of(AddCodes) for c in given.step.codes}
    handed = {(each.id, each.answered_at) for each in case.history.hand_overs}
    for attempt in case.history.attempts:
        if (attempt.nudge, attempt.at) in handed:
            continue
        if found := next((each for each in hidden if each in attempt.body), None):
            yield Violation(6, f"a notice to {attempt.endpoint} holds {found}", attempt.type)


def _taken_back(case: Case) -> Iterator[Violation]:
    """A nudge that an endpoint may have, and must not send, is cancelled there last."""
    sent: defaultdict[str, list[HandOver]] = defaultdict(list)
    for each in case.all_sent:
        if each.route in {"webhook", "bus"}:
            sent[each.id].append(each)
    cancelled: defaultdict[str, list[Attempt]] = defaultdict(list)
    for attempt in case.history.attempts:
        if attempt.type == _CANCELLED and attempt.nudge in sent and attempt.endpoint != "watcher":
            cancelled[attempt.nudge or ""].append(attempt)
    for nudge, attempts in sent.items():
        notices = cancelled.get(nudge, [])
        yield from map(partial(Violation, 1, subject=nudge), _after(attempts, notices))
        if why := _not_cancelled(case, attempts, notices):
            yield Violation(1, why, nudge)


def _after(attempts: list[HandOver], notices: list[Attempt]) -> Iterator[str]:
    for notice in notices:
        later = [each for each in attempts if each.answered_at > notice.at]
        if later and later[0].claimed_at < notice.at:
            yield f"attempt at {later[0].answered_at}, after it was cancelled at {notice.at}"


def _not_cancelled(case: Case, attempts: list[HandOver], notices: list[Attempt]) -> str | None:
    """Whether no attempt is known to have arrived, no other one follows, and no notice came."""
    last = attempts[-1]
    own = [a for a in case.history.attempts if a.nudge == last.id and a.type in _HANDS_OVER]
    arrived = any(a.answer in _KNOWN_TO_BE_TAKEN for a in own if a.endpoint != "watcher")
    reported = any(r.id == last.id for r in case.history.reports)
    waiting = any(
        f"#{last.kind}#{last.start}#{last.step}" in each.event for each in case.history.waits
    )
    gone = case.history.inputs_of(DeleteEndpoint) or any(
        a.answer == "gone" or a.type == "endpoint.disabled" for a in case.history.attempts
    )
    erased = {user for e in case.history.inputs_of(Erase) for user in users_in(e.step)}
    of_erased = case.people.users(last.person, case.history.end, sure=False) & erased
    young = last.answered_at > case.history.end - LOOK_MS
    if arrived or reported or waiting or notices or gone or of_erased or young:
        return None
    return f"{len(attempts)} attempts in vain, and no notice that it is cancelled"


def _waiting(case: Case) -> Iterator[Violation]:
    """At the end, when nothing fails any more, each delivery that waits has a time to come."""
    for each in case.history.waits:
        if each.due_at < case.history.end - _OVER_MS:
            yield Violation(4, f"a delivery was due at {each.due_at}", each.event)
