"""Guards that concern one channel of a person; `case.channel` is never None here."""

from functions.domain.delivery.routes import NATIVE
from functions.domain.nudges.agenda import HandOver
from functions.domain.nudges.guards.caps import free_at
from functions.domain.nudges.guards.case import StepCase, Verdict
from functions.domain.nudges.guards.quiet_hours import quiet_until, spread, zone_of
from functions.domain.nudges.kinds import ON_SITE, Channel
from functions.domain.preferences import PERSONALIZATION, Question, allows

_LOOK_AGAIN_MS = 3_600_000


def channel_on(case: StepCase) -> Verdict | None:
    """The shop uses the channel, and did when the sequence was triggered."""
    channel = _channel(case)
    if channel not in case.settings.channels or channel not in case.of_kind.channels:
        return Verdict("skipped", "channel_off")
    if case.since < case.settings.channels_since.get(channel, 0):
        return Verdict("skipped", "before_channel")
    return None


def provider(case: StepCase) -> Verdict | None:
    """Where the stack sends by itself, the channel has a provider, and the person an address."""
    channel = _channel(case)
    if case.settings.route(channel) != NATIVE:
        return None
    if not case.settings.providers.configured(channel):
        return Verdict("hold", "not_configured", case.now + _LOOK_AGAIN_MS)
    if channel not in case.facts.addresses:
        return Verdict("skipped", "no_address")
    return None


def visitor_on_site(case: StepCase) -> Verdict | None:
    """A visitor is reached on site only."""
    if case.facts.person.kind == "visitor" and case.channel != ON_SITE:
        return Verdict("skipped", "visitor")
    return None


def consent(case: StepCase) -> Verdict | None:
    """Each channel needs a yes of the person; the shop's own page needs only no objection.

    Who confirmed an address for one item agreed to one mail about it.
    """
    channel = _channel(case)
    wish = case.facts.subscriptions.get(case.note) if case.kind == "restock" else None
    if wish and wish.agreed(channel, case.facts.preferences):
        return None
    question: Question = PERSONALIZATION if channel == "onsite" else channel
    if not allows(case.facts.preferences, question):
        return Verdict("skipped", "no_consent")
    return None


def suppression(case: StepCase) -> Verdict | None:
    """An address that bounced or complained is never used again."""
    recipient = case.facts.recipients.get(_channel(case))
    if recipient and recipient.suppressed:
        return Verdict("suppressed", "suppressed")
    return None


def sandbox(case: StepCase) -> Verdict | None:
    """Refuse people and addresses outside the allow-list while the sandbox is on."""
    if not case.settings.sandbox:
        return None
    names = {*case.facts.user_ids, case.facts.person.id}
    if _channel(case) in case.facts.in_sandbox or names & case.settings.allow_list:
        return None
    return Verdict("suppressed", "sandbox")


def cap_per_channel(case: StepCase) -> Verdict | None:
    """Refuse more hand-overs on a channel than its cap in a rolling window."""
    channel = _channel(case)
    cap = case.settings.caps.get(channel)
    if cap is None or channel == ON_SITE:
        return None
    times = [entry.at for entry in _ledger(case) if entry.channel == channel]
    return _over(case, free_at(times, cap, case.now), "cap")


def cap_per_address(case: StepCase) -> Verdict | None:
    """The same for the address, whichever of its people was reached there."""
    cap = case.settings.caps.get(_channel(case))
    recipient = case.facts.recipients.get(_channel(case))
    if cap is None or recipient is None:
        return None
    return _over(case, free_at(recipient.sends, cap, case.now), "cap_of_address")


def cap_over_all(case: StepCase) -> Verdict | None:
    """Refuse more hand-overs than the cap over all channels; the shop's own page never counts."""
    if case.channel == ON_SITE:
        return None
    times = [entry.at for entry in _ledger(case) if entry.channel != ON_SITE]
    return _over(case, free_at(times, case.settings.cap_over_all, case.now), "cap_over_all")


def quiet_hours(case: StepCase) -> Verdict | None:
    """Messages wait until the morning where the person is, or are left out, by kind."""
    if case.channel == ON_SITE:
        return None
    settings = case.settings
    until = quiet_until(
        case.now,
        zone_of(case.facts.timezone, settings.timezone),
        begins=settings.quiet_from,
        ends=settings.quiet_until,
    )
    if until is None:
        return None
    if case.of_kind.quiet == "skip":
        return Verdict("skipped", "quiet_hours")
    return Verdict("hold", "quiet_hours", until + spread(case.facts.person.key, settings.spread_s))


def valve(case: StepCase) -> Verdict | None:
    """The whole shop hands over so many a minute."""
    if case.valve_open or case.channel == ON_SITE:
        return None
    return Verdict("hold", "valve", (case.now // 60_000 + 1) * 60_000)


def _ledger(case: StepCase) -> list[HandOver]:
    own = (case.kind, case.start, case.step)
    return [e for e in case.facts.agenda.ledger if (e.kind, e.start, e.step) != own]


def _over(case: StepCase, free: int, reason: str) -> Verdict | None:
    return Verdict("hold", reason, free) if free > case.now else None


def _channel(case: StepCase) -> Channel:
    assert case.channel is not None  # noqa: S101 by the guard's scope
    return case.channel
