"""The keys of who waits for an item, and of the waves of alerts."""

from zlib import crc32

from functions.domain.person import Person
from functions.storage.keys.key import Key, millis

RESTOCK = "restock#"
CONFIRMATIONS = "confirmations"
ITEM_SHARDS = range(8)


def subscription(person: Person, item_id: str) -> Key:
    """The key of a person's own copy of a subscription."""
    return {"pk": person.key, "sk": f"{RESTOCK}{item_id}"}


def confirmations(guest: Person) -> Key:
    return {"pk": guest.key, "sk": CONFIRMATIONS}


def waiting(item_id: str, person: Person, since: int) -> Key:
    """The key of a person who waits for an item since a time (UTC ms)."""
    return {"pk": waiting_shard(item_id, _item_shard(person)), "sk": waiting_sk(since, person)}


def waiting_shard(item_id: str, shard: int) -> str:
    return f"{RESTOCK}{item_id}#{shard}"


def waiting_sk(since: int, person: Person) -> str:
    """Return what sorts those who wait: by time (UTC ms), then by person."""
    return f"{millis(since)}#{person.key}"


def waiting_of(sk: str) -> tuple[int, Person]:
    """Return since when (UTC ms) a person waits, and the person."""
    since, _, person = sk.partition("#")
    return int(since), Person.from_key(person)


def interest(item_id: str, person: Person) -> Key:
    return {"pk": interest_shard(item_id, _item_shard(person)), "sk": person.key}


def interest_shard(item_id: str, shard: int) -> str:
    return f"interest#{item_id}#{shard}"


def wave(item_id: str, location: str) -> Key:
    """The key of the newest wave of an item at a location."""
    return {"pk": f"wave#{item_id}#{location}", "sk": "wave"}


def wave_sends(item_id: str, note: str) -> Key:
    return {"pk": f"wave#{item_id}#{note}", "sk": "sends"}


def _item_shard(person: Person) -> int:
    """People of one item are spread over shards, so that no partition takes all their writes."""
    return crc32(person.key.encode()) % len(ITEM_SHARDS)
