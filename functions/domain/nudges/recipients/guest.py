"""A person without an account, known by an address whose owner confirmed it."""

from functions.domain.person import Person, customer

_PREFIX = "guest-"


def guest_of(digest: str) -> Person:
    """The person that an e-mail address stands for, by the HMAC of the address."""
    return customer(f"{_PREFIX}{digest}")


def is_guest(person: Person) -> bool:
    return person.kind == "customer" and person.id.startswith(_PREFIX)
