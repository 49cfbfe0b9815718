"""Put stock levels: the newest observation of each place counts, in any order of arrival."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from functions.domain.stock import MAX_LOCATIONS, StockLevel, succeed
from functions.errors import FieldFault, Invalid, RevisionLost
from functions.services.retry import until_written
from functions.storage.stock import Place, StockRows


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an observation: the level in force, and whether it is this one.

    `level` is None when it was refused, because the item has too many places already.
    """

    level: StockLevel | None
    applied: bool


class PutStock:
    def __init__(
        self,
        stock: StockRows,
        clock: Callable[[], int],
        pool: Executor,
        *,
        max_locations: int = MAX_LOCATIONS,
    ) -> None:
        self._stock = stock
        self._clock = clock
        self._pool = pool
        self._max_locations = max_locations

    def __call__(self, observed: Sequence[StockLevel]) -> list[Stored]:
        """Store observations, and return the result of each, in their order.

        Raises:
            Unavailable: some could not be stored; putting all of them again is safe.
            RevisionLost: some kept changing; putting all of them again is safe.
        """
        newest, done = _newest(observed), dict[Place, Stored]()

        def put_left() -> None:
            left = {place: level for place, level in newest.items() if place not in done}
            done.update(self._put(left))
            if lost := len(newest) - len(done):
                raise RevisionLost(f"{lost} of {len(newest)} places kept changing; put them again")

        until_written(put_left)
        return [_result(each, newest, done) for each in observed]

    def _put(self, observed: dict[Place, StockLevel]) -> dict[Place, Stored]:
        """Put the levels that no other writer changes at the same moment."""
        known = self._stock.get(list(observed))
        refused = self._beyond([place for place in observed if place not in known])
        open_ = [place for place in observed if place not in refused]
        done = self._pool.map(lambda place: self._put_one(known.get(place), observed[place]), open_)
        stored = {place: each for place, each in zip(open_, done, strict=True) if each}
        return stored | dict.fromkeys(refused, Stored(None, applied=False))

    def _put_one(self, known: StockLevel | None, observed: StockLevel) -> Stored | None:
        """None when another writer was faster: then it has to be tried again."""
        level = succeed(known, observed, now=self._clock())
        if level is None:
            return Stored(known, applied=False)
        return Stored(level, applied=True) if self._stock.put(level, known=known) else None

    def _beyond(self, new: Sequence[Place]) -> set[Place]:
        """The new places for which their items have no room left."""
        room = {
            item_id: self._max_locations - count
            for item_id, count in self._counted({item_id for item_id, _ in new})
        }
        beyond: set[Place] = set()
        taken: Counter[str] = Counter()
        for place in new:
            taken[place[0]] += 1
            if taken[place[0]] > room[place[0]]:
                beyond.add(place)
        return beyond

    def _counted(self, item_ids: set[str]) -> list[tuple[str, int]]:
        names = sorted(item_ids)
        return list(zip(names, self._pool.map(self._stock.count, names), strict=True))


def too_many_places(max_locations: int = MAX_LOCATIONS) -> Invalid:
    return Invalid(FieldFault("location", f"an item may have {max_locations} locations"))


def _newest(observed: Sequence[StockLevel]) -> dict[Place, StockLevel]:
    """The newest observation of each place; of two of one instant the later in the list."""
    newest: dict[Place, StockLevel] = {}
    for level in observed:
        place = (level.item_id, level.location)
        if place not in newest or level.observed_at >= newest[place].observed_at:
            newest[place] = level
    return newest


def _result(
    observed: StockLevel, newest: dict[Place, StockLevel], done: dict[Place, Stored]
) -> Stored:
    place = (observed.item_id, observed.location)
    stored = done[place]
    return Stored(stored.level, applied=stored.applied and newest[place] is observed)
