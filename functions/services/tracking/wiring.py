"""Make the services of what is tracked."""

from collections.abc import Sequence
from functools import cache

from functions.bootstrap import Services
from functions.domain.external_id import pseudonym_of
from functions.services.catalogue.item_names import ItemNames
from functions.services.people.follow_up import FollowUp
from functions.services.tracking.entry_context import Pseudonym
from functions.services.tracking.intake_quality import IntakeQuality
from functions.services.tracking.record_events import RecordEvents

_WRITERS = 16


def record_events(
    services: Services,
    chain: Sequence[FollowUp],
    quality: IntakeQuality | None = None,
    item_names: ItemNames | None = None,
) -> RecordEvents:
    """Make what records events; `quality` and `item_names` are shared with routes."""
    quality = quality or IntakeQuality(
        services.storage.intake_quality, services.clock, services.meter
    )
    return RecordEvents(
        events=services.storage.events,
        follow_ups=chain,
        pool=services.pool(_WRITERS),
        new_id=lambda: services.random_bytes(16).hex(),
        meter=services.meter,
        quality=quality,
        item_names=item_names
        or ItemNames(lambda _: {}, services.storage.item_aliases, services.clock),
    )


def pseudonym(services: Services) -> Pseudonym:
    secret = cache(lambda: services.secrets.get("external-ids"))
    return lambda id_type, external_id: pseudonym_of(id_type, external_id, secret())
