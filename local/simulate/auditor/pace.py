"""Invariant 3: quiet hours, caps, valve and holdout."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from local.simulate.auditor.case import DAY, HOUR, LOOK_MS, Case
from local.simulate.history import HandOver, Violation

MINUTE = 60_000


def pace(case: Case) -> Iterator[Violation]:
    yield from _quiet(case)
    yield from _caps(case)
    yield from _valve(case)
    yield from _held_out(case)


def _quiet(case: Case) -> Iterator[Violation]:
    for each in case.all_sent:
        zones = _zones(case, each)
        settings = case.settings
        known_at = each.checked_by - LOOK_MS
        starts = settings.possible("quiet_from", known_at, each.checked_by)
        ends = settings.possible("quiet_to", known_at, each.checked_by)
        quiet = [
            _is_quiet(each.checked_by, zone, start, end)
            for zone in zones
            for start in starts
            for end in ends
        ]
        if quiet and all(quiet):
            yield Violation(3, f"it was a quiet hour in {', '.join(sorted(zones))}", each.id)


def _is_quiet(at: int, zone: str, start: int, end: int) -> bool:
    local = datetime.fromtimestamp(at / 1_000, ZoneInfo(zone))
    hour = local.hour
    return start <= hour or hour < end if start > end else start <= hour < end


def _zones(case: Case, each: HandOver) -> set[str]:
    """The zones in which the person may be: any that an event named, or the shop's."""
    shop = case.settings.possible("zone", each.checked_by - LOOK_MS, each.checked_by)
    named = [f for f in case.facts.possible(each.person, each.checked_by) if f.step.timezone]
    certain = [
        f
        for f in case.facts.certain(each.person, each.checked_by - LOOK_MS, each.checked_by)
        if f.step.timezone
    ]
    if not named:
        return shop
    if len(certain) == len(named):  # nothing is open, so the newest one decides
        return {str(certain[-1].step.timezone)}
    return shop | {str(f.step.timezone) for f in named}


def _caps(case: Case) -> Iterator[Violation]:
    """Per person and per address; a nudge that was given back as not sent does not count."""
    groups: defaultdict[tuple[str, str], list[HandOver]] = defaultdict(list)
    for each in case.all_handed:
        if each.id not in case.freed:
            groups[
                "person", min(case.people.users(each.person, each.claimed_at, sure=True))
            ].append(each)
            if each.address:
                groups["address", each.address].append(each)
    for (what, _), sent in groups.items():
        yield from _over(case, what, sent)


def _over(case: Case, what: str, sent: list[HandOver]) -> Iterator[Violation]:
    for place, each in enumerate(sent):
        known_at, until = each.claimed_at - LOOK_MS, each.claimed_at
        earlier = sent[:place]
        hours = min(case.settings.possible(f"{each.channel}_hours", known_at, until))
        near = [e for e in earlier if e.channel == each.channel and _within(e, each, hours * HOUR)]
        if near:
            gap = (each.claimed_at - near[-1].claimed_at) // MINUTE
            yield Violation(3, f"{each.channel} to one {what} twice in {gap} min", each.id)
        week = max(case.settings.possible("per_week", known_at, until))
        count = sum(1 for e in earlier if _within(e, each, 7 * DAY))
        if what == "person" and count >= week:
            yield Violation(3, f"{count + 1} messages in a week", each.id)


def _within(earlier: HandOver, later: HandOver, window: int) -> bool:
    return later.claimed_at - earlier.claimed_at < window


def _valve(case: Case) -> Iterator[Violation]:
    minutes = Counter(each.claimed_at // MINUTE for each in case.all_handed)
    for minute, count in minutes.items():
        limit = max(
            case.settings.possible("valve", minute * MINUTE - LOOK_MS, (minute + 1) * MINUTE)
        )
        if count > limit:
            yield Violation(3, f"{count} hand-overs in one minute, and {limit} are allowed")


def _held_out(case: Case) -> Iterator[Violation]:
    """A sequence that `explain` says is held out was never handed over, and none is at 100 %."""
    held = {(x.person, x.kind, x.start) for x in case.history.explained if x.outcome == "held_out"}
    for each in case.all_handed:
        if (each.person, each.kind, each.start) in held:
            yield Violation(3, "its sequence is held out", each.id)
        shares = case.settings.possible("holdout", each.start, each.claimed_at)
        if shares == {1.0}:
            yield Violation(3, "all people are held out", each.id)
