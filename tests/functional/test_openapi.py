"""Every operation of the OpenAPI page, tried with made-up input by both kinds of keys.

The input is the same in every run: half of it fits the page, half breaks it somewhere.
"""

import importlib
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.app_client import TestClient
from tests.functional.conftest import IssueKey
from tests.functional.test_auth import OPEN

# pytest rewrites it as it is imported, which Python 3.11 cannot do while another thread parses:
# so here, where no such thread runs, and not at its first use.
importlib.import_module("schemathesis.specs.openapi.schemas")

PROMISED = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
Operation = APIOperation[Any, Any, Any, Any]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_answer_is_a_surprise(
    client: TestClient, issue_key: IssueKey, mode: GenerationMode
) -> None:
    page = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    keys = [issue_key("publishable"), issue_key("secret")]
    found: list[Operation] = [each.ok() for each in page.get_all_operations()]  # type: ignore[union-attr] # an error has none, and fails the test
    tried = [operation for operation in found if answers_as_promised(operation, mode, keys)]
    assert len(tried) > 10


def answers_as_promised(operation: Operation, mode: GenerationMode, keys: list[str]) -> bool:
    """False if there is nothing to break: a route without parameters takes any input."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def tried(case: Case[Any]) -> None:
        for key in keys:
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=PROMISED)

    try:
        tried()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
        return False
    return True


def test_the_page_is_complete(client: TestClient) -> None:
    page = client.get("/openapi.json").json()
    operations = [(path, each) for path, ways in page["paths"].items() for each in ways.values()]
    described = {tag["name"] for tag in page["tags"]}
    for path, operation in operations:
        assert set(operation["tags"]) <= described, path
        assert operation["description"], path
        assert operation.get("security") or path in OPEN, path
    assert client.get("/docs").status_code == 200
