"""The log of a customer's consent over all of their names."""

from functions.domain.person import customer
from functions.storage.consent_log import ConsentLogRows, LoggedAnswer
from functions.storage.identity import IdentityRows

_NEWEST = 100


class ConsentLog:
    def __init__(self, rows: ConsentLogRows, identity: IdentityRows) -> None:
        self._rows = rows
        self._identity = identity

    def __call__(self, user_id: str) -> list[LoggedAnswer]:
        """The newest 100 answers of a customer, newest first."""
        names = self._identity.names(user_id).user_ids
        found = [
            each for name in names for each in self._rows.newest_first(customer(name), _NEWEST)
        ]
        return sorted(found, key=lambda each: each[1].at, reverse=True)[:_NEWEST]
