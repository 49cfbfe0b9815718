from functions.domain.signals import family_of, kind_of, learned_kind


def test_kinds_come_from_segments_names_to_the_letter() -> None:
    assert kind_of("Product Viewed") == "view"
    assert kind_of("product viewed") is None
    assert kind_of("Wishlist Product Added to Cart") == "cart"


def test_a_browsers_order_teaches_interest_and_no_sale() -> None:
    assert learned_kind("purchase", verified=True) == "purchase"
    assert learned_kind("purchase", verified=False) == "cart"
    assert learned_kind("return", verified=False) is None
    assert learned_kind("view", verified=False) == "view"


def test_what_changes_a_cart_is_kept_apart_from_browsing() -> None:
    assert (
        family_of("Cart Viewed") == family_of("Order Updated") == family_of("Product Added") == "c"
    )
    assert family_of("Product Viewed") == family_of("Products Searched") == family_of("page") == "b"
