"""Small histories of one customer, ana, with one hand-over, for the auditor to judge."""

from dataclasses import replace
from itertools import count
from typing import Any

from local.simulate.history import Explained, HandOver, History, Input, Result
from local.simulate.steps import (
    ChangeSettings,
    Consent,
    Contact,
    Identify,
    Line,
    PutItem,
    Step,
    Stock,
    Track,
    Who,
)

START = 1_735_732_800_000  # 2025-01-01T12:00:00Z
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
ANA = Who(user="ana")
CLAIM = 2 * HOUR
_numbers = count(1)


def happened(step: Step, *, lasted: int = 50, result: Result = "done") -> Input:
    began = START + step.at
    return Input(step, began, began + lasted, result)


def track(at: int, event: str, *items: str, who: Who = ANA, **more: Any) -> Input:
    lines = tuple(Line(item) for item in items)
    step = Track(number=next(_numbers), at=at, who=who, event=event, lines=lines, **more)
    return happened(step)


def order(at: int, *items: str, who: Who = ANA, **more: Any) -> Input:
    return track(at, "Order Completed", *items, who=who, order=f"o{next(_numbers)}", **more)


def consent(at: int, *, value: bool, channel: str = "email", user: str = "ana") -> Input:
    return happened(Consent(number=next(_numbers), at=at, user=user, channel=channel, value=value))


def stock(at: int, item: str, quantity: int, **more: Any) -> Input:
    return happened(Stock(number=next(_numbers), at=at, item=item, quantity=quantity, **more))


def put_item(at: int, item: str, *, deleted: bool = False) -> Input:
    return happened(PutItem(number=next(_numbers), at=at, item=item, deleted=deleted))


def settings(at: int, **values: Any) -> Input:
    named = tuple((name.replace("__", "."), value) for name, value in values.items())
    return happened(ChangeSettings(number=next(_numbers), at=at, values=named))


def identify(at: int, who: Who) -> Input:
    return happened(Identify(number=next(_numbers), at=at, who=who))


def contact(at: int, user: str, address: str, channel: str = "email") -> Input:
    return happened(
        Contact(number=next(_numbers), at=at, user=user, channel=channel, address=address)
    )


def handed(**changes: Any) -> HandOver:
    """An e-mail to ana about the cup that she left in her cart, claimed two hours after noon."""
    at = START + CLAIM
    made = HandOver(
        id="n1",
        person="ana",
        kind="abandoned_cart",
        start=START + MINUTE,
        step=1,
        channel="email",
        claimed_at=at,
        answered_at=at + 20,
        valid_until=at + 15 * MINUTE,
        items=("cup",),
        address="ana@example.com",
    )
    return replace(made, **changes)


def good(*more: Input, hand_overs: tuple[HandOver, ...] | None = None) -> History:
    """Nothing is wrong with it, as long as `more` holds nothing that makes it wrong."""
    first = [
        settings(-HOUR, sandbox=False, kind__abandoned_cart=True, kind__restock=True),
        contact(-HOUR, "ana", "ana@example.com"),
        consent(-HOUR, value=True),
        stock(-HOUR, "cup", 5),
        track(MINUTE, "Product Added", "cup"),
    ]
    given = (handed(),) if hand_overs is None else hand_overs
    lines = [Explained(h.person, h.kind, h.start, h.step, "sent") for h in given]
    end = START + 10 * 24 * HOUR
    return History(START, end, [*first, *more], list(given), explained=lines)
