"""What the hand-over of a restock nudge uses up: one of the wave's alerts, and the subscription."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from functions.domain.nudges.facts import Facts
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.restock.step import RestockStep
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

    def __call__(self, nudge: Nudge, facts: Facts) -> Sequence[dict[str, Any]] | None:
        """Take an alert of the wave before the claim; None where the person has to wait.

        An alert that is taken and then not used, because this process ends, is not given back: a
        wave may reach fewer people than it may, and never more.
        """
        subscription = facts.subscriptions.get(nudge.note)
        if subscription is None or not self._waves.take(_step(nudge).wave):
            return None
        return notified_actions(self._table, subscription)

    def displays(self, nudge: Nudge) -> bool:
        """Take an alert when a page gets the nudge first; later it gets it without another one."""
        wave = _step(nudge).wave
        if nudge.displayed_at is not None:
            return True
        if not self._waves.take(wave):
            return False
        if self._nudges.display(nudge.id, at=self._clock()):
            return True
        self._waves.give_back(wave)  # another page got it at the same time, or it ended
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
        self._waves.give_back(_step(nudge).wave)

    def taken_back(self, nudge: Nudge) -> Sequence[dict[str, Any]]:
        """The person waits again in their old place, as the nudge was not sent."""
        step = _step(nudge)
        known, rev = self._subscriptions.get(step.person, step.item_id)
        if known is None or (known.since, known.state) != (step.since, "notified"):
            return ()  # asked again, or ended, since then
        return self._subscriptions.put_actions(replace(known, state="active"), rev=rev)


def _step(nudge: Nudge) -> RestockStep:
    return RestockStep.from_note(nudge.items[0], nudge.note)
