"""Links and aliases that an event states.

The shop may join any names. A shopper with a visitor token links one thing, the device in use,
and only by a random UUID: any other id could be made up. A browser links nothing.
"""

from functions.domain.event import Event
from functions.domain.identity import Link
from functions.domain.person import Person, is_unguessable, visitor


def links_in(event: Event) -> list[Link]:
    """The devices and external ids that the event links to its user, and from when on."""
    if event.user_id is None or event.vouched_by == "browser":
        return []
    if event.vouched_by == "shopper":
        return _own_device(event, event.user_id)
    linked = [visitor(name) for name in event.external_ids] + _named_by(event)
    return [Link(each, event.user_id, event.at, event.position) for each in linked]


def alias_in(event: Event) -> tuple[str, str] | None:
    """The user id that stays and the one that is given up, where the shop states an alias."""
    if event.type != "alias" or not event.verified or not event.user_id or not event.previous_id:
        return None
    return event.user_id, event.previous_id


def _own_device(event: Event, user_id: str) -> list[Link]:
    """From the time of receipt on, whatever the shopper's clock says."""
    device = event.anonymous_id
    if event.type != "identify" or device is None or not is_unguessable(device):
        return []
    return [Link(visitor(device), user_id, event.received_at, event.position)]


def _named_by(event: Event) -> list[Person]:
    if event.type == "identify" and event.anonymous_id:
        return [visitor(event.anonymous_id)]
    # Segment does not say whether previousId was a user id or a device. A device is a UUID.
    if event.type == "alias" and event.previous_id and is_unguessable(event.previous_id):
        return [visitor(event.previous_id)]
    return []
