"""Carts as the API answers them against carts folded from the inputs."""

from collections.abc import Iterator

from local.simulate.auditor.carts import cart_of
from local.simulate.auditor.case import Case
from local.simulate.history import Violation


def derived(case: Case) -> Iterator[Violation]:
    end = case.history.end
    for user, cart in case.history.carts.items():
        folded = cart_of(case.facts, user, end, end)
        if folded is None:
            continue
        case.compared["compared: carts"] += 1
        if folded != cart:
            yield Violation(0, f"the cart is answered as {cart}, and holds {folded}", user)
