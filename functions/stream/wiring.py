"""Make the services of the stream function."""

from functions.bootstrap import Services
from functions.services.nudges.wiring import interests, planning
from functions.services.people.preferences import OptOuts
from functions.stream.dispatch import ProcessStreams
from functions.stream.nudge_lines import WriteNudgeLines
from functions.stream.process import Nudges, ProcessEvents
from functions.stream.set_aside import SetAside


def process_events(
    services: Services, *, only_lake: bool = False, redrive: bool = False
) -> ProcessEvents:
    """The stream's work; `only_lake` leaves the profiles to a person's next events.

    In a `redrive` a person's later events may have been processed before, and a record that can
    never be processed fails like any other.
    """
    storage = services.storage
    return ProcessEvents(
        lake=services.lake,
        events=storage.events,
        identity=storage.identity,
        erasures=services.erasures,
        opt_outs=OptOuts(storage.preferences, storage.identity),
        profiles=None if only_lake else services.update_profiles,
        nudges=None if only_lake else _nudges(services, in_order=not redrive),
        meter=services.meter,
        set_aside=None if redrive else SetAside(services.blobs, services.clock, services.meter),
    )


def _nudges(services: Services, *, in_order: bool) -> Nudges:
    rows = services.storage.nudge_settings
    return Nudges(
        lambda: rows.get(consistent=False),
        planning(services),
        interests(services, in_order=in_order),
    )


def process_streams(services: Services, *, redrive: bool = False) -> ProcessStreams:
    """All that the streams of the tables wake."""
    return ProcessStreams(
        process_events(services, redrive=redrive),
        WriteNudgeLines(services.lake, services.erasures),
    )
