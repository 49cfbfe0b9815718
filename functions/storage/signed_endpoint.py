"""Makes and signs DynamoDB's requests at a sixth of the CPU that botocore's general way takes.

Every request of DynamoDB is a POST to one address with the same few headers, so what is signed has
one form (Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/
reference_sigv-create-signed-request.html). botocore keeps retries, time-outs, connections, errors.
"""

import hmac
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.endpoint import Endpoint
from botocore.exceptions import NoCredentialsError

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import OperationModel

_PORTS = {"http": 80, "https": 443}


class Signer:
    """Signs requests of one host for one region; the key of a day is computed once."""

    def __init__(self, host: str, region: str) -> None:
        self._host, self._region = host, region
        self._key: tuple[tuple[str, str], bytes] = (("", ""), b"")

    def headers(
        self, target: str, kind: str, body: bytes, credentials: ReadOnlyCredentials, at: float
    ) -> dict[str, str]:
        """Return all headers of a request but its length.

        `target` names the operation, `kind` is the type of the content, `at` in seconds.
        """
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at))
        token = credentials.token or ""
        signed = "content-type;host;x-amz-date;x-amz-target"
        of_token = ""
        if token:
            signed = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
            of_token = f"x-amz-security-token:{token}\n"
        canonical = (
            f"POST\n/\n\ncontent-type:{kind}\nhost:{self._host}\nx-amz-date:{stamp}\n{of_token}"
            f"x-amz-target:{target}\n\n{signed}\n{sha256(body).hexdigest()}"
        )
        scope = f"{stamp[:8]}/{self._region}/dynamodb/aws4_request"
        digest = sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}"
        key = self._key_of(credentials.secret_key or "", stamp[:8])
        headers = {
            "X-Amz-Target": target,
            "Content-Type": kind,
            "X-Amz-Date": stamp,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, "
            f"SignedHeaders={signed}, Signature={hmac.digest(key, text.encode(), 'sha256').hex()}",
        }
        return {**headers, "X-Amz-Security-Token": token} if token else headers

    def _key_of(self, secret: str, day: str) -> bytes:
        known = self._key
        if known[0] != (secret, day):
            key = f"AWS4{secret}".encode()
            for part in (day, self._region, "dynamodb", "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            known = self._key = ((secret, day), key)
        return known[1]


class SignedEndpoint(Endpoint):
    """As the endpoint of a client, but for the way in which requests are made."""

    def __init__(self, client: "BaseClient") -> None:
        """Take over all that the endpoint of a DynamoDB client has."""
        vars(self).update(vars(client._endpoint))  # type: ignore[attr-defined] # noqa: SLF001
        credentials: Credentials | None = client._request_signer._credentials  # type: ignore[attr-defined] # noqa: SLF001
        self._credentials = credentials
        self._signer = Signer(host_of(self.host), client.meta.region_name)

    def create_request(
        self,
        params: Mapping[str, Any],
        operation_model: "OperationModel | None" = None,  # noqa: ARG002 the base has it
    ) -> AWSPreparedRequest:
        """Return a signed request.

        Raises:
            NoCredentialsError: there are no credentials.
        """
        if self._credentials is None:
            raise NoCredentialsError
        body, given = params["body"], params["headers"]
        headers = self._signer.headers(
            given["X-Amz-Target"],
            given["Content-Type"],
            body,
            self._credentials.get_frozen_credentials(),
            time.time(),
        )
        whole = HeadersDict({**given, **headers, "Content-Length": str(len(body))})
        return AWSPreparedRequest(
            "POST",
            params["url"],
            whole,  # type: ignore[arg-type] # what botocore gives it, too
            body,
            stream_output=False,
            context=params["context"],
        )


def host_of(url: str) -> str:
    """Return the header Host of a URL, without the port that its scheme has anyway."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower()
    usual = f":{_PORTS.get(parts.scheme)}"
    return host.removesuffix(usual)
