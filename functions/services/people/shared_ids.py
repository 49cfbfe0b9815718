"""Find the ids that too many share when one more is linked, and set them apart."""

from collections.abc import Sequence
from dataclasses import replace

from functions.domain.identity import Link
from functions.domain.names import Names
from functions.domain.person import Person, customer
from functions.domain.shared_ids import devices_within_a_day, users_within_a_day
from functions.errors import NotFound
from functions.services.people.set_apart import SetApart
from functions.services.retry import until_written
from functions.storage.identity import IdentityRows


class SharedIds:
    """An id that more than `most` devices, cards or people share within a day is set apart.

    What is counted are the rows that a link reads anyway. An id is set apart before its names
    change, so that a crash between the two is made good by the next link.
    """

    def __init__(self, set_apart: SetApart, most: int) -> None:
        self._set_apart = set_apart
        self._most = most

    def by_devices(self, names: Names, link: Link) -> bool:
        """Whether the link is one device or card too many for its user id.

        Raises:
            Unavailable: it could not be stored.
        """
        if devices_within_a_day(names.activity, link) <= self._most:
            return False
        for user_id in names.user_ids:
            self._set_apart.add(customer(user_id))
        return True

    def by_users(self, owners: Sequence[Link], link: Link) -> bool:
        """Whether the link is one user id too many for its device or card.

        Raises:
            Unavailable: it could not be stored.
        """
        if users_within_a_day(owners, link) <= self._most:
            return False
        if not self._set_apart.holds(link.linked):
            self._set_apart.add(link.linked)
        return True


class ReleaseId:
    def __init__(self, identity: IdentityRows, set_apart: SetApart) -> None:
        self._identity = identity
        self._set_apart = set_apart

    def __call__(self, person: Person) -> None:
        """Let an id identify again; what was linked to it before it was set apart stays apart.

        Raises:
            NotFound: it is not set apart.
            RevisionLost: its names kept changing; release it again.
        """
        if not self._set_apart.release(person):
            raise NotFound(f"the id {person.id} is not set apart")
        if person.kind == "customer":
            until_written(lambda: self._reopen(person.id))

    def _reopen(self, user_id: str) -> None:
        names = self._identity.names_under(user_id)
        if names.apart:
            self._identity.write(names=[replace(names, apart=False)])
