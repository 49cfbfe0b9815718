"""A shop in which many people left their carts an hour ago."""

from dataclasses import replace

from functions.bootstrap import Services
from functions.domain.event import Event, EventItem
from functions.domain.nudges.kinds import Kind
from functions.domain.nudges.settings import DEFAULT_KINDS, KindSettings, NudgeSettings
from functions.domain.person import customer
from functions.domain.preferences import Answer
from functions.services.nudges.wiring import planning
from functions.storage.nudge_settings import Change

HOUR_MS = 3_600_000
_BATCH = 100


def open_shop(services: Services) -> None:
    """Switch abandoned carts on, at any hour, out of the sandbox."""
    kind: Kind = "abandoned_cart"
    on: KindSettings = replace(DEFAULT_KINDS[kind], on=True)
    settings = NudgeSettings(
        sandbox=False, kinds={**DEFAULT_KINDS, kind: on}, quiet_from=0, quiet_until=0
    )
    services.storage.nudge_settings.put(settings, Change(1, services.clock(), "bench", {}))


def leave_carts(services: Services, people: int) -> None:
    """Let so many customers, who agreed to e-mail, put an item into their carts now."""
    now, plan = services.clock(), planning(services)
    settings = services.storage.nudge_settings.get()
    for start in range(0, people, _BATCH):
        events = [_added(number, now) for number in range(start, min(start + _BATCH, people))]
        for event in events:
            services.storage.events.put(event)
            agreed = {"email": Answer(True, now, "bench")}
            services.storage.preferences.put(event.person, agreed, rev=0)
        if failed := plan.arrived({event.message_id: event for event in events}, settings):
            raise RuntimeError(f"{len(failed)} carts were not planned")


def _added(number: int, now: int) -> Event:
    return Event(
        message_id=f"m{number}",
        person=customer(f"c{number}"),
        type="track",
        name="Product Added",
        kind="cart",
        channel="web",
        claimed_at=now,
        at=now,
        received_at=now,
        vouched_by="shop",
        items=(EventItem(f"item-{number % 500}"),),
    )
