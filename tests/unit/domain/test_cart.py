from functions.domain.cart import items_in_cart
from functions.domain.profile import fold
from tests.unit.builders import MINUTE, NOON, event


def cart_after(*steps: tuple[str, str]) -> tuple[str, ...]:
    events = [
        event(f"m{n}", name, item, at=NOON + n * MINUTE) for n, (name, item) in enumerate(steps)
    ]
    return items_in_cart(fold(events).interactions)


def test_put_in_and_taken_out() -> None:
    steps = (("Product Added", "milk"), ("Product Added", "tea"), ("Product Removed", "milk"))
    assert cart_after(*steps) == ("tea",)


def test_the_newest_stands_first() -> None:
    assert cart_after(("Product Added", "milk"), ("Product Added", "tea")) == ("tea", "milk")


def test_an_order_empties_the_cart() -> None:
    steps = (("Product Added", "milk"), ("Order Completed", "tea"), ("Product Added", "jam"))
    assert cart_after(*steps) == ("jam",)


def test_looking_puts_nothing_in() -> None:
    assert cart_after(("Product Viewed", "milk")) == ()
