"""`python -m local rules`: merchandising rules of a laptop or of a deployed stack."""

import argparse
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from functions.errors import HiloError
from local.api_calls import Api, api_of


def run(arguments: argparse.Namespace) -> int:
    api = api_of(arguments, "catalog")
    match arguments.action:
        case "list":
            print(json.dumps(api.call("GET", "/v1/rules"), indent=2))
        case "put":
            rules = _rules_in(arguments.file)
            print(json.dumps([_put(api, at, rule) for at, rule in enumerate(rules, 1)], indent=2))
        case _:
            api.call("DELETE", _path(arguments.id))
    return 0


def _put(api: Api, at: int, rule: dict[str, Any]) -> Any:
    """Put a rule as a file or `list` has it, the one at this place of it."""
    value = {name: value for name, value in rule.items() if name not in {"rule_id", "updated_at"}}
    try:
        return api.call("PUT", _path(rule["rule_id"]), value)
    except HiloError as error:
        raise HiloError(f"rule {at}, {rule['rule_id']}: {error}") from error


def _rules_in(path: Path) -> list[dict[str, Any]]:
    """One rule, or a list of them, each with its `rule_id`.

    Raises:
        HiloError: the file holds none.
    """
    try:
        value = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise HiloError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise HiloError(f"{path} cannot be read as JSON: {error}") from error
    rules = value if isinstance(value, list) else [value]
    for at, rule in enumerate(rules):
        if not isinstance(rule, dict) or not isinstance(rule.get("rule_id"), str):
            raise HiloError(f"{path}: rule {at + 1} has no rule_id")
    return rules


def _path(rule_id: str) -> str:
    return f"/v1/rules/{quote(rule_id, safe='')}"
