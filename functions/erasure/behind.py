"""An erasure's back, watched: what an event in hand wrote while its person was being erased."""

from functions.domain.event import Event
from functions.erasure.erase import Erase
from functions.people.erasures import Erasures
from functions.people.wants import UNSUBSCRIBED
from functions.storage.customer_rows import CustomerRows
from functions.storage.identity import Identity


class EraseBehind:
    """The last of what follows from a stored event, looking after all others have written.

    Either this look finds the erasure, or the erasure, which began after it, finds what they wrote.
    """

    def __init__(
        self, erasures: Erasures, erase: Erase, rows: CustomerRows, identity: Identity
    ) -> None:
        self._erasures = erasures
        self._erase = erase
        self._rows = rows
        self._identity = identity

    def __call__(self, event: Event) -> None:
        if not _writes_more_than_itself(event):
            return
        for _, erased_at in self._erasures.covering([event]):
            if event.person.kind == "customer":
                self._erase(event.person.id, erased_at=erased_at)
            elif not self._identity.owners(event.person):
                self._rows.delete(event.person)


def _writes_more_than_itself(event: Event) -> bool:
    """The stream looks after what is only an event."""
    return (
        event.type in {"identify", "alias"}
        or bool(event.external_ids)
        or (event.name == UNSUBSCRIBED)
    )
