"""Merchandising rules: put, get, list and delete."""

from collections.abc import Callable, Iterator
from typing import Any

from functions.errors import FieldFault, Invalid, NotFound
from functions.services.serving.rules import as_rule
from functions.storage.rules import Body, RuleRows
from model.rules.rule import RuleFault

MAX_RULES = 200


class Rules:
    """Bodies are JSON as `schemas.rules.RuleFields` has it, with `updated_at`."""

    def __init__(
        self, rows: RuleRows, clock: Callable[[], int], *, max_rules: int = MAX_RULES
    ) -> None:
        self._rows = rows
        self._clock = clock
        self._max_rules = max_rules

    def all(self) -> Iterator[dict[str, Any]]:
        """Every rule that is one, by id; a stored one that is none is left out here, too."""
        for rule_id, body in sorted(self._rows.all(consistent=True).items()):
            if _is_rule(rule_id, body):
                yield {"rule_id": rule_id, **body}

    def get(self, rule_id: str) -> dict[str, Any]:
        body = self._rows.get(rule_id)
        if body is None or not _is_rule(rule_id, body):
            raise NotFound(f"there is no rule {rule_id}; see the list of rules")
        return {"rule_id": rule_id, **body}

    def put(self, rule_id: str, fields: Body) -> dict[str, Any]:
        """Put a rule in the place of what stood under its id.

        Raises:
            Invalid: it makes no sense, or there are too many already. Racing first puts may pass
                that bound by a few.
        """
        try:
            as_rule(rule_id, fields)
        except RuleFault as fault:
            raise Invalid(FieldFault(fault.field, fault.reason)) from fault
        known = self._rows.all(consistent=True)
        if rule_id not in known and len(known) >= self._max_rules:
            reason = f"there are {self._max_rules} rules already; delete one first"
            raise Invalid(FieldFault("rule_id", reason))
        body = {**fields, "updated_at": self._clock()}
        self._rows.put(rule_id, body)
        return {"rule_id": rule_id, **body}

    def delete(self, rule_id: str) -> None:
        if not self._rows.delete(rule_id):
            raise NotFound(f"there is no rule {rule_id}; see the list of rules")


def _is_rule(rule_id: str, body: Body) -> bool:
    try:
        return bool(as_rule(rule_id, body))
    except (TypeError, ValueError):
        return False
