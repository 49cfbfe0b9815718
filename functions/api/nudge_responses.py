"""Nudges of a lease, and an explanation of nudges, as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from functions.domain.nudges.decision.explanation import Explanation, Refused
from functions.domain.nudges.decision.forecast import Forecast
from functions.domain.nudges.decision.meanings import meaning_of
from functions.domain.nudges.kinds import Kind
from functions.domain.nudges.messages.content import NudgeContent
from functions.schemas.nudges import (
    CancelledNudge,
    ChannelForecast,
    ConversionResponse,
    ExplainResponse,
    KindExplanation,
    LeasedNudge,
    LeaseResponse,
    NudgeResponse,
    Refusal,
)
from functions.services.nudges.explain import Explained
from functions.services.nudges.hand_over.lease import Leased

MAX_ANSWER_BYTES = 5_000_000
"""Of contents; Lambda answers with 6 MB at most, and what else is in the answer is far less."""


def leased(found: Leased, contents: Sequence[NudgeContent | None]) -> LeaseResponse:
    """The nudges of a lease, those whose content the answer has no room for without it.

    An answer that Lambda refuses would lose them all: their tool gets none, and they are leased.
    """
    nudges, left = list[LeasedNudge](), MAX_ANSWER_BYTES
    for each, content in zip(found.nudges, contents, strict=True):
        nudge = LeasedNudge.from_leased(each.nudge, each.facts, content)
        size = len(json.dumps(nudge.model_dump_json()))  # as Lambda carries it: text inside JSON
        if size > left:
            nudge = nudge.model_copy(update={"content": None})
        else:
            left -= size
        nudges.append(nudge)
    cancelled = [
        CancelledNudge(nudge_id=each.id.text, reason=each.recalled or each.reason)
        for each in found.cancelled
    ]
    return LeaseResponse(nudges=nudges, cancelled=cancelled)


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
