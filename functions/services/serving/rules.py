"""The active rules, cached for a minute."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from functions.errors import Unavailable
from functions.storage.rules import RuleRows
from model.rules.rule import Rule

logger = logging.getLogger(__name__)

# What is kept of a rule and has no say in any list.
_FOR_PEOPLE = frozenset({"note", "updated_at"})
_PAUSE_AFTER_FAULT_MS = 1_000


class CurrentRules:
    """While DynamoDB does not answer, the rules known before hold."""

    def __init__(self, rows: RuleRows, clock: Callable[[], int], cache_s: float) -> None:
        self._rows = rows
        self._clock = clock
        self._cache_ms = cache_s * 1000
        self._looking = threading.Lock()
        self._stored: dict[str, dict[str, Any]] = {}
        self._rules: tuple[Rule, ...] = ()
        self._due_at: float = 0

    @property
    def due(self) -> bool:
        """Whether the rules known were read too long ago."""
        return self._clock() >= self._due_at

    def get(self) -> tuple[Rule, ...]:
        """The rules of at most a minute ago; the same object as long as they are the same.

        One request at a time looks for newer ones; the others do not wait for it.
        """
        if self.due and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._rules

    def _look(self) -> None:
        now = self._clock()
        try:
            stored = self._rows.all()
        except Unavailable as error:
            logger.warning("the rules known before hold: %s", error)
            self._due_at = now + _PAUSE_AFTER_FAULT_MS
            return
        self._due_at = now + self._cache_ms
        if stored != self._stored:
            self._stored, self._rules = stored, tuple(_good(stored))


def as_rule(rule_id: str, body: Mapping[str, Any]) -> Rule:
    """A rule as ranking takes it.

    Raises:
        RuleFault, TypeError: it is none.
    """
    fields = {name: value for name, value in body.items() if name not in _FOR_PEOPLE}
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Rule(rule_id, **{**fields, **lists})


def _good(stored: Mapping[str, Mapping[str, Any]]) -> Iterator[Rule]:
    for rule_id, body in stored.items():
        try:
            yield as_rule(rule_id, body)
        except (TypeError, ValueError) as error:
            logger.warning(
                "the rule %s is left out: put it again, or delete it: %s", rule_id, error
            )
