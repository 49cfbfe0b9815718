"""The notice that a customer may be reached on other channels than before."""

from functions.domain.delivery.event_types import EventType
from functions.domain.person import Person
from functions.domain.preferences import CHANNELS, Preferences, allows
from functions.schemas.event_data import ChangedAudience
from functions.services.delivery.notices import Notice
from functions.storage.keys import person_keys

_TYPE: EventType = "audience.changed"


def audience_notices(
    person: Person, before: Preferences, after: Preferences, *, rev: int, at: int
) -> list[Notice]:
    """The notice of one write of a customer's preferences, made at `at` (UTC ms) as `rev`.

    There is none where no channel's consent turned.
    """
    changed = [each for each in CHANNELS if allows(before, each) != allows(after, each)]
    if person.kind != "customer" or not changed:
        return []
    consent = {channel: allows(after, channel) for channel in CHANNELS}
    data = ChangedAudience(user_id=person.id, consent=consent, changed=changed).model_dump()
    return [Notice(person_keys.preferences(person), f"{_TYPE}#{rev}", _TYPE, at, data)]
