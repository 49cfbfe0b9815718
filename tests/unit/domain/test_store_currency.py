from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.store_currency import StoreCurrency, StoreTotal
from functions.errors import Invalid
from functions.settings import Settings

EURO = StoreCurrency("EUR", {"USD": Decimal("0.5")})
AMOUNTS = st.lists(
    st.tuples(st.decimals(0, 1000, places=2), st.sampled_from(["EUR", "USD", "JPY", None]))
)


def test_amounts_are_converted_by_the_rates_and_none_is_guessed() -> None:
    assert EURO.value_of(Decimal(10), "USD") == 5
    assert EURO.value_of(Decimal(10), None) == 10
    assert EURO.value_of(Decimal(10), "JPY") is None
    assert StoreCurrency().value_of(Decimal(10), "USD") is None


@given(AMOUNTS)
def test_a_total_never_mixes_currencies(amounts: list[tuple[Decimal, str | None]]) -> None:
    total = StoreTotal(StoreCurrency())
    found = sum((total.value_of(*each) for each in amounts), Decimal(0))
    own = total.store.code
    assert found == sum((a for a, c in amounts if c in {own, None}), Decimal(0))
    assert sum(total.left_out.values()) == sum(c not in {own, None} for _, c in amounts)


def test_rates_are_a_setting() -> None:
    settings = Settings.from_text({"currency": "EUR", "currency_rates": "USD=0.92, GBP=1.17"})
    assert settings.currency_rates == {"USD": Decimal("0.92"), "GBP": Decimal("1.17")}
    with pytest.raises(Invalid, match="currency_rates"):
        Settings.from_text({"currency_rates": "USD=-1"})
    with pytest.raises(Invalid, match="currency"):
        Settings.from_text({"currency": "euro"})
