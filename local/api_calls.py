"""Calls to the API of a running laptop, or of a deployed stack."""

import argparse
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from functions.errors import HiloError, Unavailable
from local.address_file import found_in

SECONDS = 20
KEY_VARIABLE = "HILO_ADMIN_KEY"


@dataclass(frozen=True)
class Api:
    url: str
    key: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON that is answered; None for an empty answer.

        Raises:
            HiloError: it was refused, and why.
            Unavailable: the server does not answer.
        """
        data = None if body is None else json.dumps(body).encode()
        with self._answer(method, path, data) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def download(self, path: str, to: Path) -> None:
        """Write what is answered to a new file, readable by its owner only.

        Raises:
            HiloError: it was refused, and why.
            Unavailable: the server does not answer.
        """
        to.touch(mode=0o600)
        with self._answer("GET", path, None) as answer, to.open("wb") as file:
            shutil.copyfileobj(answer, file)

    @contextmanager
    def _answer(self, method: str, path: str, data: bytes | None) -> Iterator[IO[bytes]]:
        request = Request(  # noqa: S310 the operator's own address
            self.url.rstrip("/") + path, method=method, data=data, headers=self._headers
        )
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                yield answer
        except HTTPError as error:
            raise HiloError(f"{error.code}: {_detail(error)}") from error
        except (URLError, ConnectionError, HTTPException, TimeoutError) as error:
            raise Unavailable(f"{self.url} does not answer: {_reason(error)}") from error

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def api_of(arguments: argparse.Namespace, scope: str) -> Api:
    """The API that `--url` names, with a key that opens `scope`, or that is up on `--data`.

    Raises:
        HiloError: no key is at hand, or nothing is up.
    """
    if not arguments.url:
        return Api(*found_in(arguments.data))
    key = os.environ.get(KEY_VARIABLE, "")
    if not key:
        raise HiloError(f"set {KEY_VARIABLE} to a secret key with the scope {scope}")
    return Api(arguments.url, key)


def _reason(error: Exception) -> str:
    """Why there was no answer, without the words of Python."""
    inner = getattr(error, "reason", error)
    return inner.strerror if isinstance(inner, OSError) and inner.strerror else str(inner)


def _detail(error: HTTPError) -> str:
    """What is wrong: the problem's own words, with its fields where it names them."""
    try:
        problem = json.load(error)
        named = "; ".join(
            f"{each['field']}: {each['reason']}" for each in problem.get("errors", [])
        )
        detail = str(problem["detail"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return str(error.reason)
    return f"{detail} ({named})" if named and named not in detail else detail
