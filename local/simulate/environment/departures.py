"""What leaves the system by a webhook, the bus or a provider, as its receiver sees it."""

import re
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.ports.channel_sender import Message
from functions.services.nudges.signed_links.wiring import link_signer
from functions.storage import nudges
from functions.storage.keys import nudge_keys
from functions.storage.keys.key import attributes
from local.simulate.environment.confirming import Confirming
from local.simulate.environment.provider_reports import ProviderReports
from local.simulate.environment.receivers import Receivers
from local.simulate.environment.webhook_receivers import BUS, TAKEN
from local.simulate.environment.world import TABLES, World
from local.simulate.history import Attempt, HandOver, History, Reported, Route

_LINK = re.compile(r"https://[^\s]*/c/([\w-]+)")


class Departures:
    """Writes down each hand-over, and lets something become of it."""

    def __init__(
        self,
        world: World,
        history: History,
        receivers: Receivers,
        reports: ProviderReports,
        confirming: Confirming,
    ) -> None:
        self._confirming = confirming
        self._world = world
        self._history = history
        self._receivers = receivers
        self._reports = reports
        self._signer = link_signer(world.services)
        self._attempts: Counter[tuple[str, int]] = Counter()

    def came(self, attempt: Attempt, data: Mapping[str, Any]) -> None:
        """An event reached an endpoint; with `content` it hands a nudge over."""
        if attempt.nudge is None or "content" not in data:
            return
        items = tuple(item["item_id"] for item in data["items"])
        content = data["content"] or {}
        code = (content.get("incentive") or {}).get("code")
        route: Route = "bus" if attempt.endpoint == BUS else "webhook"
        nudge_id = NudgeId.from_text(attempt.nudge)
        made = self._made(
            nudge_id,
            route,
            channel=data["channel"],
            items=items,
            address=data["to"],
            code=code,
            valid_until=data["valid_until"] or 0,
            answered_at=attempt.at,
        )
        if attempt.answer == "gone" and made.attempt == 1:  # it never arrived, and may go again
            given_back = Reported(made.id, "not_sent", attempt.at, attempt.at, "unsure")
            self._history.reports.append(given_back)
        if attempt.answer in TAKEN and made.attempt == 1 and (nudge := self._row(nudge_id)):
            self._receivers.got(nudge, self._random(made), least_ms=1_000)

    def left(self, nudge_id: NudgeId, message: Message, code: str | None) -> None:
        """A provider took the message of a nudge."""
        nudge = self._row(nudge_id)
        assert nudge is not None  # noqa: S101 it was claimed a moment ago
        made = self._made(
            nudge_id,
            "native",
            channel=nudge.channel or "",
            items=nudge.items,
            address=message.address,
            code=code,
            valid_until=nudge.valid_until or 0,
            answered_at=self._world.kernel.now,
        )
        self._reports.sent(nudge, message, self._random(made))

    def mailed(self, message: Message) -> None:
        """A provider took a mail that asks for a confirmation."""
        link = _LINK.search(message.parts["text"])
        assert link is not None  # noqa: S101 it is nothing without one
        capability = self._signer.verify(link.group(1), "confirm")
        self._confirming.mailed(message.address, capability.item_id, link.group())

    def meant(self, reference: str) -> NudgeId:
        """The nudge whose message has this reference."""
        return self._signer.verify(reference, "feedback").nudge_id

    def _made(self, nudge_id: NudgeId, route: Route, **more: Any) -> HandOver:
        key = nudge_keys.nudge(nudge_id)
        claimed_at = self._world.claimed_at[key["pk"] + key["sk"]]
        self._attempts[nudge_id.text, claimed_at] += 1
        made = HandOver(
            id=nudge_id.text,
            person=nudge_id.person.id,
            kind=nudge_id.kind,
            start=nudge_id.start,
            step=nudge_id.step,
            claimed_at=claimed_at,
            route=route,
            attempt=self._attempts[nudge_id.text, claimed_at],
            **more,
        )
        self._history.hand_overs.append(made)
        if made.attempt == 1:
            self._world.around.counts[f"handed over: {nudge_id.kind} {nudge_id.step}"] += 1
        self._world.around.counts[f"route: {route} {made.channel}"] += 1
        return made

    def _row(self, nudge_id: NudgeId) -> Nudge | None:
        """A nudge as it is stored, read from outside of the system; None of an erased person."""
        key = attributes(nudge_keys.nudge(nudge_id))
        client = self._world.engine.dynamodb
        found: Any = client.get_item(TableName=TABLES.customers, Key=key).get("Item")
        return nudges.from_row(found) if found else None

    def _random(self, made: HandOver) -> Random:
        return Random(f"{self._world.around.seed}/{made.id}/{made.answered_at}")  # noqa: S311
