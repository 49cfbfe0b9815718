"""What was to be had, as the auditor sees it."""

from collections import defaultdict

from local.simulate.history import History, Input
from local.simulate.steps import PutItem, Stock


class Shelves:
    """Stock of each item by place: the newest count holds, in whatever order counts arrive."""

    def __init__(self, history: History) -> None:
        self._counts: defaultdict[str, list[tuple[int, Input, Stock]]] = defaultdict(list)
        self._puts: defaultdict[str, list[tuple[Input, PutItem]]] = defaultdict(list)
        for each in history.inputs:
            if isinstance(each.step, Stock):
                counted_at = history.start + each.step.at - each.step.late
                self._counts[each.step.item].append((counted_at, each, each.step))
            elif isinstance(each.step, PutItem):
                self._puts[each.step.item].append((each, each.step))

    def surely_gone(self, item: str, known_at: int, by: int) -> bool:
        """Whether the item could certainly not be bought, anywhere, from `known_at` until `by`."""
        return self._deleted(item, known_at, by) or self._sold_out(item, known_at, by)

    def possible_quantities(self, item: str, since: int, until: int) -> list[int]:
        """Every number of pieces online that may have been in force within the time (UTC ms).

        It is more than can have been: each count that may have arrived by the end and is not
        certainly replaced at the beginning.
        """
        counts = [c for c in self._counts.get(item, ()) if c[1].possible_from <= until]
        sure = [c[0] for c in counts if c[1].sure_from <= since and c[2].location == "online"]
        newest = max(sure, default=-1)
        return [c[2].quantity for c in counts if c[0] >= newest and c[2].location == "online"]

    def possible_prices(self, item: str, since: int, until: int) -> list[float]:
        """Every price that may have been in force within the time (UTC ms)."""
        puts = [p for p in self._puts.get(item, ()) if p[0].possible_from <= until]
        sure = [p[0].began for p in puts if p[0].sure_from <= since]
        newest = max(sure, default=-1)
        return [step.price for given, step in puts if given.ended >= newest and not step.deleted]

    def _sold_out(self, item: str, known_at: int, by: int) -> bool:
        counts = [c for c in self._counts.get(item, ()) if c[1].possible_from <= by]
        if not counts or any(each.sure_from > known_at for _, each, _ in counts):
            return False
        newest: dict[str, tuple[int, int]] = {}
        for counted_at, _, step in counts:
            if counted_at >= newest.get(step.location, (-1, 0))[0]:
                newest[step.location] = (counted_at, step.quantity)
        return all(quantity == 0 for _, quantity in newest.values())

    def _deleted(self, item: str, known_at: int, by: int) -> bool:
        puts = [p for p in self._puts.get(item, ()) if p[0].possible_from <= by]
        if not puts or any(each.sure_from > known_at for each, _ in puts):
            return False
        return max(puts, key=lambda put: put[0].ended)[1].deleted
