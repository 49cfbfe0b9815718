"""Merge preferences and traits of joined ids under the id that stays."""

from collections.abc import Sequence

from functions.domain import traits
from functions.domain.names import Names
from functions.domain.person import Person, customer
from functions.domain.preferences import joined
from functions.services.retry import until_written
from functions.storage.preferences import PreferenceRows
from functions.storage.traits import TraitRows


class JoinedRows:
    def __init__(self, preferences: PreferenceRows, trait_rows: TraitRows) -> None:
        self._preferences = preferences
        self._traits = trait_rows

    def merge(self, names: Names, *, at: int) -> None:
        """Merge what is kept under the aliases into the present id; doing it again changes nothing.

        `at` (UTC ms) is when they were joined: what the person says later counts more.
        """
        aliases = [customer(alias) for alias in names.aliases]
        present = customer(names.user_id)
        until_written(lambda: self._merge_preferences(aliases, present, at))
        until_written(lambda: self._merge_traits(aliases, present))

    def part(self, stays: Names, parted: Names, *, at: int) -> None:
        """Keep each no for both: which of the two ids it was meant for is not known any more."""
        source, target = customer(stays.user_id), customer(parted.user_id)
        until_written(lambda: self._copy_noes(source, target, at))

    def _copy_noes(self, source: Person, target: Person, at: int) -> None:
        known, rev = self._preferences.get(target)
        noes = {q: each for q, each in self._preferences.get(source)[0].items() if not each.value}
        after = joined(known, noes, at)
        if after != known:
            self._preferences.put(target, after, rev=rev)

    def _merge_preferences(self, sources: Sequence[Person], target: Person, at: int) -> None:
        known, rev = self._preferences.get(target)
        after = known
        for given_up in self._preferences.find(sources).values():
            after = joined(after, given_up, at)
        if after != known:
            self._preferences.put(target, after, rev=rev)

    def _merge_traits(self, sources: Sequence[Person], target: Person) -> None:
        known, rev = self._traits.get(target)
        after = known
        for given_up in self._traits.find(sources):
            after = traits.merged(after, given_up)
        if after != known:
            self._traits.put(target, after, rev=rev)
