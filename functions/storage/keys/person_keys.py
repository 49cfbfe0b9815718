"""The keys of who a person is: names, profile, contact, wishes about messages, and erasure."""

from zlib import crc32

from functions.domain.identity import Link
from functions.domain.person import Person, customer
from functions.storage.keys.key import SHARDS, Key, millis

LINKED = "linked#"
NAMES = "names"
DEVICE = "push#"
CONSENT = "consent#"
ERASED = "erased#"
PREFERENCES = "preferences"


def profile(person: Person) -> Key:
    return {"pk": person.key, "sk": "profile"}


def owners(visitor: Person) -> Key:
    return {"pk": visitor.key, "sk": "owners"}


def names(person: Person) -> Key:
    return {"pk": person.key, "sk": NAMES}


def cart_base(person: Person) -> Key:
    return {"pk": person.key, "sk": "cart"}


def linked(link: Link) -> Key:
    sk = f"{LINKED}{millis(link.since)}#{link.linked.key}"
    return {"pk": customer(link.user_id).key, "sk": sk}


def shard_of(person: Person) -> int:
    """The partition of the indexes `due` and `ready` that a person's rows are in."""
    return crc32(person.key.encode()) % len(SHARDS)


def traits(person: Person) -> Key:
    return {"pk": person.key, "sk": "traits"}


def preferences(person: Person) -> Key:
    return {"pk": person.key, "sk": PREFERENCES}


def consent(person: Person, at: int, question: str, *, value: bool) -> Key:
    return {"pk": person.key, "sk": f"{CONSENT}{millis(at)}#{question}#{'yes' if value else 'no'}"}


def contact(person: Person) -> Key:
    return {"pk": person.key, "sk": "contact"}


def push_token(person: Person, digest: str) -> Key:
    return {"pk": person.key, "sk": f"{DEVICE}{digest}"}


def push_token_of(sk: str) -> str:
    return sk.removeprefix(DEVICE)


def push_token_owner(digest: str) -> Key:
    return {"pk": f"{DEVICE}{digest}", "sk": "owner"}


def erasure(digest: str) -> Key:
    return {"pk": f"{ERASED}{digest}", "sk": "erasure"}


def person_digest_of(pk: str) -> str:
    return pk.removeprefix(ERASED)
