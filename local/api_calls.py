"""Calls to the API of a running laptop, or of a deployed stack."""

import argparse
import json
import os
from dataclasses import dataclass
from typing import Any
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
        request = Request(  # noqa: S310 the operator's own address
            self.url.rstrip("/") + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}"},
        )
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                text = answer.read()
        except HTTPError as error:
            raise HiloError(f"{error.code}: {_detail(error)}") from error
        except URLError as error:
            raise Unavailable(f"{self.url} does not answer: {error.reason}") from error
        return json.loads(text) if text else None


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


def _detail(error: HTTPError) -> str:
    try:
        return str(json.load(error)["detail"])
    except (ValueError, KeyError):
        return str(error.reason)
