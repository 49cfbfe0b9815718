"""Which settings were in force, as the auditor sees it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from local.simulate.history import History, Input
from local.simulate.steps import ChangeSettings

DEFAULTS: dict[str, Any] = {
    "sandbox": True,
    "paused": False,
    "valve": 1_000,
    "quiet_from": 21,
    "quiet_to": 8,
    "holdout": 0.0,
    "email_hours": 16,
    "sms_hours": 24,
    "push_hours": 24,
    "whatsapp_hours": 24,
    "per_week": 6,
    "rest_days": 7,
    "ratio": 1.0,
    "allow": (),
    "staff": (),
    "zone": "UTC",
}
"""The design's defaults, under the auditor's own names. `kind.<kind>` is False."""


_CHANNELS = ("email", "sms", "push", "whatsapp", "onsite")


class SettingsOverTime:
    def __init__(self, history: History) -> None:
        self._changes: defaultdict[str, list[tuple[Input, Any]]] = defaultdict(list)
        for each in history.inputs_of(ChangeSettings):
            for change in each.step.values:
                for name, value in _comes_to(*change):
                    self._changes[name].append((each, value))

    def possible(self, name: str, since: int, until: int) -> set[Any]:
        """Every value that the setting may have had within the time (UTC ms)."""
        changes = [c for c in self._changes.get(name, ()) if c[0].possible_from <= until]
        sure = [c for c in changes if c[0].sure_from <= since]
        last = max((c[0].ended for c in sure), default=-1)
        # A change that ended before the last certain one began cannot be in force any more.
        began = max((c[0].began for c in sure if c[0].ended == last), default=-1)
        found = {c[1] for c in changes if c[0].result != "done" or c[0].ended >= began}
        return found if sure else found | {self._default(name)}

    def switched_on(self, kind: str, by: int) -> int:
        """The latest moment before which the kind was certainly off the last time, for watermarks.

        Zero if it may have been on from the beginning.
        """
        changes = [c for c in self._changes.get(f"kind.{kind}", ()) if c[0].possible_from <= by]
        certain_off_until = 0
        on_possible = False
        for each, value in sorted(changes, key=lambda c: c[0].began):
            if value and not on_possible:
                certain_off_until = each.began
                on_possible = True
            elif not value and each.result == "done":
                others = [c for c in changes if c[1] and c[0] is not each]
                overlap = any(o.began <= each.ended and o.ended >= each.began for o, _ in others)
                if not overlap and not any(o.result == "unsure" and o.began <= each.ended
                                           for o, _ in others):  # fmt: skip
                    on_possible = False
        return certain_off_until if on_possible else by

    def _default(self, name: str) -> Any:
        if name.startswith("channel."):
            return True
        if name.startswith("route."):
            return "pull"
        return False if name.startswith("kind.") else DEFAULTS[name]


def _comes_to(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """What a change sets: `channels` is one list, so a change of one sets them all."""
    if not name.startswith("channel."):
        yield name, value
        return
    for channel in _CHANNELS:
        yield f"channel.{channel}", value or name != f"channel.{channel}"
