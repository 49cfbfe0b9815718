"""What is to be forgotten: said without the name of whom it is about."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from functions.domain.person import Person


@dataclass(frozen=True, slots=True)
class Erasure:
    """What a person did from `since` to before `until`, as far as it was received by `erased_at`.

    UTC ms. Who comes back after `erased_at` is somebody new.
    """

    since: int
    until: int
    erased_at: int

    def covers(self, *, at: int, received_at: int) -> bool:
        return self.since <= at < self.until and received_at <= self.erased_at


def person_digest(person: Person, secret: bytes) -> str:
    """What an erasure calls a person: nobody without the secret can tell who it was."""
    return hmac.new(secret, person.key.encode(), sha256).hexdigest()[:32]
