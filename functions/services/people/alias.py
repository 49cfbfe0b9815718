"""Join two user ids of one customer, and undo it.

Events stay where they are. What is kept of the id given up stays too, so that nothing is lost
when the alias turns out to be wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from functions.domain.names import MAX_DEVICES, MAX_JOINED, Names, joined, with_owners
from functions.domain.person import Person, customer
from functions.errors import NotFound
from functions.services.people.joined_rows import JoinedRows
from functions.services.retry import until_written
from functions.storage.identity import IdentityRows

if TYPE_CHECKING:
    from functions.services.people.profiles import UpdateProfiles


class Alias:
    """Joins the customer who has the id given up to the one who has the id that stays."""

    def __init__(self, identity: IdentityRows, rows: JoinedRows) -> None:
        self._identity = identity
        self._rows = rows

    def __call__(self, user_id: str, previous_id: str, *, at: int) -> set[Person] | None:
        """Join two user ids and give the people whose profiles are stale.

        None where the customer would have too many names; then nothing is joined. Joining again
        changes nothing: not even which of the two ids stays.
        """
        names = until_written(lambda: self._joined(user_id, previous_id, at))
        if names is None:
            return None
        self._rows.merge(names, at=at)
        return {customer(name) for name in names.user_ids}

    def _joined(self, user_id: str, previous_id: str, at: int) -> Names | None:
        stays, given_up = self._identity.names(user_id), self._identity.names(previous_id)
        if stays.user_id == given_up.user_id:
            return stays
        after = joined(stays, given_up)
        if len(after.aliases) + len(after.external_ids) > MAX_JOINED:
            return None
        # Before the names are one, so that no one decides by one name's yes after another's no.
        self._rows.merge(after, at=at)
        moved = [given_up, *map(self._identity.names_under, given_up.aliases)]
        redirects = [replace(each, moved_to=stays.user_id) for each in moved]
        self._identity.write(names=[after, *redirects])
        return after


class UndoAlias:
    """Parts an id from the customer it was joined to, with what was linked to that very id."""

    def __init__(
        self,
        identity: IdentityRows,
        rows: JoinedRows,
        update: "UpdateProfiles",
        clock: Callable[[], int],
    ) -> None:
        self._identity = identity
        self._rows = rows
        self._update = update
        self._clock = clock

    def __call__(self, user_id: str, alias: str) -> None:
        """Make `alias` a customer of its own again.

        Raises:
            NotFound: it is no alias of this customer.
        """
        stays, parted = until_written(lambda: self._parted(user_id, alias))
        self._rows.part(stays, parted, at=self._clock())
        for name in (*stays.user_ids, *parted.user_ids):
            self._update.recompute(customer(name))

    def _parted(self, user_id: str, alias: str) -> tuple[Names, Names]:
        names = self._identity.names(user_id)
        if alias not in names.aliases:
            raise NotFound(f"{alias} is no alias of the customer {user_id}")
        redirect = self._identity.names_under(alias)
        back = [each for each in redirect.aliases if each in names.aliases]
        left = tuple(each for each in names.aliases if each not in {alias, *back})
        stays = self._with_links(replace(names, aliases=left, linked={}))
        parted = self._with_links(replace(redirect, aliases=tuple(back), linked={}, moved_to=None))
        moved = [replace(self._identity.names_under(each), moved_to=alias) for each in back]
        self._identity.write(names=[stays, parted, *moved])
        return stays, parted

    def _with_links(self, names: Names) -> Names:
        """The names with the newest devices and external ids that were linked to these very ids."""
        linked: list[Person] = []
        for user_id in names.user_ids:
            newest = islice(self._identity.links_to(user_id), MAX_DEVICES)
            linked += [link.linked for link in newest]
        for person, (links, _) in self._identity.owners(_distinct(linked)).items():
            names = with_owners(names, person, links)
        return names


def _distinct(people: Sequence[Person]) -> list[Person]:
    return list(dict.fromkeys(people))
