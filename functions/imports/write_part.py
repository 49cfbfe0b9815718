"""Write what was read of a part to the tables; doing it again changes nothing."""

from collections import defaultdict
from collections.abc import Sequence

from functions.bootstrap import Services
from functions.domain.event import Event
from functions.domain.person import Person
from functions.errors import RevisionLost, Unavailable
from functions.imports.part_read import PartRead
from functions.services.people.wiring import follow_ups
from functions.storage.batches import put_all

_WRITERS = 8


def write_part(services: Services, found: PartRead) -> None:
    """Put events as the tables keep them, and the profile of each person.

    Raises:
        Unavailable: some rows could not be written; the part is read again next time.
    """
    rows = found.rows
    if failed := put_all(services.writing_client, services.settings.events_table, rows):
        raise Unavailable(f"{len(failed)} of {len(rows)} rows were not written; import again")

    def put_profile(profile: tuple[Person, bytes]) -> None:
        person, packed = profile
        try:
            services.storage.profiles.put_packed(person, packed, rev=0)
        except RevisionLost:  # there was a profile: it is folded anew from all that is there
            services.update_profiles.recompute(person)

    # A file of small orders has nearly as many people as orders, and each put is a call.
    with services.pool(_WRITERS) as pool:
        for _ in pool.map(put_profile, found.profiles):
            pass
    _follow_up(services, found.stated)


def _follow_up(services: Services, stated: Sequence[Event]) -> None:
    """Take over what events say of who a person is and what they want, as the API does."""
    people: defaultdict[Person, list[Event]] = defaultdict(list)
    for event in sorted(stated, key=lambda each: each.order):
        people[event.person].append(event)
    chain = follow_ups(services) if people else ()
    for own in people.values():
        for follow_up in chain:
            follow_up(own)
