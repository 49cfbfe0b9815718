"""Order people of a queue by how much they like the item that is back."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor

from functions.domain.event import Event
from functions.domain.item import Item
from functions.domain.nudges.restock.affinity import Likeness, affinity
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.person import Person
from functions.domain.profile import READ_BROWSE, READ_COMMERCE, Profile, extend
from functions.domain.signals import Family
from functions.services.nudges.facts.owners import Owners
from functions.storage.catalog import CatalogRows
from functions.storage.events import EventRows
from functions.storage.profiles import ProfileRows

# Items whose group and category are looked up: those that most of these people dealt with.
_MOST_ITEMS = 2_000
_NEWEST: dict[Family, int] = {"b": READ_BROWSE, "c": READ_COMMERCE}


class RestockAffinity:
    def __init__(
        self,
        *,
        owners: Owners,
        profiles: ProfileRows,
        events: EventRows,
        catalog: CatalogRows,
        pool: Executor,
        clock: Callable[[], int],
    ) -> None:
        self._owners = owners
        self._profiles = profiles
        self._events = events
        self._catalog = catalog
        self._pool = pool
        self._clock = clock

    def ordered(self, item_id: str, people: Sequence[Subscription]) -> list[Subscription]:
        """The same people, those who like the item most first; of equals who asked first."""
        owners = self._owners.of([(each.person, each.since) for each in people])
        profiles = self._as_of_now(list(dict.fromkeys(owners.values())))
        likeness = self._likeness(item_id, profiles)
        now = self._clock()

        def rank(each: Subscription) -> tuple[float, int, str]:
            profile = profiles.get(owners[each.person, each.since], Profile())
            score = affinity(profile.interactions, likeness, now)
            return -score, each.since, each.person.key

        return sorted(people, key=rank)

    def _as_of_now(self, people: Sequence[Person]) -> dict[Person, Profile]:
        """Their profiles with the newest events, of which some wait to be folded."""
        newest = dict(zip(people, self._pool.map(self._newest, people), strict=True))
        # Events are read first: what is folded meanwhile is then in the profile, and not missed.
        profiles = {person: profile for person, (profile, _) in self._profiles.find(people).items()}
        return {person: extend(profiles[person], newest[person]) for person in people}

    def _newest(self, person: Person) -> list[Event]:
        families = _NEWEST.items()
        return [e for family, limit in families for e in self._events.newest(person, family, limit)]

    def _likeness(self, item_id: str, profiles: Mapping[Person, Profile]) -> Likeness:
        counts = Counter(i.item_id for each in profiles.values() for i in each.interactions)
        wanted = [item_id, *(each for each, _ in counts.most_common(_MOST_ITEMS))]
        items = self._catalog.get(wanted)
        return Likeness(items.get(item_id) or Item(item_id, item_id), items)
