"""The keys of the table of items."""

from zlib import crc32

from functions.storage.keys.key import Key

STOCK_PREFIX = "stock#"
ALIAS = "alias#"
CHANGE_SHARDS = tuple(f"change#{shard}" for shard in range(4))


def item(item_id: str) -> Key:
    return {"pk": item_id, "sk": "item"}


def alias(name: str) -> Key:
    return {"pk": f"{ALIAS}{name}", "sk": "alias"}


def alias_of(pk: str) -> str:
    return pk.removeprefix(ALIAS)


def stock(item_id: str, location: str) -> Key:
    return {"pk": item_id, "sk": f"{STOCK_PREFIX}{location}"}


def location_of(sk: str) -> str | None:
    """The place of a stock row; None for a row of the item itself."""
    return sk.removeprefix(STOCK_PREFIX) if sk.startswith(STOCK_PREFIX) else None


def change_shard(item_id: str) -> str:
    return CHANGE_SHARDS[crc32(item_id.encode()) % len(CHANGE_SHARDS)]
