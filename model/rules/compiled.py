"""What the rules that hold for a query come to, over one catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.catalogue.groups import Groups
from model.query import Query
from model.rules.matching import matching
from model.rules.rule import Rule

KEPT = 8
"""Combinations of rules whose effect is kept; a shop has one a placement at most."""


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
class Effect:
    """`groups` may be listed, in the order of their scores; what else is in `every` comes last.

    `factors` float32 [groups] scale scores, `lifted` are those above 1; both None where no rule
    does that. Pins stand in order of precedence.
    """

    groups: Groups
    every: Groups
    factors: NDArray[Any] | None = None
    lifted: NDArray[np.bool_] | None = None
    pins: tuple[Pin, ...] = ()

    @classmethod
    def none(cls, groups: Groups) -> "Effect":
        """No rule holds."""
        return cls(groups, groups)


class Ruleset:
    """Rules over one catalogue; their effect is worked out once a combination, not a request."""

    def __init__(self, rules: Sequence[Rule], groups: Groups) -> None:
        enabled = (rule for rule in rules if rule.enabled)
        self._rules = sorted(enabled, key=lambda rule: (-rule.priority, rule.rule_id))
        self._groups = groups
        self._effects: dict[tuple[int, ...], Effect] = {}

    def over(self, groups: Groups) -> "Ruleset":
        """Return the same rules over another catalogue."""
        return Ruleset(self._rules, groups)

    def effect(self, query: Query) -> Effect | None:
        """Return what the rules come to for a query; None if none holds."""
        holding = tuple(at for at, rule in enumerate(self._rules) if rule.holds(query))
        if not holding:
            return None
        found = self._effects.get(holding)
        if found is None:
            found = _effect([self._rules[at] for at in holding], self._groups)
            if len(self._effects) >= KEPT:
                self._effects = {}
            self._effects[holding] = found
        return found


def _effect(rules: Sequence[Rule], groups: Groups) -> Effect:
    """Block beats pin beats bury beats boost; among equals the first of `rules` holds."""
    blocked = [matching(rule, groups) for rule in rules if rule.action == "block"]
    every = groups.without(np.logical_or.reduce(blocked)) if blocked else groups
    factors = _factors(rules, groups)
    listed = every
    if factors is not None and not factors.all():
        listed = every.without(every.items_of(factors == 0))
    lifted = None if factors is None else factors > 1.0
    if lifted is not None and not lifted.any():
        lifted = None
    return Effect(listed, every, factors, lifted, _pins(rules, groups))


def _factors(rules: Sequence[Rule], groups: Groups) -> NDArray[Any] | None:
    """Return each group's factor, 0 for what comes last; a rule concerns a group by any item."""
    scaling = [*_of("bury", rules), *_of("boost", rules)]
    if not scaling:
        return None
    factors = np.ones(groups.size, np.float32)
    for rule in reversed(scaling):  # so the first one has the last word
        factors[groups.having(matching(rule, groups))] = rule.factor or 0.0
    for rule in _of("pin", rules):
        factors[groups.having(matching(rule, groups))] = 1.0
    return factors


def _pins(rules: Sequence[Rule], groups: Groups) -> tuple[Pin, ...]:
    """Give all items of a rule its first place: each takes the next that is free."""
    named = [(rule.position or 1, item) for rule in _of("pin", rules) for item in rule.item_ids]
    items, rows = [item for _, item in named], groups.rows
    found = groups.of(items) if rows is None else rows.find(items)
    shown = found if rows is None else rows.group[found]
    return tuple(
        Pin(position, item, row, group)
        for (position, item), row, group in zip(named, found.tolist(), shown.tolist(), strict=True)
        if row >= 0
    )


def _of(action: str, rules: Sequence[Rule]) -> list[Rule]:
    return [rule for rule in rules if rule.action == action]
