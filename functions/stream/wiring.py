"""What the stream function stands on."""

from functions.bootstrap import Services
from functions.people.wants import Objections
from functions.stream.process import ProcessEvents


def process_events(services: Services, *, only_lake: bool = False) -> ProcessEvents:
    """The stream's work; `only_lake` leaves the profiles to a person's next events."""
    storage = services.storage
    return ProcessEvents(
        lake=services.lake,
        events=storage.events,
        erasures=services.erasures,
        objections=Objections(storage.preferences, storage.identity),
        profiles=None if only_lake else services.update_profiles,
        meter=services.meter,
    )
