"""Invariant 3: consent, suppression, kinds that are on, watermark, sandbox and erasure."""

from collections.abc import Iterator

from local.simulate.auditor.case import LOOK_MS, Case, stored_by
from local.simulate.auditor.guests import confirmed, is_guest
from local.simulate.history import HandOver, Input, Violation
from local.simulate.steps import Alias, Consent, Contact, Suppress, Track

_TURN_OFF = frozenset({"unsubscribed", "bounced", "complained"})


def permission(case: Case) -> Iterator[Violation]:
    for each in case.all_sent:
        for why in (
            _no_consent(case, each),
            _suppressed(case, each),
            _off(case, each),
            _other_route(case, each),
            _too_old(case, each),
            _outside_sandbox(case, each),
            _erased(case, each),
        ):
            if why:
                yield Violation(3, why, each.id)


def _no_consent(case: Case, each: HandOver) -> str | None:
    """A no, or no answer at all, that certainly held when the claim was written."""
    if is_guest(each.person):
        return None if confirmed(case, each) else "the owner of the address confirmed nothing"
    users = case.people.users(each.person, each.checked_by, sure=False)
    answers = [
        a for a in _answers(case, users, each.channel) if a[0].possible_from <= each.checked_by
    ]
    if not any(value for _, value in answers):
        return f"there was no consent to {each.channel}"
    noes = [given for given, value in answers if not value and given.sure_from < stored_by(each)]
    yeses = [given for given, value in answers if value]
    for no in noes:
        if _in_force(case, users, no, yeses, each):
            return f"consent to {each.channel} had ended at {no.ended}"
    return None


def _in_force(case: Case, users: set[str], no: Input, yeses: list[Input], each: HandOver) -> bool:
    """Whether no yes can be newer than the no, which is that of a certain name."""
    whose = _user_of(no)
    sure = case.people.users(each.person, each.checked_by - LOOK_MS, sure=True)
    if whose is None or whose not in sure:
        return False
    newest = no.ended
    for alias in case.history.inputs_about(Alias, {whose}):
        # A no of either name counts as given when the names were joined.
        if alias.sure_from < stored_by(each):
            newest = max(newest, alias.began)
    return all(
        yes.ended <= no.began or yes.ended < newest for yes in yeses if _user_of(yes) in users
    )


def _user_of(given: Input) -> str | None:
    step = given.step
    if isinstance(step, Consent):
        return step.user
    return step.who.user if isinstance(step, Track) else None


def _answers(case: Case, users: set[str], channel: str) -> Iterator[tuple[Input, bool]]:
    for given in case.history.inputs_about(Consent, users):
        if given.step.channel == channel:
            yield given, given.step.value
    for given in case.history.inputs_about(Track, users):
        step = given.step
        theirs = step.trust != "browser"
        named = dict(step.properties).get("channel") == channel
        if step.event == "Unsubscribed" and theirs and named:
            yield given, False
    yield from _reported(case, users, channel)


def _reported(case: Case, users: set[str], channel: str) -> Iterator[tuple[Input, bool]]:
    """Reports that turn a channel off at once, as a no of the person does."""
    mine = {h.id: h for h in case.handed_to(users) if h.channel == channel}
    for each in case.history.reports:
        if each.outcome not in _TURN_OFF or each.id not in mine:
            continue
        handed = mine[each.id]
        bounced = each.outcome == "bounced"
        if not (bounced and (channel == "push" or _replaced(case, users, handed, each.ended))):
            user = handed.person
            no = Consent(number=0, at=0, user=user, channel=channel, value=False)
            yield Input(no, each.began, each.ended, each.result), False


def _replaced(case: Case, users: set[str], handed: HandOver, by: int) -> bool:
    """Whether the shop may have given another address since a hand-over, which no bounce ends."""
    of = "sms" if handed.channel == "whatsapp" else handed.channel  # one number for both
    return any(
        given.step.channel == of
        and given.step.address != handed.address
        and handed.claimed_at - LOOK_MS <= given.ended
        and given.possible_from <= by
        for given in case.history.inputs_about(Contact, users)
    )


def _suppressed(case: Case, each: HandOver) -> str | None:
    for given in case.history.inputs_of(Suppress):
        same = given.step.address == each.address and given.step.channel == each.channel
        if same and given.sure_from < stored_by(each):
            return f"the address was suppressed at {given.ended}"
    return None


def _off(case: Case, each: HandOver) -> str | None:
    known_at = each.checked_by - LOOK_MS
    if case.settings.possible(f"kind.{each.kind}", known_at, each.checked_by) == {False}:
        return f"the kind {each.kind} was off"
    if case.settings.possible(f"channel.{each.channel}", known_at, each.checked_by) == {False}:
        return f"the channel {each.channel} was off"
    users = case.people.users(each.person, known_at, sure=True)
    if all(users & set(s) for s in case.settings.possible("staff", known_at, each.checked_by)):
        return "the person is of the staff"
    if case.settings.possible("paused", known_at, each.checked_by) == {True}:
        return "everything was paused"
    return None


def _other_route(case: Case, each: HandOver) -> str | None:
    """Whether the channel certainly had another route when the nudge was claimed."""
    known_at = each.claimed_at - LOOK_MS
    routes = case.settings.possible(f"route.{each.channel}", known_at, each.claimed_at)
    if any(route.partition(":")[0] == each.route for route in routes):
        return None
    return f"the route of {each.channel} was {', '.join(sorted(routes))}, not {each.route}"


def _too_old(case: Case, each: HandOver) -> str | None:
    mark = case.settings.switched_on(each.kind, each.checked_by - LOOK_MS)
    return f"it began at {each.start}, before the watermark {mark}" if each.start < mark else None


def _outside_sandbox(case: Case, each: HandOver) -> str | None:
    known_at, until = each.checked_by - LOOK_MS, each.checked_by
    if case.settings.possible("sandbox", known_at, until) != {True}:
        return None
    lists = case.settings.possible("allow", known_at, until)
    allowed = any(each.address in listed or each.person in listed for listed in lists)
    return None if allowed else "the receiver is not on the sandbox's list"


def _erased(case: Case, each: HandOver) -> str | None:
    for erasure in case.people.erased(each.person, each.checked_by):
        users = case.people.users(each.person, erasure.began, sure=True)
        theirs = getattr(erasure.step, "user", None) in users
        if theirs and erasure.sure_from < stored_by(each) and each.start <= erasure.began:
            return f"the person was erased at {erasure.ended}"
    return None
