"""A made file of a shop's orders of the last year, one row for each line of an order.

    python -m bench.orders_file 20000 > orders.csv

Customers and products follow power laws. A customer has two favourite departments and a few
staples that come again, so that there is something to learn. Equal arguments make equal files.
"""

import csv
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TextIO

YEAR_S = 365 * 86_400
COLUMNS = ("order_id", "customer_id", "created_at", "channel", "sku", "category", "quantity",
           "price", "currency")  # fmt: skip
_DEPARTMENTS = 24
_STAPLES = 3


@dataclass(frozen=True, slots=True)
class Shop:
    """How many products a shop has, and on average lines an order and orders a customer."""

    products: int = 600
    lines_an_order: int = 3
    orders_a_customer: int = 3


def write_orders(file: TextIO, lines: int, *, until_s: float, shop: Shop = Shop()) -> None:
    """Write `lines` lines of orders; `until_s` (UTC seconds) is the end of the year."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(_rows(lines, until_s, shop))


def _rows(lines: int, until_s: float, shop: Shop) -> Iterator[tuple[object, ...]]:
    draw = random.Random(7)  # noqa: S311 a made file, no secret
    products = shop.products
    customers = max(lines // (shop.lines_an_order * shop.orders_a_customer), 20)
    orders, written = 0, 0
    while written < lines:
        customer = int(customers * draw.random() ** 1.5)
        # The orders are in the order of their time.
        at = until_s - YEAR_S * (1 - written / lines)
        when = datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
        channel = "store" if customer % 5 == 0 else "web"
        orders += 1
        for _ in range(min(draw.randint(1, 2 * shop.lines_an_order - 1), lines - written)):
            product = _product(draw, customer, products)
            department = product % _DEPARTMENTS
            price = f"{2 + product * 7 % 90}.{product % 100:02}"
            quantity = draw.choice((1, 1, 1, 2, 3))
            yield (f"A-{orders}", f"c{customer}", when, channel, f"sku-{product}",
                   f"department-{department}", quantity, price, "EUR")  # fmt: skip
            written += 1


def _product(draw: random.Random, customer: int, products: int) -> int:
    """A staple of a customer, a product of a favourite department, or any."""
    kind = draw.random()
    if kind < 0.35:
        return (customer * 31 + draw.randrange(_STAPLES) * 97) % products
    rank = int(products * draw.random() ** 3)
    if kind > 0.8:
        return rank
    favourite = (customer + draw.randrange(2) * 5) % _DEPARTMENTS
    return (rank // _DEPARTMENTS * _DEPARTMENTS + favourite) % products


if __name__ == "__main__":
    write_orders(sys.stdout, int(sys.argv[1]), until_s=time.time())
