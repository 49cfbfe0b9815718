"""What a test send has to pass: it goes to the allow-list, whatever sandbox and cart say."""

from functions.domain.nudges.guards import channel, person
from functions.domain.nudges.guards.case import StepCase, Verdict

_RULES = (person.paused, person.in_time)
_OF_CHANNEL = (channel.visitor_on_site, channel.suppression, channel.valve)


def refuses_test(case: StepCase) -> Verdict | None:
    """Why a test is not handed over now; caps, quiet hours, consent and the kind do not matter."""
    verdicts = (rule(case) for rule in (*_RULES, _allow_listed, *_OF_CHANNEL))
    return next((verdict for verdict in verdicts if verdict), None)


def _allow_listed(case: StepCase) -> Verdict | None:
    names = {*case.facts.user_ids, case.facts.person.id}
    if case.channel in case.facts.in_sandbox or names & case.settings.allow_list:
        return None
    return Verdict("suppressed", "not_on_allow_list")
