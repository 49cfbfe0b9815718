"""Platform endpoints of SNS, each of which stands for a push token."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable
from functions.ports.aws.error_code import code_of

_UNKNOWN = frozenset({"NotFound", "NotFoundException", "InvalidParameter"})


class SnsEndpoints:
    def __init__(self, client: Any) -> None:
        self._client = client

    def token_of(self, endpoint: str) -> str | None:
        try:
            answer = self._client.get_endpoint_attributes(EndpointArn=endpoint)
        except ClientError as error:
            if code_of(error) in _UNKNOWN:
                return None
            raise Unavailable(f"SNS: {code_of(error)}") from error
        except BotoCoreError as error:
            raise Unavailable(f"SNS: {type(error).__name__}") from error
        token = answer.get("Attributes", {}).get("Token")
        return str(token) if token else None
