"""Clients of AWS whose requests botocore checks and makes, and that go nowhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse

from functions.ports.aws.one_call import ONE_CALL


@dataclass
class Recorded:
    """`calls` are the operations with the parameters that botocore found valid, in order."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    wire: int = 0

    def of(self, operation: str) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.calls if name == operation]


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


Answer = tuple[int, bytes] | Exception


def recording_client(service: str, answers: Callable[[str], Answer]) -> tuple[Any, Recorded]:
    """A client of a service and what was asked of it; `answers` gives each operation's answer.

    The parameters pass botocore's model of the service, and the answer is read by it, too. `wire`
    counts what would have gone over the network, repetitions included.
    """
    client: Any = boto3.client(  # type: ignore[call-overload] # the name of a service is no literal
        service,
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=ONE_CALL,
    )
    recorded = Recorded()

    def note(params: Mapping[str, Any], model: Any, **_: Any) -> None:
        recorded.calls.append((model.name, dict(params)))

    def answer(request: Any, event_name: str, **_: Any) -> AWSResponse:
        recorded.wire += 1
        found = answers(event_name.rpartition(".")[2])
        if isinstance(found, Exception):
            raise found
        status, content = found
        headers = {"content-type": "application/json"}
        return AWSResponse(request.url, status, headers, _Body(content))  # type: ignore[arg-type]

    client.meta.events.register("provide-client-params.*", note)
    client.meta.events.register("before-send.*", answer)
    return client, recorded
