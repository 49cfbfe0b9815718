"""What an erasure deletes, without the person's name."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from functions.domain.person import Person


@dataclass(frozen=True, slots=True)
class Erasure:
    """What a person did from `since` to before `until`, as far as it was received by `erased_at`.

    UTC ms. A person who comes back after `erased_at` is a new person.
    """

    since: int
    until: int
    erased_at: int

    def covers(self, *, at: int, received_at: int) -> bool:
        return self.since <= at < self.until and received_at <= self.erased_at


def person_digest(person: Person, secret: bytes) -> str:
    """Return the digest that stands for a person; it cannot be reversed without the secret."""
    return hmac.new(secret, person.key.encode(), sha256).hexdigest()[:32]
