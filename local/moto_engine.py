"""moto as a DynamoDB in this process: one call at a time, and fast enough for a suite."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from local import moto_mends


@contextmanager
def moto_running() -> Iterator[None]:
    """Run moto for every botocore client made from here on; real HTTP passes through."""
    from moto import mock_aws  # noqa: PLC0415 - takes a second to import; only who runs on it pays

    # Every client of ours is given its credentials, so the environment stays untouched.
    aws = mock_aws(config={"core": {"mock_credentials": False}})
    with ExitStack() as stack:
        stack.enter_context(_one_call_at_a_time())
        stack.enter_context(moto_mends.applied())
        stack.enter_context(aws)
        yield


def _one_call_at_a_time() -> Any:
    """Give the patch that serializes moto, which is not safe between threads.

    Every call, of a botocore client or of `requests`, ends in this one method of the stubber.
    """
    from moto.core.models import botocore_stubber  # noqa: PLC0415

    process = botocore_stubber.process_request
    lock = threading.RLock()  # moto's services call each other through clients

    def locked(request: Any) -> Any:
        with lock:
            return process(request)

    return patch.object(botocore_stubber, "process_request", locked)
