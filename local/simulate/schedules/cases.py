"""Small cases: a cart that is due, two sweepers, a tool, the stream, and one change meanwhile."""

from dataclasses import dataclass

from local.simulate.steps import (
    Alias,
    ChangeSettings,
    Consent,
    Contact,
    Line,
    PutItem,
    Step,
    Stock,
    Track,
    Who,
)

START = 1_781_006_400_000  # 2026-06-09T12:00:00Z
HOUR = 3_600_000
DUE = HOUR + 90_000
"""When the cart that was left after a minute is due, in ms from the start."""
ANA = Who(user="ana")
OTHER = "ana-2"


@dataclass(frozen=True)
class SmallCase:
    """`before` happens undisturbed; `change` meets the sweepers, the tool and the stream."""

    name: str
    before: tuple[Step, ...]
    change: Step


def _cart(number: int, user: str, at: int) -> Track:
    lines = (Line("cup"),)
    return Track(number=number, at=at, who=Who(user=user), event="Product Added", lines=lines)


_BEFORE: tuple[Step, ...] = (
    ChangeSettings(number=1, at=1, values=(("sandbox", False), ("kind.abandoned_cart", True))),
    PutItem(number=2, at=1_000, item="cup"),
    Stock(number=3, at=2_000, item="cup", quantity=2),
    Contact(number=4, at=3_000, user="ana", channel="email", address="ana@example.com"),
    Consent(number=5, at=4_000, user="ana", channel="email", value=True),
    _cart(6, "ana", 60_000),
)
CASES: tuple[SmallCase, ...] = (
    SmallCase(
        "a purchase",
        _BEFORE,
        Track(
            number=9,
            at=DUE,
            who=ANA,
            event="Order Completed",
            lines=(Line("cup"),),
            order="order-9",
            channel="store",
        ),
    ),
    SmallCase(
        "a no",
        _BEFORE,
        Consent(number=9, at=DUE, user="ana", channel="email", value=False),
    ),
    SmallCase("sold out", _BEFORE, Stock(number=9, at=DUE, item="cup", quantity=0)),
    SmallCase(
        "a join of two names",
        (*_BEFORE, _cart(7, OTHER, 70_000)),
        Alias(number=9, at=DUE, user="ana", previous=OTHER),
    ),
)
