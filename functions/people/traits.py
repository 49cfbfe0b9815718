"""What an identify says of a customer, taken over."""

from functions.domain.event import Event
from functions.domain.person import customer
from functions.domain.traits import merged
from functions.errors import RevisionLost
from functions.storage.traits import TraitRows

_TRIES = 5


class TellTraits:
    def __init__(self, rows: TraitRows) -> None:
        self._rows = rows

    def __call__(self, event: Event) -> None:
        """Merge a verified identify's traits; doing it again, or late, changes nothing.

        Raises:
            RevisionLost: others kept writing this customer's traits.
        """
        told = event.properties.get("traits")
        if event.type != "identify" or not event.verified or not event.user_id or not told:
            return
        for _ in range(_TRIES):
            known, rev = self._rows.get(customer(event.user_id))
            after = merged(known, told, event.at)
            if after == known:
                return
            try:
                self._rows.put(customer(event.user_id), after, rev=rev)
            except RevisionLost:
                continue
            return
        raise RevisionLost("the traits kept being written by others")
