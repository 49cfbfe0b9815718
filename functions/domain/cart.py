"""What is in a cart, as far as a person's newest interactions tell."""

from collections.abc import Sequence

from functions.domain.profile import Interaction


def items_in_cart(interactions: Sequence[Interaction]) -> tuple[str, ...]:
    """Items put in and not taken out since the last order, the newest first.

    `interactions` come newest first; an order empties the cart.
    """
    cart: dict[str, None] = {}
    for each in reversed(interactions):
        cart.pop(each.item_id, None)
        if each.kind == "cart":
            cart[each.item_id] = None
        elif each.kind == "purchase":
            cart.clear()
    return tuple(reversed(cart))
