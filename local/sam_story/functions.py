"""The functions behind `sam local start-lambda`, called as Lambda's Invoke API is."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from local.sam_story.sam_cli import SECONDS, FunctionFailed, answer_in


class Functions:
    """Invokes functions at the URL of `start-lambda`; their containers stay warm between calls."""

    def __init__(self, url: str) -> None:
        self._url = url

    def invoke(self, function: str, event: Mapping[str, Any], of: str) -> dict[str, Any]:
        """The function's answer to an event; `of` says where the event is from.

        Raises:
            FunctionFailed: it raised, took too long, or never started.
        """
        request = urllib.request.Request(  # noqa: S310 http, to the server just started
            f"{self._url}/2015-03-31/functions/{function}/invocations",
            method="POST",
            data=json.dumps(event).encode(),
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return answer_in(answer.read().decode(), f"{function} with {of}")
        except urllib.error.HTTPError as error:
            page = error.read().decode(errors="replace")
            raise FunctionFailed(f"{function} with {of}: {error}\n{page}") from error

    def wait_until_served(self) -> None:
        """Return when the server takes calls; it starts no container for that."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                urllib.request.urlopen(self._url, timeout=SECONDS).close()  # noqa: S310
            except urllib.error.HTTPError:  # it answers, if only that there is no such page
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
            else:
                return
