"""Merchandising rules, for the people who decide what the shop shows."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool

from functions.api.auth import require
from functions.api.bodies import json_object
from functions.api.later.dependencies import RulesDep
from functions.api.openapi import may_answer, reads
from functions.api.routers import own_router
from functions.errors import NotFound
from functions.schemas.faults import faults_named
from functions.schemas.limits import Id
from functions.schemas.rules import MAX_BODY_BYTES, Rule, RuleFields

router = own_router("rules", Depends(require("catalog")))
RuleId = Annotated[Id, PathParameter()]


@router.get("/rules")
def list_rules(rules: RulesDep) -> list[Rule]:
    """List all rules, active or not."""
    return [_as_it_stands(rule) for rule in rules.all()]


@router.get("/rules/{rule_id}", responses=may_answer(NotFound))
def get_rule(rule_id: RuleId, rules: RulesDep) -> Rule:
    """Get a rule as it was put."""
    return _as_it_stands(rules.get(rule_id))


@router.put("/rules/{rule_id}", **reads(RuleFields))
async def put_rule(request: Request, rule_id: RuleId, rules: RulesDep) -> Rule:
    """Put a rule; it replaces the one of this id and holds within a minute."""
    body = await json_object(request, max_bytes=MAX_BODY_BYTES)
    with faults_named(RuleFields):
        fields = RuleFields.model_validate(body).model_dump(exclude_defaults=True)
    return _as_it_stands(await run_in_threadpool(rules.put, rule_id, fields))


@router.delete(
    "/rules/{rule_id}", status_code=HTTPStatus.NO_CONTENT, responses=may_answer(NotFound)
)
def delete_rule(rule_id: RuleId, rules: RulesDep) -> None:
    """Delete a rule; it stops holding within a minute."""
    rules.delete(rule_id)


def _as_it_stands(stored: Mapping[str, Any]) -> Rule:
    """Return the stored rule without validation: it holds even if it exceeds today's bounds."""
    return Rule.model_construct(**stored)
