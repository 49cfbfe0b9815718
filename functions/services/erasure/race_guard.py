"""Erase again what was written while an erasure was running."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from functions.domain.event import Event
from functions.services.people.erasures import Erasures
from functions.services.people.follow_up import Caution
from functions.services.people.preferences import UNSUBSCRIBED
from functions.storage.customer_rows import CustomerRows
from functions.storage.identity import IdentityRows

if TYPE_CHECKING:
    from functions.services.erasure.erase import Erase


class ErasureRaceGuard:
    """The last of what follows from a stored event, looking after all others have written.

    Either this look finds the erasure, or the erasure, which began after it, finds what they wrote.
    `erase` makes the service that erases; most processes never do.
    """

    def __init__(
        self,
        erasures: Erasures,
        erase: "Callable[[], Erase]",
        rows: CustomerRows,
        identity: IdentityRows,
    ) -> None:
        self._erasures = erasures
        self._erase = erase
        self._rows = rows
        self._identity = identity

    def __call__(self, events: Sequence[Event]) -> list[Caution]:
        """Erase again what these events of one person wrote during an erasure.

        Raises:
            Unavailable, RevisionLost: something may be left; the same events may be sent again.
        """
        covered = self._erasures.covering(each for each in events if _writes_more_than_itself(each))
        if covered:
            person, erased_at = covered[0][0].person, max(at for _, at in covered)
            if person.kind == "customer":
                self._erase()(person.id, erased_at=erased_at)
            elif not self._identity.owners_of(person):
                self._rows.delete(person)
        return []


def _writes_more_than_itself(event: Event) -> bool:
    """The stream looks after what is only an event."""
    return (
        event.type in {"identify", "alias"}
        or bool(event.external_ids)
        or (event.name == UNSUBSCRIBED)
    )
