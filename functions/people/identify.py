"""Saying who somebody is: a verified identify or alias links, a claimed one only hints."""

from functions.domain.event import Event
from functions.domain.identity import Link, owner_at
from functions.domain.person import Person, customer, is_unguessable, visitor
from functions.people.profiles import UpdateProfiles
from functions.storage.identity import Identity


class Identify:
    def __init__(self, identity: Identity, update: UpdateProfiles) -> None:
        self._identity = identity
        self._update = update

    def __call__(self, event: Event) -> None:
        """Take over what a stored event says of identity; doing it again changes nothing.

        Histories become one at once: the customer's profile is recomputed before the call ends,
        and so is the one of whom somebody else is now.
        """
        news = [link for link in links_in(event) if self._is_news(link)]
        for link in news:
            self._identity.add(link)
            self._update.recompute(link.linked)
        if news:
            self._update.recompute(customer(news[0].user_id))

    def _is_news(self, link: Link) -> bool:
        return owner_at(self._identity.owners(link.linked), link.since) != customer(link.user_id)


def links_in(event: Event) -> list[Link]:
    """The links that an event makes: any that the shop names, of a shopper only the own device."""
    if event.user_id is None or event.vouched_by == "browser":
        return []
    if event.vouched_by == "shopper":
        return _own_device(event, event.user_id)
    own = customer(event.user_id)
    linked = [visitor(name) for name in event.external_ids] + _named_by(event)
    return [Link(person, event.user_id, event.at) for person in linked if person != own]


def _own_device(event: Event, user_id: str) -> list[Link]:
    """From the time of receipt on, whatever the shopper's clock says."""
    device = event.anonymous_id
    if event.type != "identify" or device is None or not is_unguessable(device):
        return []
    return [Link(visitor(device), user_id, event.received_at)]


def _named_by(event: Event) -> list[Person]:
    if event.type == "identify" and event.anonymous_id:
        return [visitor(event.anonymous_id)]
    if event.type == "alias" and event.previous_id:
        # Segment does not tell which of the two it was; a name that nobody had links nothing.
        return [visitor(event.previous_id), customer(event.previous_id)]
    return []
