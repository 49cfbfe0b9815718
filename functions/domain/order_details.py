"""What a sender reports of an order's money, each amount in the currency's minor unit.

A part that the sender leaves out is None, never a guess.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payment:
    """One way in which an order was paid, `card` or `voucher` for example."""

    method: str | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class Discount:
    """One discount: the shop's name of the offer, the code that was used, and what it took off."""

    offer: str | None
    code: str | None
    amount: int | None


@dataclass(frozen=True, slots=True)
class OrderDetails:
    """Amounts are integers of the minor unit (`functions/domain/money.py`); `currency` ISO 4217.

    `refund_id` names a refund, whose `total` is what it gives back.
    """

    currency: str | None = None
    total: int | None = None
    shipping: int | None = None
    tax: int | None = None
    discount: int | None = None
    payments: tuple[Payment, ...] | None = None
    discounts: tuple[Discount, ...] | None = None
    refund_id: str | None = None


NOT_REPORTED = OrderDetails()
