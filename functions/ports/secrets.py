"""Signing secrets: made on first use, kept encrypted (SSM SecureString) or in a private file."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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

    def find(self, name: str) -> bytes | None:
        """The secret of that name, None when there is none."""

    def put(self, name: str, secret: bytes) -> None:
        """Replace a secret, for rotation."""


class SsmSecrets:
    def __init__(
        self, client: "SSMClient", prefix: str, new_secret: Callable[[int], bytes]
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._new_secret = new_secret

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


@contextmanager
def _ssm_faults() -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise Unavailable(f"SSM does not answer: {type(error).__name__}") from error


class FileSecrets:
    def __init__(self, folder: Path, new_secret: Callable[[int], bytes]) -> None:
        self._folder = folder
        self._new_secret = new_secret

    def get(self, name: str) -> bytes:
        secret = self.find(name)
        if secret is None:
            secret = self._new_secret(SECRET_BYTES)
            self.put(name, secret)
        return secret

    def find(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, name: str, secret: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._folder / f"{name}.part"
        part.touch(mode=0o600)
        part.write_bytes(secret)
        part.replace(self._folder / name)
