"""Invariant 1: no nudge for what was bought, is sold out, or is in no cart any more."""

from collections.abc import Iterator

from local.simulate.auditor.carts import BOUGHT, cart_of, to_buy
from local.simulate.auditor.case import ABANDONMENT, LOOK_MS, Case
from local.simulate.history import HandOver, Violation

OF_A_CART = frozenset({"abandoned_checkout", "abandoned_cart", "low_stock", "price_drop"})
OF_ITEMS = OF_A_CART | {"abandoned_browse", "restock", "replenishment"}


def moot(case: Case) -> Iterator[Violation]:
    """Hand-overs, also those on site, whose reason had certainly gone when they were checked."""
    for each in (*case.all_sent, *case.history.shown):
        known_at = each.checked_by - LOOK_MS
        for why in (
            _bought(case, each, known_at),
            _gone(case, each, known_at),
            _empty(case, each, known_at),
            _nothing(each),
            _taken_out(case, each, known_at),
        ):
            if why:
                yield Violation(1, why, each.id)


def _bought(case: Case, each: HandOver, known_at: int) -> str | None:
    """Any order ends the sequences of abandonment; others end with an order of their items."""
    for fact in case.facts.certain(each.person, known_at, each.checked_by):
        if fact.step.event != BOUGHT or fact.done_at <= each.start or fact.step.trust != "shop":
            continue
        bought = {line.item for line in fact.step.lines}
        its_own = each.kind in OF_ITEMS and each.items and bought.issuperset(each.items)
        if each.kind in ABANDONMENT or its_own:
            return f"order {fact.step.order} was stored at {fact.input.ended}"
    return None


def _gone(case: Case, each: HandOver, known_at: int) -> str | None:
    if each.kind not in OF_ITEMS or not each.items:
        return None
    gone = all(case.shelves.surely_gone(i, known_at, each.checked_by) for i in each.items)
    return f"none of {', '.join(each.items)} was to be had" if gone else None


def _nothing(each: HandOver) -> str | None:
    """Every kind that is about items has one that could be had at the check."""
    return "it is about nothing" if each.kind in OF_ITEMS and not each.items else None


def _taken_out(case: Case, each: HandOver, known_at: int) -> str | None:
    if each.kind not in {"abandoned_checkout", "abandoned_cart"}:
        return None
    cart = _subject(case, each, known_at)
    others = [item for item in each.items if cart is not None and item not in cart]
    return f"{', '.join(others)} was in the cart no more" if others else None


def _subject(case: Case, each: HandOver, known_at: int) -> dict[str, int] | None:
    """What a reminder of a cart or a checkout may be about; None where that is not certain."""
    holds = to_buy if each.kind == "abandoned_checkout" else cart_of
    return holds(case.facts, each.person, known_at, each.checked_by)


def _empty(case: Case, each: HandOver, known_at: int) -> str | None:
    if each.kind not in {"abandoned_checkout", "abandoned_cart"}:
        return None
    cart = _subject(case, each, known_at)
    return "the cart was empty" if cart == {} else None
