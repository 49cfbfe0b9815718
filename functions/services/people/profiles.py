"""Update profiles: recompute them from the stored events, under a revision."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

from functions.domain.cart_base import UNFOLDED_ROWS
from functions.domain.consent import objects
from functions.domain.event import Event
from functions.domain.identity import owner_at
from functions.domain.names import Names
from functions.domain.person import Person, customer
from functions.domain.profile import READ_BROWSE, READ_COMMERCE, Profile, unfolded_among
from functions.domain.signals import Family
from functions.errors import HiloError, RevisionLost
from functions.services.people.carts import CartRows, Carts
from functions.services.people.erasures import Erasures
from functions.services.people.event_log import Newest
from functions.services.people.fold_profile import FoldProfile
from functions.services.people.profile_inputs import ProfileInputs, ReadProfileInputs
from functions.services.retry import until_written
from functions.storage.events import EventRows
from functions.storage.identity import IdentityRows, Owners
from functions.storage.profiles import ProfileRows

logger = logging.getLogger(__name__)

_READ: dict[Family, int] = {"b": READ_BROWSE, "c": READ_COMMERCE}
# A device in use is written down once an hour, so that readers know the five used last.
_ACTIVITY_MS = 3_600_000


class UpdateProfiles:
    def __init__(
        self,
        *,
        events: EventRows,
        profiles: ProfileRows,
        identity: IdentityRows,
        erasures: Erasures,
        read_inputs: ReadProfileInputs,
        fold: FoldProfile,
        carts: Carts,
    ) -> None:
        self._events = events
        self._profiles = profiles
        self._identity = identity
        self._erasures = erasures
        self._read_inputs = read_inputs
        self._fold = fold
        self._carts = carts

    def arrived(
        self, events: Sequence[Event], links: Mapping[Person, Owners]
    ) -> dict[Person, HiloError]:
        """Recompute the profiles that new events change: of their persons and the devices' owners.

        Each person is folded once, however many of the events are theirs. Browsing waits until
        enough of it is not folded yet; the reader adds it meanwhile. So does the commerce of a
        person who has a long history of it. `links` are the owners of the events' visitors, read
        after these were stored: who links one of them later folds the customer anew. Return the
        errors, by the persons of the events whose work has to be done again.

        Raises:
            Unavailable: what all of them need could not be read.
        """
        concerned = self._concerned(events, links)
        profiles = self._profiles.find(list(concerned))
        due = {p for p, own in concerned.items() if self._is_due(p, profiles[p][0], own)}
        shopping = [p for p, own in concerned.items() if any(e.family == "c" for e in own)]
        work = [person for person in concerned if person in due or person in shopping]
        inputs = self._read_inputs({p: profiles[p] for p in work}, with_carts=shopping)
        failed: dict[Person, HiloError] = {}
        for whose in work:
            try:
                self._update(inputs[whose], concerned[whose], is_due=whose in due)
            except HiloError as error:
                logger.warning("a profile was not updated: %s", type(error).__name__)
                failed |= {event.person: error for event in concerned[whose]}
        self._fold_where_erased(inputs)
        return failed

    def renew(self, person: Person) -> None:
        """Fold profile and cart anew, after events of this person were deleted.

        Raises:
            RevisionLost: others kept writing it; they saw what we saw.
        """
        self._carts.forget(person)
        self.recompute(person)

    def recompute(self, person: Person) -> None:
        """Fold the profile anew from all events that are this person's.

        Raises:
            RevisionLost: others kept writing it, or the person kept being erased, meanwhile.
        """
        first = self._read_inputs.one(person)
        self._write(first)
        self._fold_where_erased({person: first})

    def _update(self, inputs: ProfileInputs, events: Sequence[Event], *, is_due: bool) -> None:
        many, commerce = True, None
        if is_due:
            commerce = self._write(inputs, events)
            many = commerce is None or len(commerce.events) > UNFOLDED_ROWS
        if many and not inputs.moved_to and any(event.family == "c" for event in events):
            known = CartRows(inputs.erased, *inputs.base, commerce) if inputs.base else None
            self._carts.arrived(inputs.person, inputs.intervals, events, known)

    def _write(self, first: ProfileInputs, arrived: Sequence[Event] = ()) -> Newest | None:
        """Fold and write, and return the rows of commerce; read all anew after a lost revision.

        None where others wrote meanwhile what this would do. Who wrote the second revision after
        that of `first` read the events after it, as this does.

        Raises:
            RevisionLost: others kept writing the profile.
        """
        known = [first]

        def attempt() -> Newest | None:
            inputs = known.pop() if known else self._read_inputs.one(first.person)
            if inputs.rev >= first.rev + 2:
                return None
            folded = self._fold(inputs, arrived)
            self._put(inputs, folded.profile)
            if inputs.names:
                self._note_use(inputs.names, folded.events)
            return folded.commerce

        return until_written(attempt)

    def _put(self, inputs: ProfileInputs, profile: Profile) -> None:
        if profile != Profile():
            self._profiles.put(inputs.person, profile, rev=inputs.rev)
        elif inputs.rev:  # nothing to remember: no row that would show that there was a person
            self._profiles.delete(inputs.person, rev=inputs.rev)

    def _fold_where_erased(self, written: Mapping[Person, ProfileInputs]) -> None:
        """Fold again those who were erased since their inputs were read, until none is.

        Raises:
            RevisionLost: a person kept being erased.
        """
        left = dict(written)

        def attempt() -> None:
            now = self._erasures.find_all(list(left))
            for person, erased in now.items():
                if erased == left[person].erased:
                    del left[person]
            left.update(self._read_inputs(self._profiles.find(list(left))))
            for inputs in left.values():
                self._write(inputs)
            if left:
                raise RevisionLost("a person was erased meanwhile")

        until_written(attempt)

    def _concerned(
        self, events: Sequence[Event], links: Mapping[Person, Owners]
    ) -> dict[Person, list[Event]]:
        """The events by the persons they are of: who did them, and who owned the device then.

        Customers stand under their present ids, too.
        """
        whose: list[tuple[Event, Person]] = []
        for event in events:
            owner = owner_at(links[event.person][0], event.at) if event.person in links else None
            whose.append((event, owner or event.person))
        present = self._identity.present([p.id for _, p in whose if p.kind == "customer"])
        concerned: defaultdict[Person, dict[str, Event]] = defaultdict(dict)
        for event, person in whose:
            now = customer(present[person.id]) if person.kind == "customer" else person
            for each in dict.fromkeys((event.person, now)):
                concerned[each][event.message_id] = event
        return {person: list(own.values()) for person, own in concerned.items()}

    def _is_due(self, whose: Person, profile: Profile, events: Sequence[Event]) -> bool:
        if any(event.type == "identify" for event in events):
            return True
        if objects(e for e in events if e.person == whose) is profile.personal:
            return True
        if not profile.long and any(event.family == "c" for event in events):
            return True
        logs = dict.fromkeys((event.person, event.family) for event in events)
        return any(self._waits(profile, *log) for log in logs)

    def _waits(self, profile: Profile, person: Person, family: Family) -> bool:
        """Whether as many events wait to be folded as a reader adds."""
        newest = self._events.newest(person, family, _READ[family])
        return len(unfolded_among(newest, profile)) >= _READ[family]

    def _note_use(self, names: Names, events: Sequence[Event]) -> None:
        for device in names.devices:
            used_at = max((e.at for e in events if e.person == device), default=0)
            if used_at > names.active_at(device) + _ACTIVITY_MS:
                self._identity.touch(names.user_id, device, used_at)
