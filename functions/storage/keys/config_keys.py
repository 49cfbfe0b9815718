"""The keys of what the shop has set, and of leases."""

from functions.domain.person import Person
from functions.storage.keys.key import Key

CONFIG = "config"
ACCESS_KEY = "key#"
RULE = "rule#"
QUALITY = "quality#"
TEMPLATE = "template#"
SET_APART = "apart#"
SETTINGS_HISTORY = "settings-history#"


def nudge_settings() -> Key:
    return {"pk": CONFIG, "sk": "settings#nudges"}


def nudge_settings_history(rev: int) -> Key:
    return {"pk": CONFIG, "sk": f"{SETTINGS_HISTORY}nudges#{rev:010d}"}


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


def lease(name: str) -> Key:
    return {"pk": f"lease#{name}", "sk": "lease"}
