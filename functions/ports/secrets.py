"""Signing secrets: made on first use, kept encrypted (SSM SecureString) or in a private file."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

SECRET_BYTES = 32


class Secrets(Protocol):
    def get(self, name: str) -> bytes:
        """The secret of that name, the same for every process; made if there is none yet."""


class SsmSecrets:
    def __init__(
        self, client: "SSMClient", prefix: str, new_secret: Callable[[int], bytes]
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._new_secret = new_secret

    def get(self, name: str) -> bytes:
        path = f"{self._prefix}/{name}"
        try:
            return self._read(path) or self._create(path)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable(f"SSM does not answer: {type(error).__name__}") from error

    def _read(self, path: str) -> bytes | None:
        try:
            answer = self._client.get_parameter(Name=path, WithDecryption=True)
        except self._client.exceptions.ParameterNotFound:
            return None
        return b64decode(answer["Parameter"]["Value"])

    def _create(self, path: str) -> bytes:
        value = b64encode(self._new_secret(SECRET_BYTES)).decode()
        # Another process may be faster; then its secret is the one.
        with suppress(self._client.exceptions.ParameterAlreadyExists):
            self._client.put_parameter(Name=path, Value=value, Type="SecureString")
        return self._read(path) or b64decode(value)


class FileSecrets:
    def __init__(self, folder: Path, new_secret: Callable[[int], bytes]) -> None:
        self._folder = folder
        self._new_secret = new_secret

    def get(self, name: str) -> bytes:
        path = self._folder / name
        if not path.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(self._new_secret(SECRET_BYTES))
        return path.read_bytes()
