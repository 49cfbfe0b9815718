"""Every DynamoDB key, built here and nowhere else.

Events     pk person            sk <family>#<time, 13 digits>#<message id>
Customers  pk person            sk profile | traits | preferences
           pk visitor           sk owner#<since>               who owns the visitor from then on
           pk customer          sk linked#<since>#<person>     the other side of the same link
           pk external id       sk customer                    id#<type>#<HMAC>
           pk erased#<HMAC>     sk erasure                     of a person who was erased
           pk config            sk key#<key id> | rule#<rule id>
           pk lease#<name>      sk lease                       apart, so that IAM can allow it alone
Catalog    pk <item id>         sk item | stock#<location>
           index `changes`: change_shard, changed_at
"""

from zlib import crc32

from functions.domain.event import Event
from functions.domain.identity import Link
from functions.domain.person import Person, customer
from functions.domain.signals import Family

Key = dict[str, str]

CONFIG = "config"
ACCESS_KEY = "key#"
RULE = "rule#"
STOCK_PREFIX = "stock#"
OWNER = "owner#"
LINKED = "linked#"
ERASED = "erased#"
CHANGE_SHARDS = tuple(f"change#{shard}" for shard in range(4))


def event_claim(event: Event) -> Key:
    """The raw key: the same for every retry, whatever the clocks say meanwhile."""
    return {"pk": event.person.key, "sk": _event_sk(event, event.claimed_at or 0)}


def event_at_true_time(event: Event) -> Key:
    """Where an event stands when its sender's clock was too far off to sort by."""
    return {"pk": event.person.key, "sk": _event_sk(event, event.at)}


def event_keys(event: Event) -> list[Key]:
    """Every key that may hold something of an event: itself, and the marker of a skewed one."""
    return [event_claim(event), event_at_true_time(event)]


def family_since(family: Family, since: int) -> str:
    return f"{family}#{_millis(since)}"


def family_before(family: Family, before: int | None) -> str:
    """A bound above every event before that time, or above all; `$` is the sign after `#`."""
    return f"{family}$" if before is None else f"{family}#{_millis(before)}"


def profile(person: Person) -> Key:
    return {"pk": person.key, "sk": "profile"}


def owner(link: Link) -> Key:
    return {"pk": link.linked.key, "sk": f"{OWNER}{_millis(link.since)}"}


def linked(link: Link) -> Key:
    sk = f"{LINKED}{_millis(link.since)}#{link.linked.key}"
    return {"pk": customer(link.user_id).key, "sk": sk}


def traits(person: Person) -> Key:
    return {"pk": person.key, "sk": "traits"}


def preferences(person: Person) -> Key:
    return {"pk": person.key, "sk": "preferences"}


def erasure(mark: str) -> Key:
    return {"pk": f"{ERASED}{mark}", "sk": "erasure"}


def mark_of(pk: str) -> str:
    return pk.removeprefix(ERASED)


def external_id(name: str) -> Key:
    return {"pk": name, "sk": "customer"}


def access_key(key_id: str) -> Key:
    return {"pk": CONFIG, "sk": f"{ACCESS_KEY}{key_id}"}


def rule(rule_id: str) -> Key:
    return {"pk": CONFIG, "sk": f"{RULE}{rule_id}"}


def rule_of(sk: str) -> str:
    return sk.removeprefix(RULE)


def lease(name: str) -> Key:
    return {"pk": f"lease#{name}", "sk": "lease"}


def item(item_id: str) -> Key:
    return {"pk": item_id, "sk": "item"}


def stock(item_id: str, location: str) -> Key:
    return {"pk": item_id, "sk": f"{STOCK_PREFIX}{location}"}


def location_of(sk: str) -> str | None:
    """The place whose stock a row tells; None for a row that tells of the item itself."""
    return sk.removeprefix(STOCK_PREFIX) if sk.startswith(STOCK_PREFIX) else None


def change_shard(item_id: str) -> str:
    return CHANGE_SHARDS[crc32(item_id.encode()) % len(CHANGE_SHARDS)]


def _event_sk(event: Event, at: int) -> str:
    return f"{event.family}#{_millis(at)}#{event.message_id}"


def _millis(at: int) -> str:
    return f"{at:013d}"
