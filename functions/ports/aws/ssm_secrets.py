"""Secrets on AWS: parameters of SSM, encrypted (SecureString)."""

import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable
from functions.ports.secrets import SECRET_BYTES

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_TRIES = 7  # 3 s in all, with growing pauses


class SsmSecrets:
    def __init__(
        self,
        client: "SSMClient",
        prefix: str,
        new_secret: Callable[[int], bytes],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._new_secret = new_secret
        self._sleep = sleep

    def get(self, name: str) -> bytes:
        path = f"{self._prefix}/{name}"
        with _ssm_faults():
            return self._read(path) or self._create(path)

    def find(self, name: str) -> bytes | None:
        with _ssm_faults():
            return self._read(f"{self._prefix}/{name}")

    def put(self, name: str, secret: bytes) -> None:
        path, value = f"{self._prefix}/{name}", b64encode(secret).decode()
        with _ssm_faults():
            self._client.put_parameter(Name=path, Value=value, Type="SecureString", Overwrite=True)

    def delete(self, name: str) -> None:
        with _ssm_faults():
            try:
                self._client.delete_parameter(Name=f"{self._prefix}/{name}")
            except self._client.exceptions.ParameterNotFound:
                return

    def _read(self, path: str) -> bytes | None:
        try:
            answer = self._client.get_parameter(Name=path, WithDecryption=True)
        except self._client.exceptions.ParameterNotFound:
            return None
        return b64decode(answer["Parameter"]["Value"])

    def _create(self, path: str) -> bytes:
        """The secret that this process made, or that of another one which was faster.

        Who has lost reads on until the other's is seen: SSM shows it some time after it was put,
        and two processes must never go on with two secrets.
        """
        secret = self._new_secret(SECRET_BYTES)
        value = b64encode(secret).decode()
        try:
            self._client.put_parameter(Name=path, Value=value, Type="SecureString")
        except self._client.exceptions.ParameterAlreadyExists:
            return self._read_later(path)
        return secret

    def _read_later(self, path: str) -> bytes:
        for attempt in range(_TRIES):
            found = self._read(path)
            if found is not None:
                return found
            self._sleep(0.05 * 2**attempt)
        raise Unavailable("SSM does not show a secret that another process made")


@contextmanager
def _ssm_faults() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise Unavailable(f"SSM does not answer: {type(error).__name__}") from error
