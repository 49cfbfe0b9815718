"""What the stream function stands on."""

from functions.bootstrap import Services
from functions.stream.process import ProcessEvents
from functions.stream.profiles import UpdateProfile


def process_events(services: Services) -> ProcessEvents:
    storage = services.storage
    update = UpdateProfile(storage.events, storage.profiles)
    return ProcessEvents(services.lake, update, services.meter)
