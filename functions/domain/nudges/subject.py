"""The items that a nudge is about."""

from functions.domain.nudges.guards.case import StepCase
from functions.domain.nudges.planning.replenishment import due

MAX_ITEMS = 30
OF_A_CART = frozenset({"abandoned_cart", "abandoned_checkout"})


def subject(case: StepCase) -> tuple[str, ...]:
    """The items of a step, for sale or not, the most important first; none for some kinds."""
    if case.kind in OF_A_CART:
        return tuple(line.item_id for line in case.facts.lines_of(case.kind))[:MAX_ITEMS]
    if case.kind == "abandoned_browse":
        if case.at_hand_over:
            return case.items
        viewed = case.facts.viewed
        often = [i for i, views in viewed.items() if views >= case.settings.views_of_one_item]
        return tuple(sorted(often, key=lambda item: (-viewed[item], item)))[:MAX_ITEMS]
    if case.kind == "replenishment":
        return tuple(due(case.facts.runs_out, _bought_at(case), case.now))[:MAX_ITEMS]
    if case.kind in {"post_purchase", "win_back"}:
        return ()
    return tuple(item for item in case.items if not _bought_since(case, item))


def _bought_at(case: StepCase) -> dict[str, int]:
    orders = [order for order in case.facts.orders if order.effect == "ends"]
    return {item_id: order.at for order in orders for item_id in order.items}


def _bought_since(case: StepCase, item_id: str) -> bool:
    return any(
        item_id in order.items and order.effect == "ends" and order.at >= case.since
        for order in case.facts.orders
    )
