"""The persons and items of the demo: a household that buys much, and an item that is new to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from local.demo.journey import Journey, load
from model.durations import DAY_MS

LATELY_MS = 28 * DAY_MS
ITEMS = 50
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


def casts(now: int) -> list[Cast]:
    """The household with its first `ITEMS` new items, for a journey that ends `now` (UTC ms)."""
    year = load(now)
    return list(islice(_casts(year, household(year)), ITEMS))


def _casts(journey: Journey, who: str) -> Iterator[Cast]:
    """With the best-selling items of categories that `who` never bought from."""
    lines = journey.lines
    products = journey.products.set_index("product_id")
    category = lines["product_id"].map(products["product_category"])
    had = category[lines["household_id"] == int(who)].unique()
    grocery = lines["product_id"].map(products["department"]) == DEPARTMENT
    fresh = lines[grocery & category.notna() & ~category.isin(had)]["product_id"]
    for best in fresh.value_counts().index:
        found = products.loc[best]
        yield Cast(who, str(best), str(found["product_type"]), str(found["product_category"]))
