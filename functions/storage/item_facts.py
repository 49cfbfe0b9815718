"""What a nudge needs to know of items: whether they are for sale, and for how much."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from functions.domain.item import Item
from functions.domain.nudges.facts import ItemFacts
from functions.domain.sale_times import item_at
from functions.domain.stock import ONLINE, StockLevel
from functions.storage import stock
from functions.storage.batches import get_all
from functions.storage.catalog import readable_items
from functions.storage.keys import catalog_keys
from functions.storage.keys.key import attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ItemFactRows:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(
        self,
        item_ids: Iterable[str],
        location: str | None,
        also: Mapping[str, str] | None = None,
        *,
        now: int,
    ) -> dict[str, ItemFacts]:
        """The facts of those of up to 30 items that are known, by one consistent read.

        An item is for sale online or at `location`; without a count at either, too. `also` names
        one more location of an item, where its person asked for it. Prices are those at `now`, UTC
        ms.
        """
        wanted = list(dict.fromkeys(item_ids))
        keys = [catalog_keys.item(item_id) for item_id in wanted]
        for item_id in wanted:
            places = (ONLINE, location or ONLINE, (also or {}).get(item_id, ONLINE))
            keys += [catalog_keys.stock(item_id, place) for place in dict.fromkeys(places)]
        found = get_all(self._client, self._table, list(map(attributes, keys)), consistent=True)
        levels = [stock.level_in(row) for row in found if catalog_keys.location_of(row["sk"]["S"])]
        rows = [row for row in found if catalog_keys.location_of(row["sk"]["S"]) is None]
        items = readable_items(rows)
        known = {*items, *(level.item_id for level in levels)}
        items = {name: item_at(item, now) for name, item in items.items()}
        return {i: _facts(i, items.get(i), [x for x in levels if x.item_id == i]) for i in known}


def _facts(item_id: str, item: Item | None, levels: list[StockLevel]) -> ItemFacts:
    shown = item is None or not (item.deleted or item.hidden)
    available = not levels or any(level.available for level in levels)
    return ItemFacts(
        item_id,
        for_sale=shown and available,
        price=item.price if item else None,
        currency=item.currency if item else None,
        in_stock=shown and (not levels or any(level.in_stock for level in levels)),
        quantity=int(sum(level.quantity for level in levels)) if levels else None,
        levels=tuple(levels),
    )
