"""The events of a run by the name that they were kept under, for the auditor's own folds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from local.simulate.auditor.people import Name, People, name_of
from local.simulate.history import History, Input
from local.simulate.steps import Track


@dataclass(frozen=True, slots=True)
class Fact:
    """An event, when it happened (UTC ms), and the input that brought it."""

    name: Name
    done_at: int
    input: Input
    step: Track


class Facts:
    def __init__(self, history: History, people: People) -> None:
        self._people = people
        self._by_name: defaultdict[Name, list[Fact]] = defaultdict(list)
        for each in history.inputs:
            if isinstance(each.step, Track):
                self._add(each, each.step, history.start)

    def certain(self, user: str, known_at: int, by: int) -> list[Fact]:
        """What the customer had certainly done by `known_at`, oldest first.

        Nothing that came before an erasure which may have begun until `by` is certain.
        """
        erased = max((e.ended for e in self._people.erased(user, by)), default=-1)
        found = [
            fact
            for fact in self._of(user, by)
            if fact.input.sure_from <= known_at
            and fact.input.began > erased
            and not self._people.touches_erased(fact.name)
            and self._people.is_theirs(
                fact.name, user, done_at=fact.done_at, known_at=known_at, by=by
            )
        ]
        return sorted(found, key=lambda fact: fact.done_at)

    def possible(self, user: str, by: int) -> list[Fact]:
        """Everything that the customer may have done by then, under any possible name."""
        return [fact for fact in self._of(user, by) if fact.input.possible_from <= by]

    def _of(self, user: str, by: int) -> Iterable[Fact]:
        for name in self._people.names(user, by):
            yield from self._by_name.get(name, ())

    def _add(self, each: Input, step: Track, start: int) -> None:
        name = name_of(step.who, trusted=step.trust != "browser")
        if name is None and step.order:
            name = f"o:{step.order}"
        if name is not None:
            self._by_name[name].append(Fact(name, start + step.at - step.late, each, step))
