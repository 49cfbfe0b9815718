"""The calls that functional tests make to AWS or its twin, held against the roles of template.yaml.

A call counts for the function whose entry it is made under, in the threads of its pools too. What
a test does itself, to prepare or to look, counts for none. Errors are of most use here: what is
called only then, no run of the built functions shows.
"""

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from functions.api.app import HiloApp
from functions.delivery.process import ProcessDelivery
from functions.delivery.provider_reports import ProcessFeedback
from functions.imports.process import ProcessImports
from functions.nudges.sweep_shards import SweepShards
from functions.redrive.redrive import Redrive
from functions.restock.process import ProcessRestock
from functions.retrain.training_launcher import TrainingLauncher
from functions.services.nudges.sweep import Sweep
from functions.snapshot.build import BuildSnapshot
from functions.stream.dispatch import ProcessStreams
from functions.stream.process import ProcessEvents
from local.embedded.client import EmbeddedClient
from tests.build import cloudformation
from tests.build.aws_calls import Access, accesses
from tests.build.policies import Grant, grants
from tests.functional import cloud_calls
from tests.functional.cloud_calls import Call, twins_looked_at

# The Lambda function of each entry; the outermost one counts, but for requests.
ENTRIES: list[tuple[type, str, str]] = [
    (ProcessEvents, "__call__", "StreamFunction"),
    (ProcessStreams, "__call__", "StreamFunction"),
    (SweepShards, "__call__", "NudgesFunction"),
    (Sweep, "shard", "NudgesFunction"),
    (ProcessRestock, "__call__", "RestockFunction"),
    (ProcessRestock, "work", "RestockFunction"),
    (ProcessFeedback, "__call__", "DeliveryFunction"),
    (ProcessDelivery, "__call__", "DeliveryFunction"),
    (ProcessDelivery, "work", "DeliveryFunction"),
    (Redrive, "__call__", "RedriveFunction"),
    (ProcessImports, "__call__", "ImportsFunction"),
    (BuildSnapshot, "__call__", "SnapshotFunction"),
    (TrainingLauncher, "__call__", "RetrainFunction"),
]
TESTS = Path(__file__).parents[1]
_OURS = {Path(__file__), Path(cloud_calls.__file__)}
_RENDERED = ("/v1/templates", "/v1/render/")  # see the events of RenderingFunction
_FUNCTION: ContextVar[str] = ContextVar("function", default="")


@dataclass
class AllowedCalls:
    """What was called, by function; `refused` has the first test that made a call of its kind."""

    grants: dict[str, list[Grant]]
    tables: frozenset[str]
    refused: dict[tuple[str, Access], str] = field(default_factory=dict)
    seen: set[tuple[str, str, str, frozenset[str]]] = field(default_factory=set)

    @classmethod
    def of_template(cls) -> "AllowedCalls":
        template = cloudformation.load()
        functions = cloudformation.of_type(template, cloudformation.FUNCTION)
        roles = {name: each["Role"]["Fn::GetAtt"].split(".")[0] for name, each in functions.items()}
        granted = {name: list(grants(template, role)) for name, role in roles.items()}
        resources = {grant.resource for each in granted.values() for grant in each}
        tables = frozenset(each for each in resources if each.startswith("Table:"))
        return cls(granted, tables)

    def look_at(self, call: Call) -> None:
        function = _FUNCTION.get()
        if function not in self.grants:
            return
        for need in accesses(*call):
            if call.service == "dynamodb" and need.resource not in self.tables:
                continue  # one that a test names, and that is not there
            leading = need.context.get("dynamodb:LeadingKeys", frozenset())
            if not self._is_limited(function):
                leading = frozenset()
            kind = function, need.action, need.resource, leading
            if kind in self.seen:
                continue
            allowed = any(grant.allows(need) for grant in self.grants[function])
            if allowed or not _is_by_a_test():
                self.seen.add(kind)
            if kind in self.seen and not allowed:
                test = os.environ.get("PYTEST_CURRENT_TEST", "a fixture")
                self.refused.setdefault((function, need), test)

    def _is_limited(self, function: str) -> bool:
        """Whether rights of the function depend on keys; else kinds of calls are looked at once."""
        return any(grant.conditions for grant in self.grants[function])


@contextmanager
def looked_at(calls: AllowedCalls) -> Iterator[None]:
    """Look at every call that is made in the block."""
    called = EmbeddedClient._called  # noqa: SLF001 every call comes through it

    def looking(client: EmbeddedClient, name: str, operation: Any, parameters: Any) -> Any:
        if client.meta.service_model.service_name == "dynamodb":  # its streams are the mapping's
            calls.look_at(Call("dynamodb", name, parameters))
        return called(client, name, operation, parameters)

    with ExitStack() as stack:
        stack.enter_context(patch.object(EmbeddedClient, "_called", looking))
        stack.enter_context(twins_looked_at(calls.look_at))
        stack.enter_context(patch.object(HiloApp, "__call__", _application(HiloApp.__call__)))
        for kind, method, function in ENTRIES:
            entry = _entry(getattr(kind, method), function)
            stack.enter_context(patch.object(kind, method, entry))
        yield


def _is_by_a_test() -> bool:
    """Whether a test makes the call in the middle of a function's work, as another writer would."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_name != "entered":
        path = Path(frame.f_code.co_filename)
        if TESTS in path.parents and path not in _OURS:
            return True
        frame = frame.f_back
    return False


def _entry(method: Callable[..., Any], function: str) -> Callable[..., Any]:
    @wraps(method)
    def entered(*arguments: Any, **named: Any) -> Any:
        with _in(_FUNCTION.get() or function):
            return method(*arguments, **named)

    assert not inspect.iscoroutinefunction(method)
    return entered


def _application(method: Callable[..., Any]) -> Callable[..., Any]:
    """On AWS two functions share the routes of a laptop's application."""

    @wraps(method)
    async def entered(app: HiloApp, scope: Any, receive: Any, send: Any) -> None:
        renders = scope.get("path", "").startswith(_RENDERED)
        # A request begins a function of its own, in the middle of another's work too.
        with _in("RenderingFunction" if renders else "ApiFunction"):
            await method(app, scope, receive, send)

    return entered


@contextmanager
def _in(function: str) -> Iterator[None]:
    token = _FUNCTION.set(function)
    try:
        yield
    finally:
        _FUNCTION.reset(token)
