"""Every DynamoDB key, built here and nowhere else.

Events     pk person            sk <family>#<time, 13 digits>#<message id>
           pk person            sk m#<message id>              key of an event with a wrong clock
           pk person            sk x#<message id>              what an event's row has no room for
Customers  pk person            sk profile | cart | traits | preferences
           pk person            sk contact | push#<HMAC of a token>
           pk person            sk consent#<time>#<question>#<answer>
           pk push#<HMAC>       sk owner                       whose device has the push token
           pk visitor           sk owners                      who owned the visitor, and when
           pk customer          sk names                       all names of the customer
           pk customer          sk linked#<since>#<person>     each link ever made to this name
           pk person            sk agenda                      what falls due for the person
           pk person            sk nudge#<kind>#<start>#<step> one decided step
           pk person            sk answer#<kind>#<start>#<step>#<outcome>#<at>
           pk person            sk conversion#<order id>       the nudge that an order counts for
           pk valve#<minute>    sk valve                       hand-overs allowed in that minute
           pk person            sk restock#<item id>           copy of a person's own subscription
           pk person            sk confirmations               wishes of an address to be confirmed
           pk restock#<item id>#<0..7>   sk <since>#<person>   who waits for an item, oldest first
           pk interest#<item id>#<0..7>  sk <person>           who has an item in mind
           pk wave#<item id>#<version>   sk wave               alerts that a return allows
           pk wave#<item id>#<version>   sk sends              how often its message was put off
           pk erased#<HMAC>     sk erasure                     of a person who was erased
           pk quality#<key id>#<day>  sk quality               what of a key's events could be read
           pk config            sk key#<key id> | rule#<rule id> | template#<id> | brand
           pk config            sk apart#<person>              an id that too many share
           pk config            sk settings#nudges
           pk endpoints         sk endpoint#<id> | health#<id> where events go, and how it does
           pk person            sk delivery#<endpoint>#<event> an event for an endpoint
           pk endpoints         sk announced                   the model that was announced last
           pk endpoints         sk delivery#<endpoint>#<event> one that is about no person
           pk config            sk settings-history#nudges#<rev>
           indexes `due` (due_shard, due_at) and `ready` (ready_shard, ready_at) of rows that wait
           pk lease#<name>      sk lease                       apart, so that IAM can allow it alone
           pk recipient#<channel>#<HMAC>     sk recipient      an address, not whose it is
           pk codes#<0..7>      sk <code>                      single-use codes that are free
           pk person            sk code#<kind>#<start>         the code that a sequence has taken
           pk code#<code>       sk taken                       a code that was given to a person
           pk suppressed#<channel>#<0..15>   sk <HMAC>         the list of suppressed addresses
Catalog    pk <item id>         sk item | stock#<location>
           pk alias#<name>      sk alias                       the item that has another name
           index `changes`: change_shard, changed_at
"""

from typing import Any, cast
from zlib import crc32

from functions.domain.clock_skew import is_skewed
from functions.domain.delivery.delivery import DeliveryId
from functions.domain.event import Event
from functions.domain.identity import Link
from functions.domain.nudges.kinds import Kind
from functions.domain.nudges.nudge import NudgeId
from functions.domain.nudges.recipients.addresses import CHANNELS, Channel
from functions.domain.person import Person, customer
from functions.domain.signals import Family

Key = dict[str, str]

CONFIG = "config"
MARKER = "m#"
REST = "x#"
ACCESS_KEY = "key#"
RULE = "rule#"
QUALITY = "quality#"
TEMPLATE = "template#"
STOCK_PREFIX = "stock#"
ALIAS = "alias#"
SET_APART = "apart#"
LINKED = "linked#"
NAMES = "names"
DEVICE = "push#"
CONSENT = "consent#"
ERASED = "erased#"
RESTOCK = "restock#"
ITEM_SHARDS = range(8)
SUPPRESSED_SHARDS = 16
INCENTIVE_SHARDS = 8
AGENDA = "agenda"
NUDGE = "nudge#"
ANSWER = "answer#"
CONVERSION = "conversion#"
SETTINGS_HISTORY = "settings-history#"
ENDPOINTS = "endpoints"
ENDPOINT = "endpoint#"
DELIVERY = "delivery#"
PREFERENCES = "preferences"
DELIVERIES_DUE = "deliveries"
IMPORTS = "imports"
IMPORT = "import#"
SHARDS = tuple(range(16))
CHANGE_SHARDS = tuple(f"change#{shard}" for shard in range(4))


def attributes(key: Key) -> dict[str, Any]:
    """The key as DynamoDB's calls take it."""
    return {name: {"S": value} for name, value in key.items()}


def event_claim(event: Event) -> Key:
    """The raw key: the same for every retry, whatever the clocks say meanwhile."""
    return {"pk": event.person.key, "sk": _event_sk(event, event.claimed_at or 0)}


def event_at_true_time(event: Event) -> Key:
    """The key of an event with a sender's clock too far off to sort by."""
    return {"pk": event.person.key, "sk": _event_sk(event, event.at)}


def event_key(event: Event) -> Key:
    """The key of an event: at the time it claims; at its true one if the clock was too far off."""
    skewed = is_skewed(claimed_at=event.claimed_at, at=event.at)
    return event_at_true_time(event) if skewed else event_claim(event)


def event_marker(event: Event) -> Key:
    """The key of the row that names an event's key; it is sorted apart from all events."""
    return {"pk": event.person.key, "sk": f"{MARKER}{event.message_id}"}


def event_rest(event: Event) -> Key:
    """The key of the row for what an event's own row has no room for."""
    return {"pk": event.person.key, "sk": f"{REST}{event.message_id}"}


def event_keys(event: Event) -> list[Key]:
    """Every key that may hold something of an event: its own, its marker's and its rest's."""
    own = [event_claim(event), event_at_true_time(event)]
    return [*own, event_marker(event), event_rest(event)]


def family_since(family: Family, since: int) -> str:
    """Return a bound below every event at or after `since` (UTC ms)."""
    return f"{family}#{_millis(since)}"


def family_before(family: Family, before: int | None) -> str:
    """A bound above every event before that time, or above all; `$` is the sign after `#`."""
    return f"{family}$" if before is None else f"{family}#{_millis(before)}"


def profile(person: Person) -> Key:
    return {"pk": person.key, "sk": "profile"}


def owners(visitor: Person) -> Key:
    return {"pk": visitor.key, "sk": "owners"}


def names(person: Person) -> Key:
    return {"pk": person.key, "sk": NAMES}


def cart_base(person: Person) -> Key:
    return {"pk": person.key, "sk": "cart"}


def linked(link: Link) -> Key:
    sk = f"{LINKED}{_millis(link.since)}#{link.linked.key}"
    return {"pk": customer(link.user_id).key, "sk": sk}


def agenda(person: Person) -> Key:
    return {"pk": person.key, "sk": AGENDA}


def nudge(nudge_id: NudgeId) -> Key:
    return {"pk": nudge_id.person.key, "sk": f"{NUDGE}{_step(nudge_id)}"}


def nudge_of(key: Key) -> NudgeId:
    """The id of the nudge that the row with this key is of."""
    _, kind, start, step = key["sk"].split("#")
    return NudgeId(Person.from_key(key["pk"]), cast("Kind", kind), int(start), int(step))


def answer(nudge_id: NudgeId, outcome: str, at: int) -> Key:
    """The key of an answer to a nudge; the same answer at the same time is one row."""
    sk = f"{answers(nudge_id)}{outcome}#{_millis(at)}"
    return {"pk": nudge_id.person.key, "sk": sk}


def answered_nudge(key: Key) -> NudgeId:
    """The id of the nudge that the answer under this key is about."""
    _, kind, start, step, *_ = key["sk"].split("#")
    return NudgeId(Person.from_key(key["pk"]), cast("Kind", kind), int(start), int(step))


def answers(nudge_id: NudgeId) -> str:
    """The beginning of the sort keys of all answers to a nudge."""
    return f"{ANSWER}{_step(nudge_id)}#"


def conversion(person: Person, order_id: str) -> Key:
    """The key of the conversion that an order is; `order_id` as `orders.fact_of` gives it."""
    return {"pk": person.key, "sk": f"{CONVERSION}{order_id}"}


def due_shard(shard: int) -> str:
    return f"due#{shard}"


def ready_shard(channel: str, shard: int) -> str:
    return f"{channel}#{shard}"


def shard_of(person: Person) -> int:
    """The partition of the indexes `due` and `ready` that a person's rows are in."""
    return crc32(person.key.encode()) % len(SHARDS)


def valve(minute: int) -> Key:
    return {"pk": f"valve#{minute}", "sk": "valve"}


def nudge_settings() -> Key:
    return {"pk": CONFIG, "sk": "settings#nudges"}


def nudge_settings_history(rev: int) -> Key:
    return {"pk": CONFIG, "sk": f"{SETTINGS_HISTORY}nudges#{rev:010d}"}


def endpoint(endpoint_id: str) -> Key:
    return {"pk": ENDPOINTS, "sk": f"{ENDPOINT}{endpoint_id}"}


def endpoint_health(endpoint_id: str) -> Key:
    return {"pk": ENDPOINTS, "sk": f"health#{endpoint_id}"}


def announced_model() -> Key:
    return {"pk": ENDPOINTS, "sk": "announced"}


def delivery(delivery_id: DeliveryId) -> Key:
    sk = f"{DELIVERY}{delivery_id.endpoint}#{delivery_id.event}"
    return {"pk": delivery_id.owner, "sk": sk}


def delivery_of(key: Key) -> DeliveryId:
    """The id of the delivery that the row with this key is of."""
    endpoint_id, _, event = key["sk"].removeprefix(DELIVERY).partition("#")
    return DeliveryId(key["pk"], event, endpoint_id)


def deliveries_due(shard: int) -> str:
    """The partition of the index `due` with deliveries that wait."""
    return f"{DELIVERIES_DUE}#{shard}"


def delivery_log(endpoint_id: str, shard: int) -> str:
    """The partition of the index `ready` with all deliveries to an endpoint, by time."""
    return ready_shard(f"log-{endpoint_id}", shard)


def delivery_shard(delivery_id: DeliveryId) -> int:
    return crc32(delivery_id.owner.encode()) % len(SHARDS)


def traits(person: Person) -> Key:
    return {"pk": person.key, "sk": "traits"}


def preferences(person: Person) -> Key:
    return {"pk": person.key, "sk": PREFERENCES}


def consent(person: Person, at: int, question: str, *, value: bool) -> Key:
    return {"pk": person.key, "sk": f"{CONSENT}{_millis(at)}#{question}#{'yes' if value else 'no'}"}


def contact(person: Person) -> Key:
    return {"pk": person.key, "sk": "contact"}


def push_token(person: Person, digest: str) -> Key:
    return {"pk": person.key, "sk": f"{DEVICE}{digest}"}


def push_token_of(sk: str) -> str:
    return sk.removeprefix(DEVICE)


def push_token_owner(digest: str) -> Key:
    return {"pk": f"{DEVICE}{digest}", "sk": "owner"}


def subscription(person: Person, item_id: str) -> Key:
    """The key of a person's own copy of a subscription."""
    return {"pk": person.key, "sk": f"{RESTOCK}{item_id}"}


def confirmations(guest: Person) -> Key:
    return {"pk": guest.key, "sk": "confirmations"}


def waiting(item_id: str, person: Person, since: int) -> Key:
    """The key of a person who waits for an item since a time (UTC ms)."""
    return {"pk": waiting_shard(item_id, _item_shard(person)), "sk": waiting_sk(since, person)}


def waiting_shard(item_id: str, shard: int) -> str:
    return f"{RESTOCK}{item_id}#{shard}"


def waiting_sk(since: int, person: Person) -> str:
    """Return what sorts those who wait: by time (UTC ms), then by person."""
    return f"{_millis(since)}#{person.key}"


def waiting_of(sk: str) -> tuple[int, Person]:
    """Return since when (UTC ms) a person waits, and the person."""
    since, _, person = sk.partition("#")
    return int(since), Person.from_key(person)


def interest(item_id: str, person: Person) -> Key:
    return {"pk": interest_shard(item_id, _item_shard(person)), "sk": person.key}


def interest_shard(item_id: str, shard: int) -> str:
    return f"interest#{item_id}#{shard}"


def wave(item_id: str, version: str) -> Key:
    return {"pk": f"wave#{item_id}#{version}", "sk": "wave"}


def wave_sends(item_id: str, version: str) -> Key:
    return {"pk": f"wave#{item_id}#{version}", "sk": "sends"}


def erasure(digest: str) -> Key:
    return {"pk": f"{ERASED}{digest}", "sk": "erasure"}


def person_digest_of(pk: str) -> str:
    return pk.removeprefix(ERASED)


def access_key(key_id: str) -> Key:
    return {"pk": CONFIG, "sk": f"{ACCESS_KEY}{key_id}"}


def intake_quality(key_id: str, day: int) -> Key:
    return {"pk": f"{QUALITY}{key_id}#{day}", "sk": "quality"}


def key_of_quality(pk: str) -> str:
    return pk.removeprefix(QUALITY).rpartition("#")[0]


def rule(rule_id: str) -> Key:
    return {"pk": CONFIG, "sk": f"{RULE}{rule_id}"}


def rule_of(sk: str) -> str:
    return sk.removeprefix(RULE)


def template(template_id: str) -> Key:
    return {"pk": CONFIG, "sk": f"{TEMPLATE}{template_id}"}


def template_of(sk: str) -> str:
    return sk.removeprefix(TEMPLATE)


def set_apart(person: Person) -> Key:
    return {"pk": CONFIG, "sk": f"{SET_APART}{person.key}"}


def set_apart_of(sk: str) -> Person:
    return Person.from_key(sk.removeprefix(SET_APART))


def brand() -> Key:
    return {"pk": CONFIG, "sk": "brand"}


def file_import(import_id: str) -> Key:
    return {"pk": IMPORTS, "sk": f"{IMPORT}{import_id}"}


def imported_file(digest: str) -> Key:
    """When a file of this content was imported first, under whatever name."""
    return {"pk": IMPORTS, "sk": f"file#{digest}"}


def lease(name: str) -> Key:
    return {"pk": f"lease#{name}", "sk": "lease"}


def recipient(channel: str, digest: str) -> Key:
    return {"pk": f"recipient#{channel}#{digest}", "sk": "recipient"}


def recipient_of(pk: str) -> tuple[Channel, str]:
    """Return the channel and the digest of a recipient's row."""
    _, channel, digest = pk.split("#")
    return next(known for known in CHANNELS if known == channel), digest


def incentive(code: str) -> Key:
    return {"pk": incentive_shard(crc32(code.encode()) % INCENTIVE_SHARDS), "sk": code}


def incentive_shard(shard: int) -> str:
    return f"codes#{shard}"


def given_incentive(code: str) -> Key:
    """The key of the row that a code was given to a person: no code is given twice."""
    return {"pk": f"code#{code}", "sk": "taken"}


def taken_incentive(nudge_id: NudgeId) -> Key:
    """The key of the code of a sequence: all of its steps have the same."""
    sk = f"code#{nudge_id.kind}#{_millis(nudge_id.start)}"
    return {"pk": nudge_id.person.key, "sk": sk}


def suppressed(channel: str, digest: str) -> Key:
    """The key of a suppressed address; the first digit of its digest is its shard."""
    return {"pk": suppressed_shard(channel, int(digest[0], 16)), "sk": digest}


def suppressed_shard(channel: str, shard: int) -> str:
    return f"suppressed#{channel}#{shard}"


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


def _item_shard(person: Person) -> int:
    """People of one item are spread over shards, so that no partition takes all their writes."""
    return crc32(person.key.encode()) % len(ITEM_SHARDS)


def _event_sk(event: Event, at: int) -> str:
    return f"{event.family}#{_millis(at)}#{event.message_id}"


def _step(nudge_id: NudgeId) -> str:
    return f"{nudge_id.kind}#{_millis(nudge_id.start)}#{nudge_id.step}"


def _millis(at: int) -> str:
    return f"{at:013d}"
