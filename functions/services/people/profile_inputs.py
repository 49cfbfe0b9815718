"""What a profile is computed from besides the log of events: read for many people at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from functions.domain.cart_base import CartBase
from functions.domain.erasure import Erasure
from functions.domain.identity import END_OF_TIME, Interval, Link, own_since, owner_at
from functions.domain.names import Names
from functions.domain.person import Person, customer
from functions.domain.preferences import PERSONALIZATION, allows
from functions.domain.profile import Profile
from functions.services.people.erasures import Erasures
from functions.storage.cart_bases import CartBaseRows
from functions.storage.identity import IdentityRows
from functions.storage.preferences import PreferenceRows
from functions.storage.profiles import ProfileRows


@dataclass(frozen=True, slots=True)
class ProfileInputs:
    """`rev` is the revision of `profile`; `base` the base of the cart, None where it was not read.

    `intervals` says which events are this person's. `may_be_profiled` is the answer of the person,
    or of the customer who uses the device now.
    """

    person: Person
    erased: frozenset[Erasure]
    profile: Profile
    rev: int
    names: Names | None
    intervals: list[Interval]
    may_be_profiled: bool
    base: tuple[CartBase | None, int] | None = None

    @property
    def moved_to(self) -> str | None:
        return self.names.moved_to if self.names else None


class ReadProfileInputs:
    def __init__(
        self,
        *,
        profiles: ProfileRows,
        identity: IdentityRows,
        preferences: PreferenceRows,
        bases: CartBaseRows,
        erasures: Erasures,
    ) -> None:
        self._profiles = profiles
        self._identity = identity
        self._preferences = preferences
        self._bases = bases
        self._erasures = erasures

    def one(self, person: Person) -> ProfileInputs:
        """Read the profile of one person, and then its inputs."""
        return self(self._profiles.find([person]))[person]

    def __call__(
        self,
        profiles: Mapping[Person, tuple[Profile, int]],
        *,
        with_carts: Iterable[Person] = (),
    ) -> dict[Person, ProfileInputs]:
        """Return the inputs of each of these people by one consistent read of each kind of row.

        `profiles` are theirs, read before. The order matters: who changes later what is read here
        writes the profile later, too, and one of both writers loses the revision. Erasures are read
        before any event, so that one that begins later is seen by the look after the write. Bases
        are read of those `with_carts` who have a profile, before the events that move them on.
        """
        people = list(profiles)
        erased = self._erasures.find_all(people)
        bases = self._bases.find([p for p in with_carts if profiles[p][1]])
        links = {each: found for each, (found, _) in self._identity.owners(people).items()}
        owners = {each: owner_at(found, END_OF_TIME) for each, found in links.items()}
        customers = [p for p in (*people, *owners.values()) if p and p.kind == "customer"]
        names = self._identity.find_names([each.id for each in customers])
        asked = {person: _who_answers(person, owners.get(person), names) for person in people}
        answers = self._preferences.find(list(asked.values()))
        return {
            person: ProfileInputs(
                person,
                erased[person],
                *profiles[person],
                names=names[person.id] if person.kind == "customer" else None,
                intervals=_intervals(person, names, links),
                may_be_profiled=allows(answers.get(asked[person], {}), PERSONALIZATION),
                base=bases.get(person),
            )
            for person in people
        }


def _who_answers(person: Person, owner: Person | None, names: dict[str, Names]) -> Person:
    """The customer who uses the device now, under the present id; else the person."""
    return customer(names[owner.id].moved_to or owner.id) if owner else person


def _intervals(
    person: Person, names: dict[str, Names], links: dict[Person, list[Link]]
) -> list[Interval]:
    """All names of a customer; of a device, what its present user did there."""
    if person.kind == "customer":
        return names[person.id].intervals
    return [Interval(person, own_since(links[person]), END_OF_TIME)]
