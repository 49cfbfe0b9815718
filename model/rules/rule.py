"""One merchandising rule: an action, the items, the placements and the time."""

from dataclasses import dataclass, fields
from typing import Any

from model.query import PLACEMENTS, Query

ACTIONS = ("block", "pin", "bury", "boost")
"""In this order: of the rules that match one item, those of the first action count."""

_CONDITIONS = ("item_ids", "group_ids", "category", "brand", "min_price", "max_price")
_NUMBERS = frozenset(
    {"min_price", "max_price", "factor", "position", "active_from", "active_until", "priority"}
)
_LISTS = frozenset({"item_ids", "group_ids", "placements", "channels"})
MAX_FACTOR = 1_000.0


class RuleFault(ValueError):
    """A rule is invalid; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Rule:
    """An action on the items that match every given condition; times in ms, None for open ends.

    `position` (1 is the first) is the place of a pin's first item that can be shown; the others
    follow. `factor` scales the score of boosted or buried items; `bury` without a factor sends
    items to the end.
    """

    rule_id: str
    action: str
    item_ids: tuple[str, ...] = ()
    group_ids: tuple[str, ...] = ()
    category: str | None = None
    brand: str | None = None
    min_price: float | None = None
    max_price: float | None = None
    factor: float | None = None
    position: int | None = None
    placements: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    active_from: int | None = None
    active_until: int | None = None
    priority: int = 0
    enabled: bool = True

    def __post_init__(self) -> None:
        """Raise `RuleFault` for an invalid rule: stored rows may come from any writer."""
        for field in fields(self):
            _check_type(field.name, getattr(self, field.name))
        _check_action(self)
        if not any(getattr(self, name) not in (None, ()) for name in _CONDITIONS):
            raise RuleFault("item_ids", f"give a condition: one of {', '.join(_CONDITIONS)}")
        if set(self.placements) - set(PLACEMENTS):
            raise RuleFault("placements", f"are of {', '.join(PLACEMENTS)}")
        for low, high in (("min_price", "max_price"), ("active_from", "active_until")):
            start, end = getattr(self, low), getattr(self, high)
            if start is not None and end is not None and start > end:
                raise RuleFault(high, f"must not be below {low}")

    def applies(self, query: Query) -> bool:
        """Whether it applies to this query."""
        return (
            self.enabled
            and (not self.placements or query.placement in self.placements)
            and (not self.channels or query.channel in self.channels)
            and (self.active_from is None or self.active_from <= query.now)
            and (self.active_until is None or query.now < self.active_until)
        )


def _check_type(name: str, value: Any) -> None:
    if name in _LISTS:
        fits = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    elif name in _NUMBERS:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = number or (value is None and name != "priority")
    elif name == "enabled":
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, str) or (value is None and name in {"category", "brand"})
    if not fits:
        raise RuleFault(name, "is of a wrong type")


def _check_action(rule: Rule) -> None:
    if rule.action not in ACTIONS:
        raise RuleFault("action", f"is one of {', '.join(ACTIONS)}")
    if rule.action == "pin" and not rule.item_ids:
        raise RuleFault("item_ids", "a pin names its items")
    if rule.position is not None and (rule.action != "pin" or rule.position < 1):
        raise RuleFault("position", "is a pin's, from 1")
    if rule.action == "boost":
        if rule.factor is None or not 1 < rule.factor <= MAX_FACTOR:
            raise RuleFault("factor", f"of a boost is above 1, at most {MAX_FACTOR:g}")
    elif rule.factor is not None and (rule.action != "bury" or not 0 < rule.factor < 1):
        raise RuleFault("factor", "is a boost's, or a burial's between 0 and 1")
