"""What the hand-over of a restock nudge uses up: one of the wave's alerts, and the subscription."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from functions.domain.nudges.facts import Facts
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.restock.step import RestockStep
from functions.storage.subscriptions import SubscriptionRows, notified_actions
from functions.storage.waves import WaveRows


class RestockClaim:
    def __init__(self, waves: WaveRows, subscriptions: SubscriptionRows, table: str) -> None:
        self._waves = waves
        self._subscriptions = subscriptions
        self._table = table

    def __call__(self, nudge: Nudge, facts: Facts) -> Sequence[dict[str, Any]] | None:
        """Take an alert of the wave before the claim; None where the person has to wait.

        An alert that is taken and then not used, because this process ends, is not given back: a
        wave may reach fewer people than it may, and never more.
        """
        subscription = facts.subscriptions.get(nudge.note)
        if subscription is None or not self._waves.take(_step(nudge).wave):
            return None
        return notified_actions(self._table, subscription)

    def shown(self, nudge: Nudge) -> Sequence[dict[str, Any]]:
        """The subscription of a nudge that a page has shown, which takes an alert if one is left.

        What a page reads does not depend on the alerts that are left: more people may see the
        nudge on the site than the wave has alerts.
        """
        step = _step(nudge)
        known, _ = self._subscriptions.get(step.person, step.item_id)
        if known is None or (known.since, known.state) != (step.since, "active"):
            return ()
        self._waves.take(step.wave)
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
