"""An explanation of nudges as JSON."""

from dataclasses import asdict

from functions.domain.nudges.decision.explanation import Explanation, Refused
from functions.domain.nudges.decision.forecast import Forecast
from functions.domain.nudges.decision.meanings import meaning_of
from functions.domain.nudges.kinds import Kind
from functions.schemas.nudges import (
    ChannelForecast,
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
    sequence, nudge, sends = found.sequence, found.nudge, found.sends
    return KindExplanation(
        kind=found.kind,
        on=found.on,
        step=sequence.step if sequence else nudge and nudge.id.step,
        due_at=sequence.due_at if sequence else None,
        waiting_for=sequence.reason if sequence else nudge and nudge.state,
        would_send_on=sends and sends.channel,
        would_send_at=sends and sends.at,
        channels=[_channel(each, found.kind) for each in found.channels],
        refusals=[_refusal(each, found.kind) for each in found.refused],
    )


def _channel(found: Forecast, kind: Kind) -> ChannelForecast:
    return ChannelForecast(
        channel=found.channel,
        outlook=found.outlook,
        at=found.at,
        reason=found.reason,
        meaning=meaning_of(found.reason, kind),
    )


def _refusal(found: Refused, kind: Kind) -> Refusal:
    return Refusal(
        guard=found.guard,
        channel=found.channel,
        outcome=found.verdict.outcome,
        reason=found.verdict.reason,
        meaning=meaning_of(found.verdict.reason, kind),
        until=found.verdict.until or None,
    )
