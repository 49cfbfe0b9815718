"""The kinds of interactions, with the weight and the half-life that each has by default."""

KINDS = ("view", "click", "wishlist", "cart", "remove", "purchase", "return")
WEIGHTS = {
    "view": 1.0,
    "click": 0.5,
    "wishlist": 2.0,
    "cart": 3.0,
    "remove": -1.0,
    "purchase": 5.0,
    "return": -3.0,
}
HALF_LIFE_DAYS = dict.fromkeys(KINDS, 90.0) | {"view": 30.0, "click": 30.0}
