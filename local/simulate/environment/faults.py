"""The hook around each storage call: its latency, and the failures that a seed decides.

A call fails before it took effect or after; its process ends before or after; another transaction
stands in its way; a batch is answered in part; or it takes seconds. Each decision comes from the
seed, the actor's name and the number of its call, so that leaving a step of a run out leaves the
failures of the others as they were.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from local.embedded.hooks import Call, Proceed, conflict, internal_error, throttled
from local.simulate.counts import Counts
from local.simulate.environment.chance import drawn
from local.simulate.environment.kernel import Actor, Crashed, Kernel
from local.simulate.environment.weather import Weather

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"})
_CONFLICTS = WRITES - {"BatchWriteItem"}
_KINDS = ("crash", "throttle", "conflict", "unknown", "partial", "slow")


class Faults:
    """What goes wrong with the calls of actors, in one run."""

    def __init__(self, seed: str, weather: Weather, kernel: Kernel, counts: Counts) -> None:
        self.seed = seed
        self._weather = weather
        self._shares = [(getattr(weather, kind), kind) for kind in _KINDS]
        self._kernel = kernel
        self._counts = counts
        self.on = True

    def random_of(self, actor: Actor) -> Random:
        """The actor's own source of chance."""
        found = actor.state.get("random")
        if found is None:
            found = actor.state["random"] = Random(f"{self.seed}/{actor.name}")  # noqa: S311
        return found

    def hook(self, call: Call, proceed: Proceed) -> dict[str, Any]:
        """Run a storage call of the current actor with its latency and faults."""
        actor = self._kernel.current
        if actor is None:
            return proceed(call)
        actor.call_number += 1
        random = self.random_of(actor)
        self._kernel.sleep(1 + random.randrange(self._weather.latency))
        kind = self._drawn(random)
        if kind is None:
            return proceed(call)
        return self._failing(kind, call, proceed, after=random.random() < 0.5)

    def point(self, name: str) -> None:
        """A call of another kind, to a queue or a provider: it may be slow, or never end.

        Raises:
            Crashed: the process ends here.
        """
        actor = self._kernel.current
        if actor is None:
            return
        random = self.random_of(actor)
        self._kernel.sleep(1 + random.randrange(self._weather.latency))
        if self.on and random.random() < self._weather.crash:
            self._counts[f"fault: process ended at {name}"] += 1
            raise Crashed(name)

    def _drawn(self, random: Random) -> str | None:
        return drawn(random, self._shares, None) if self.on else None

    def _failing(self, kind: str, call: Call, proceed: Proceed, *, after: bool) -> dict[str, Any]:
        if kind == "slow":
            return self._slow(call, proceed, after=after)
        if kind == "partial":
            return self._partial(call, proceed)
        if kind == "conflict":
            if call.operation not in _CONFLICTS:
                return proceed(call)
            self._counts["fault: transaction conflict"] += 1
            raise conflict(call)
        if kind == "throttle":
            self._counts["fault: throttled"] += 1
            raise throttled()
        if after:
            proceed(call)
        place = "after" if after else "before"
        if kind == "crash":
            self._counts[f"fault: process ended {place} a call"] += 1
            raise Crashed(f"{place} {call.operation}")
        self._counts[f"fault: server fault {place} the effect"] += 1
        raise internal_error()

    def _slow(self, call: Call, proceed: Proceed, *, after: bool) -> dict[str, Any]:
        self._counts["fault: slow call"] += 1
        actor = self._kernel.current
        assert actor is not None  # noqa: S101 only actors' calls fail
        pause = self.random_of(actor).randrange(500, self._weather.longest)
        if after:
            answer = proceed(call)
            self._kernel.sleep(pause)
            return answer
        self._kernel.sleep(pause)
        return proceed(call)

    def _partial(self, call: Call, proceed: Proceed) -> dict[str, Any]:
        """Leave the second half of a batch undone, as DynamoDB may."""
        if call.operation not in {"BatchGetItem", "BatchWriteItem"}:
            return proceed(call)
        items: Mapping[str, Any] = call.parameters["RequestItems"]
        (table,) = items
        if call.operation == "BatchGetItem":
            return self._partial_read(call, proceed, table, items[table])
        half = len(items[table]) // 2
        if not half:
            return proceed(call)
        self._counts["fault: batch done in part"] += 1
        answer = proceed(
            Call(call.operation, {**call.parameters, "RequestItems": {table: items[table][:half]}})
        )
        return {**answer, "UnprocessedItems": {table: list(items[table][half:])}}

    def _partial_read(
        self, call: Call, proceed: Proceed, table: str, wanted: Mapping[str, Any]
    ) -> dict[str, Any]:
        half = len(wanted["Keys"]) // 2
        if not half:
            return proceed(call)
        self._counts["fault: batch done in part"] += 1
        first = {**wanted, "Keys": wanted["Keys"][:half]}
        rest = {**wanted, "Keys": list(wanted["Keys"][half:])}
        answer = proceed(Call(call.operation, {**call.parameters, "RequestItems": {table: first}}))
        return {**answer, "UnprocessedKeys": {table: rest}}
