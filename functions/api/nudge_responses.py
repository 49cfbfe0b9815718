"""An explanation of nudges as JSON."""

from dataclasses import asdict

from functions.domain.nudges.decision.explanation import Explanation
from functions.schemas.nudges import (
    ConversionResponse,
    ExplainResponse,
    KindExplanation,
    NudgeResponse,
    Refusal,
)
from functions.services.nudges.explain import Explained


def explained(found: Explained) -> ExplainResponse:
    facts = found.facts
    rests = facts.agenda.rests_until
    return ExplainResponse(
        user_id=facts.person.id,
        at=facts.read_at,
        rests_until=rests if rests > facts.read_at else None,
        kinds=[_kind(each) for each in found.kinds],
        decided=[NudgeResponse.from_nudge(nudge) for nudge in found.decided],
        conversions=[ConversionResponse(**asdict(each)) for each in found.conversions],
    )


def _kind(found: Explanation) -> KindExplanation:
    sequence = found.sequence
    return KindExplanation(
        kind=found.kind,
        on=found.on,
        step=sequence.step if sequence else None,
        due_at=sequence.due_at if sequence else None,
        waiting_for=sequence.reason if sequence else None,
        would_send_on=found.channel,
        refusals=[
            Refusal(
                guard=each.guard,
                channel=each.channel,
                outcome=each.verdict.outcome,
                reason=each.verdict.reason,
                until=each.verdict.until or None,
            )
            for each in found.refused
        ],
    )
