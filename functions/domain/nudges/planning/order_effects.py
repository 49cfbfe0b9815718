"""What reports of orders do to abandonment sequences: a map in the settings decides."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from functions.domain import orders
from functions.domain.event import Event
from functions.domain.nudges.facts import OrderFacts
from functions.domain.nudges.settings import Effect
from functions.domain.order_reports import COMPLETED, fact_of

_TAKES_BACK = frozenset({"Order Cancelled", "Order Refunded"})


def status_of(event: Event) -> str:
    """The status that a report of an order names, or the last word of its name; small letters."""
    status = event.properties.get("status")
    return (status if isinstance(status, str) and status else event.name.split()[-1]).lower()


def effect_of(event: Event, effects: Mapping[str, Effect]) -> Effect:
    """What this report of an order does; a completed order with an unknown status ends."""
    by_default: Effect = "ends" if event.name == COMPLETED else "keeps"
    return effects.get(status_of(event), by_default)


def origin_of(event: Event) -> str:
    """The origin of an order: `properties.origin`, `context.origin`, else the channel."""
    origin: Any = event.properties.get("origin") or event.context.get("origin")
    return origin.lower() if isinstance(origin, str) and origin else event.channel


def order_facts(events: Iterable[Event], effects: Mapping[str, Effect]) -> tuple[OrderFacts, ...]:
    """One fact for each order and effect, oldest first; reports of one order count as the first.

    So a report that is repeated days later ends no sequence that began meanwhile.
    """
    found: dict[tuple[str, str], OrderFacts] = {}
    for event in events:
        if event.name not in orders.NAMES:
            continue
        fact = _fact(event, effects)
        known = found.get((fact.order_id, fact.effect))
        found[fact.order_id, fact.effect] = _together(known, fact) if known else fact
    return tuple(sorted(found.values(), key=lambda fact: (fact.at, fact.order_id)))


def _fact(event: Event, effects: Mapping[str, Effect]) -> OrderFacts:
    return OrderFacts(
        order_id=fact_of(event),
        effect=effect_of(event, effects),
        at=event.at,
        received_at=event.received_at,
        items=frozenset(item.item_id for item in event.items),
        backfill=event.backfill,
        taken_back=event.name in _TAKES_BACK,
    )


def _together(one: OrderFacts, other: OrderFacts) -> OrderFacts:
    return replace(
        one,
        at=min(one.at, other.at),
        received_at=min(one.received_at, other.received_at),
        items=one.items | other.items,
        backfill=one.backfill and other.backfill,
        taken_back=one.taken_back or other.taken_back,
    )
