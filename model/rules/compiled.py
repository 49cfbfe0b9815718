"""The effect of the rules that apply to a query, over one catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.catalogue.groups import ItemGroups
from model.query import Query
from model.rules.matching import matching
from model.rules.rule import Rule

KEPT = 8
"""Combinations of rules whose effect is kept: about one a placement."""


@dataclass(frozen=True)
class Pin:
    """An item with the first place that it may take.

    `row` is the catalogue's; without one, both are the model's group.
    """

    position: int
    item_id: str
    row: int
    shown: int


@dataclass(frozen=True)
class RuleEffect:
    """`groups` may be listed, in the order of their scores; other groups of `every` come last.

    `factors` float32 [groups] scale scores, `lifted` are those above 1; both None where no rule
    does that. Pins stand in order of precedence.
    """

    groups: ItemGroups
    every: ItemGroups
    factors: NDArray[Any] | None = None
    lifted: NDArray[np.bool_] | None = None
    pins: tuple[Pin, ...] = ()

    @classmethod
    def none(cls, groups: ItemGroups) -> "RuleEffect":
        """Return the effect of no rule."""
        return cls(groups, groups)

    @property
    def buried(self) -> bool:
        """Whether a rule sends groups to the end of the list."""
        return self.every is not self.groups

    def with_buried(self) -> "RuleEffect":
        """Return the effect with buried groups among those that are listed."""
        return replace(self, groups=self.every)


class CompiledRules:
    """Rules over one catalogue; their effect is computed once a combination, not a request."""

    def __init__(self, rules: Sequence[Rule], groups: ItemGroups) -> None:
        enabled = (rule for rule in rules if rule.enabled)
        self._rules = sorted(enabled, key=lambda rule: (-rule.priority, rule.rule_id))
        self._groups = groups
        self._effects: dict[tuple[int, ...], RuleEffect] = {}

    def over(self, groups: ItemGroups) -> "CompiledRules":
        """Return the same rules over another catalogue."""
        return CompiledRules(self._rules, groups)

    def effect(self, query: Query) -> RuleEffect | None:
        """Return the effect of the rules for a query; None if none applies."""
        applying = tuple(at for at, rule in enumerate(self._rules) if rule.applies(query))
        if not applying:
            return None
        found = self._effects.get(applying)
        if found is None:
            found = _effect([self._rules[at] for at in applying], self._groups)
            if len(self._effects) >= KEPT:
                self._effects = {}
            self._effects[applying] = found
        return found


def _effect(rules: Sequence[Rule], groups: ItemGroups) -> RuleEffect:
    """Block beats pin beats bury beats boost; of one action the first of `rules` counts."""
    blocked = [matching(rule, groups) for rule in rules if rule.action == "block"]
    every = groups.without(np.logical_or.reduce(blocked)) if blocked else groups
    factors = _factors(rules, groups)
    listed = every
    if factors is not None and not factors.all():
        listed = every.without(every.items_of(factors == 0))
    lifted = None if factors is None else factors > 1.0
    if lifted is not None and not lifted.any():
        lifted = None
    return RuleEffect(listed, every, factors, lifted, _pins(rules, groups))


def _factors(rules: Sequence[Rule], groups: ItemGroups) -> NDArray[Any] | None:
    """Return a factor for each group, 0 for the end of the list; any matching item is enough."""
    scaling = [*_with_action("bury", rules), *_with_action("boost", rules)]
    if not scaling:
        return None
    factors = np.ones(groups.size, np.float32)
    for rule in reversed(scaling):  # so that the first one is written last
        factors[groups.having(matching(rule, groups))] = rule.factor or 0.0
    for rule in _with_action("pin", rules):
        factors[groups.having(matching(rule, groups))] = 1.0
    return factors


def _pins(rules: Sequence[Rule], groups: ItemGroups) -> tuple[Pin, ...]:
    """Give all items of a rule its first place: each takes the next that is free."""
    named = [
        (rule.position or 1, item) for rule in _with_action("pin", rules) for item in rule.item_ids
    ]
    rows = groups.rows
    items = [item for _, item in named]
    items = items if rows is None else list(rows.named(items))
    found = groups.find(items) if rows is None else rows.find(items)
    shown = found if rows is None else rows.group[found]
    return tuple(
        Pin(position, item, row, group)
        for (position, _), item, row, group in zip(
            named, items, found.tolist(), shown.tolist(), strict=True
        )
        if row >= 0
    )


def _with_action(action: str, rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.action == action]
