"""An embedded engine behind DynamoDB's HTTP protocol, as an ASGI application.

Source: "DynamoDB low-level API", DynamoDB Developer Guide. Signatures are not looked at: what
listens is for this machine.
"""

import json
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError

from local.embedded.client import EmbeddedClient
from local.embedded.engine import EmbeddedEngine
from local.embedded.faults import NotSupported
from local.embedded.json_protocol import from_json, to_json

SERVICES = {"DynamoDB_20120810": "dynamodb", "DynamoDBStreams_20120810": "dynamodbstreams"}
MAX_BODY_BYTES = 32 * 1024 * 1024
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class HttpFront:
    def __init__(self, engine: EmbeddedEngine) -> None:
        self._clients = {
            name: EmbeddedClient(engine, service, validate=True)
            for name, service in SERVICES.items()
        }

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        target = headers.get(b"x-amz-target", b"").decode("ascii", "replace")
        status, answer = self._answer(target, await _body(receive))
        content = json.dumps(answer).encode()
        lines = [
            (b"content-type", b"application/x-amz-json-1.0"),
            (b"content-length", str(len(content)).encode()),
            (b"x-amz-crc32", str(zlib.crc32(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": content})

    def _answer(self, target: str, body: bytes | None) -> tuple[int, Message]:
        service, _, operation = target.partition(".")
        client = self._clients.get(service)
        if client is None or operation not in client.meta.service_model.operation_names:
            return _fault("UnknownOperationException", f"There is no operation {target or '?'}")
        if body is None:
            return _fault("RequestEntityTooLarge", f"A request has at most {MAX_BODY_BYTES} bytes")
        try:
            parameters = json.loads(body or b"{}")
        except ValueError as error:
            return _fault("SerializationException", str(error))
        if not isinstance(parameters, dict):
            return _fault("SerializationException", "A request is a JSON object")
        return _called(client, operation, parameters)


def _called(
    client: EmbeddedClient, operation: str, parameters: Mapping[str, Any]
) -> tuple[int, Message]:
    model = client.meta.service_model.operation_model(operation)
    try:
        method = getattr(client, xform_name(operation))
        answer = method(**from_json(model.input_shape, parameters))
    except ClientError as error:
        return _refusal(client, error)
    except NotSupported as error:
        return _fault("NotSupported", str(error))
    except ParamValidationError as error:
        return _fault("ValidationException", str(error))
    except ValueError as error:  # base64 that is none
        return _fault("SerializationException", str(error))
    del answer["ResponseMetadata"]
    return 200, to_json(model.output_shape, answer)


def _refusal(client: EmbeddedClient, error: ClientError) -> tuple[int, Message]:
    response: Any = error.response
    code, message = response["Error"]["Code"], response["Error"]["Message"]
    known = client.meta.service_model
    more = {
        name: part
        for name, part in response.items()
        if name not in {"Error", "ResponseMetadata", "message"}
    }
    if more:
        more = to_json(known.shape_for(code), more)
    status, fault = _fault(code, message)
    return max(status, response["ResponseMetadata"]["HTTPStatusCode"]), {**fault, **more}


def _fault(code: str, message: str) -> tuple[int, Message]:
    return 400, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message}


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None for one that is too long, which is read to its end."""
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size <= MAX_BODY_BYTES:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if size <= MAX_BODY_BYTES else None
