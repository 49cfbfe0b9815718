"""What the stream function stands on."""

from functions.bootstrap import Services
from functions.people.profiles import UpdateProfiles
from functions.stream.process import ProcessEvents


def process_events(services: Services) -> ProcessEvents:
    storage = services.storage
    profiles = UpdateProfiles(storage.events, storage.profiles, storage.identity)
    return ProcessEvents(services.lake, profiles, services.meter)
