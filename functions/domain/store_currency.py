"""The store's currency, in which sums over several currencies are made, by rates of the shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class StoreCurrency:
    """`rates` are what one unit of each other currency is worth in units of `code`.

    Without a `code` nothing is converted, and only amounts of one currency can be added up.
    """

    code: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def value_of(self, amount: Decimal, currency: str | None) -> Decimal | None:
        """The amount in the store's currency, which no currency stands for; None without a rate."""
        if currency in {None, "", self.code}:
            return amount
        rate = self.rates.get(currency or "")
        return amount * rate if rate is not None and self.code else None


@dataclass
class StoreTotal:
    """Adds amounts up in one currency: the store's, or without one that of the first amount.

    `left_out` counts the amounts of each currency that could not be converted.
    """

    store: StoreCurrency
    left_out: dict[str, int] = field(default_factory=dict)

    def value_of(self, amount: Decimal, currency: str | None) -> Decimal:
        """What the amount adds to the total, 0 for one that is left out."""
        if not self.store.code and currency:
            self.store = StoreCurrency(currency)
        value = self.store.value_of(amount, currency)
        if value is None:
            self.left_out[currency or ""] = self.left_out.get(currency or "", 0) + 1
            return Decimal(0)
        return value
