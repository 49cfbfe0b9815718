"""Write under a customer's present id, while aliases may change it."""

from collections.abc import Callable
from typing import TypeVar

from functions.domain.person import Person, customer
from functions.storage.identity import IdentityRows

T = TypeVar("T")


def under_present_id(identity: IdentityRows, user_id: str, write: Callable[[Person], T]) -> T:
    """What `write` returns for the customer of this user id, whichever id is theirs now.

    An alias that is made meanwhile may have read what is kept before `write` was done; then it is
    done again under the new id.
    """
    present = identity.names(user_id).user_id
    while True:
        result = write(customer(present))
        now = identity.names(present).user_id
        if now == present:
            return result
        present = now
