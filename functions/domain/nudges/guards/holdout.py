"""The share of people who are decided and never sent to, to measure what nudges are worth."""

from hashlib import sha256

from functions.domain.nudges.kinds import Kind
from functions.domain.person import Person


def is_held_out(person: Person, kind: Kind, share: float) -> bool:
    """Whether a person belongs to the holdout of a kind; a larger share holds the same people."""
    digest = sha256(f"holdout|{kind}|{person.key}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64 < share
