"""Saying who somebody is: a verified identify or alias links, a claimed one only hints."""

from functions.domain.event import Event
from functions.domain.identity import Link, owner_at
from functions.domain.person import Person, customer, visitor
from functions.people.profiles import UpdateProfiles
from functions.storage.identity import Identity


class Identify:
    def __init__(self, identity: Identity, update: UpdateProfiles) -> None:
        self._identity = identity
        self._update = update

    def __call__(self, event: Event) -> None:
        """Take over what a stored event says of identity; doing it again changes nothing.

        Histories become one at once: the customer's profile is recomputed before the call ends,
        and so is the visitor's when somebody else sits there now.
        """
        link = link_in(event)
        if link is None or not self._is_news(link):
            return
        self._identity.add(link)
        self._update.recompute(customer(link.user_id))
        self._update.recompute(link.linked)

    def _is_news(self, link: Link) -> bool:
        return owner_at(self._identity.owners(link.linked), link.since) != customer(link.user_id)


def link_in(event: Event) -> Link | None:
    """The link that an event makes, if it is verified and makes one."""
    if not event.verified or event.user_id is None:
        return None
    linked = _linked_by(event)
    if linked is None or linked == customer(event.user_id):
        return None
    return Link(linked, event.user_id, event.at)


def _linked_by(event: Event) -> Person | None:
    if event.type == "identify" and event.anonymous_id:
        return visitor(event.anonymous_id)
    return None
