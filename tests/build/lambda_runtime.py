"""A function as Lambda runs it: its handler loaded once, then called for each event.

    python3.13 -I -S lambda_runtime.py < {"handler", "path", "events"}
                                       > {"answers", "calls", "modules"}

Runs in a fresh Python 3.13 that has nothing on its path but the artifact, its layers and the
standard library, and imports nothing of ours. `calls` are the calls to AWS, in order.
"""

import importlib
import json
import sys
from typing import Any


class Context:
    """What our handlers read of Lambda's context."""

    function_name = memory_limit_in_mb = invoked_function_arn = "function"
    aws_request_id = "11111111-2222-3333-4444-555555555555"

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


def recorded(calls: list[dict[str, Any]]) -> None:
    """Write down every call that a botocore client makes from here on."""
    from botocore.client import BaseClient  # noqa: PLC0415 the path is set by now

    original = BaseClient._make_api_call  # type: ignore[attr-defined] # the stubs leave it out

    def make_api_call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        service = client.meta.service_model.service_name
        calls.append({"service": service, "operation": operation, "parameters": parameters})
        return original(client, operation, parameters)

    BaseClient._make_api_call = make_api_call  # type: ignore[attr-defined]


def main() -> None:
    asked = json.load(sys.stdin)
    # awslambdaric writes what a function prints to its log, so it may not stand among the answers.
    out, sys.stdout = sys.stdout, sys.stderr
    sys.path.extend(asked["path"])
    calls: list[dict[str, Any]] = []
    recorded(calls)
    module, _, name = asked["handler"].rpartition(".")
    handler = getattr(importlib.import_module(module), name)
    answers = [handler(event, Context()) for event in asked["events"]]
    modules = sorted(sys.modules)
    json.dump({"answers": answers, "calls": calls, "modules": modules}, out, default=repr)
    out.flush()  # at its end Python does so for what `sys.stdout` is by then


if __name__ == "__main__":
    main()
