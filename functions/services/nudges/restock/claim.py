"""What the hand-over of a restock nudge uses up: one of a wave's alerts, and the subscription."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from functions.domain.nudges.decision.open_nudges import UNCLAIMED_MS
from functions.domain.nudges.guards.case import Verdict
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.restock.step import RestockStep
from functions.domain.nudges.restock.wave import Wave, allowance
from functions.services.nudges.facts.fact_reader import Reading
from functions.services.nudges.hand_over.claim import Part
from functions.storage.nudges import NudgeRows
from functions.storage.subscriptions import SubscriptionRows, notified_actions
from functions.storage.waves import WaveRows


class RestockClaim:
    def __init__(
        self,
        waves: WaveRows,
        subscriptions: SubscriptionRows,
        nudges: NudgeRows,
        table: str,
        clock: Callable[[], int],
    ) -> None:
        self._waves = waves
        self._subscriptions = subscriptions
        self._nudges = nudges
        self._table = table
        self._clock = clock

    def __call__(self, nudge: Nudge, reading: Reading) -> Part | Verdict:
        """Take an alert before the claim; where none is left, the person has to wait for a wave.

        An alert that is taken and then not used, because this process ends, is not given back: a
        wave may reach fewer people than it may, and never more.
        """
        subscription = reading.facts.subscriptions.get(nudge.note)
        wave = self._taken(nudge, reading) if subscription else None
        if subscription is None or wave is None:
            return _waits(nudge, reading)
        return Part(replace(nudge, alert=wave.note), notified_actions(self._table, subscription))

    def _taken(self, nudge: Nudge, reading: Reading) -> Wave | None:
        """The wave of which an alert was taken: the newest there, not that of the step.

        So people of several waves who pass at the same time do not get the alerts of all of them.
        """
        transition, settings = _step(nudge).wave.transition, reading.settings
        item = reading.facts.items.get(transition.item_id)
        level = item.level_at(transition.location) if item else None
        if level is None:
            return None
        return self._waves.take(
            replace(transition, version=level.restocked_at),
            old_from=reading.facts.read_at - settings.restock_gap_s * 1000,
            at_most=allowance(level.quantity, settings.restock_ratio),
            visitor=_of_visitor(nudge),
        )

    def displays(self, nudge: Nudge, reading: Reading) -> bool:
        """Take an alert when a page gets the nudge first; later it gets it without another one."""
        if nudge.displayed_at is not None:
            return True
        wave = self._taken(nudge, reading)
        if wave is None:
            return False
        if self._nudges.display(nudge.id, at=self._clock(), alert=wave.note):
            return True
        # Another page got it at the same time, or it ended.
        self._waves.give_back(wave, visitor=_of_visitor(nudge))
        return False

    def shown(self, nudge: Nudge) -> Sequence[dict[str, Any]]:
        """The subscription of a nudge that a page has shown: it is answered now."""
        step = _step(nudge)
        known, _ = self._subscriptions.get(step.person, step.item_id)
        if known is None or (known.since, known.state) != (step.since, "active"):
            return ()
        return notified_actions(self._table, known)

    def lost(self, nudge: Nudge) -> None:
        """Give the alert back, as the claim's transaction was cancelled as a whole."""
        if nudge.alert:
            wave = Wave.from_note(nudge.items[0], nudge.alert)
            self._waves.give_back(wave, visitor=_of_visitor(nudge))

    def taken_back(self, nudge: Nudge) -> Sequence[dict[str, Any]]:
        """The person waits again in their old place, as the nudge was not sent."""
        step = _step(nudge)
        known, rev = self._subscriptions.get(step.person, step.item_id)
        if known is None or (known.since, known.state) != (step.since, "notified"):
            return ()  # asked again, or ended, since then
        return self._subscriptions.put_actions(replace(known, state="active"), rev=rev)


def _waits(nudge: Nudge, reading: Reading) -> Verdict:
    """No alert is left: a claim that fails gives one back in a moment, the next wave has more.

    So the nudge waits as long as it has waited already, and no longer than until the next wave.
    """
    now, gap_ms = reading.facts.read_at, reading.settings.restock_gap_s * 1000
    wait_ms = max(UNCLAIMED_MS, now - nudge.decided_at)
    return Verdict("hold", "no_alert_left", now + min(wait_ms, gap_ms))


def _of_visitor(nudge: Nudge) -> bool:
    """Whether it is of a visitor: any program may make one up, and take what customers wait for."""
    return nudge.id.person.kind == "visitor"


def _step(nudge: Nudge) -> RestockStep:
    return RestockStep.from_note(nudge.items[0], nudge.note)
