"""The operations of a DynamoDB at an address, in the form of those of an embedded engine.

boto3 takes two milliseconds of the caller for a call, which is most of what a seed takes; this
takes some tenths of one. The address is one of this machine, so a signature is not looked at.
Source: "DynamoDB low-level API", DynamoDB Developer Guide.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import partial
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from botocore.model import OperationModel, Shape

from local.embedded.client import service_model
from local.embedded.engine import Operation
from local.embedded.faults import Refused
from local.embedded.json_protocol import from_json
from local.embedded.parameters import KNOWN_PARAMETERS

_TIMEOUT_S = 30
_CREDENTIAL = (
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0"
)


class OverHttp:
    """What an `EmbeddedClient` needs of an engine; for one thread.

    Args:
        url: where DynamoDB Local listens.
    """

    region = "us-east-1"

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._connection = HTTPConnection(place.hostname or "", place.port, timeout=_TIMEOUT_S)
        services = ("dynamodb", "dynamodbstreams")
        self.operations = {service: self._operations_of(service) for service in services}

    def close(self) -> None:
        self._connection.close()

    def _operations_of(self, service: str) -> Mapping[str, Operation]:
        model = service_model(service)
        prefix = model.metadata["targetPrefix"]
        names = [name for name in model.operation_names if name in KNOWN_PARAMETERS]
        return {
            name: partial(self._call, f"{prefix}.{name}", model.operation_model(name))
            for name in names
        }

    def _call(
        self, target: str, model: OperationModel, parameters: Mapping[str, Any]
    ) -> dict[str, Any]:
        body = json.dumps(parameters, default=lambda data: b64encode(data).decode())
        headers = {
            "Authorization": _CREDENTIAL,
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": target,
        }
        self._connection.request("POST", "/", body.encode(), headers)
        response = self._connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read() or b"{}")
        if response.status != 200:
            raise _refused(model, answer)
        return _with_bytes(model.output_shape, answer)


def _refused(model: OperationModel, answer: dict[str, Any]) -> Refused:
    code = answer.pop("__type").rpartition("#")[2]
    message = answer.pop("message", None) or answer.pop("Message", "")
    shape = next((each for each in model.error_shapes if each.name == code), None)
    return Refused(code, message, _with_bytes(shape, answer))


def _with_bytes(shape: Shape | None, answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = answer if shape is None else from_json(shape, answer)
    return found
