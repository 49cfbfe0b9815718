"""Signing secrets: made on first use, kept encrypted (SSM SecureString) or in a private file."""

import os
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from functions.errors import Unavailable
from functions.ports.disk_faults import disk_faults

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

SECRET_BYTES = 32
_TRIES = 7  # 3 s in all, with growing pauses


class Secrets(Protocol):
    def get(self, name: str) -> bytes:
        """The secret of that name, the same for every process; made if there is none yet."""

    def find(self, name: str) -> bytes | None:
        """The secret of that name, None when there is none."""

    def put(self, name: str, secret: bytes) -> None:
        """Replace a secret, for rotation."""


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


class FileSecrets:
    def __init__(self, folder: Path, new_secret: Callable[[int], bytes]) -> None:
        self._folder = folder
        self._new_secret = new_secret

    def get(self, name: str) -> bytes:
        found = self.find(name)
        if found is not None:
            return found
        with self._written(self._new_secret(SECRET_BYTES)) as part:
            with suppress(FileExistsError):  # another was faster; then its secret is the one
                os.link(part, self._folder / name)
            return (self._folder / name).read_bytes()

    def find(self, name: str) -> bytes | None:
        with disk_faults():
            try:
                return (self._folder / name).read_bytes()
            except FileNotFoundError:
                return None

    def put(self, name: str, secret: bytes) -> None:
        with self._written(secret) as part:
            part.replace(self._folder / name)

    @contextmanager
    def _written(self, secret: bytes) -> Iterator[Path]:
        """A file of its own with the secret, private and whole; it goes at the end of the block."""
        with disk_faults():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self._folder / f"{uuid4().hex}.part"
            try:
                part.touch(mode=0o600, exist_ok=False)
                part.write_bytes(secret)
                yield part
            finally:
                part.unlink(missing_ok=True)
