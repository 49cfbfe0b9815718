"""The persons and items of the demo: a household that buys much, and an item that is new to it."""

from collections.abc import Set
from dataclasses import dataclass

from local.demo.journey import Journey
from model.durations import DAY_MS

LATELY_MS = 28 * DAY_MS
DEPARTMENT = "GROCERY"  # others sell petrol and coupons: no story


@dataclass(frozen=True)
class Cast:
    household: str
    item_id: str
    title: str
    category: str


def household(journey: Journey) -> str:
    """The one with the most baskets lately."""
    lines = journey.lines
    lately = lines[lines["at"] > int(lines["at"].max()) - LATELY_MS]
    return str(lately.groupby("household_id")["basket_id"].nunique().idxmax())


def cast(journey: Journey, who: str, *, seen: Set[str]) -> Cast:
    """With the best-selling item of a category that `who` never bought from, but none of `seen`."""
    lines = journey.lines
    products = journey.products.set_index("product_id")
    category = lines["product_id"].map(products["product_category"])
    had = category[lines["household_id"] == int(who)].unique()
    grocery = lines["product_id"].map(products["department"]) == DEPARTMENT
    fresh = lines[grocery & category.notna() & ~category.isin(had)]["product_id"]
    best = next(each for each in fresh.value_counts().index if str(each) not in seen)
    found = products.loc[best]
    return Cast(who, str(best), str(found["product_type"]), str(found["product_category"]))
