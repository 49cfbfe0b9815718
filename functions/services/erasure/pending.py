"""Erasures that the lake has yet to apply: one file each in the bucket, without a name in it.

They are in the bucket of the lake, so that a training finds them without any table.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, replace
from hashlib import sha256

from functions.domain.erasure import Erasure
from functions.ports.blobs import Blobs

PREFIX = "erasures/"
# Firehose keeps trying for a day, and a stream for six hours before it writes a failure file.
_SETTLED_MS = 2 * 86_400_000


@dataclass(frozen=True, slots=True)
class Pending:
    """The erasures of one customer and their devices, by mark.

    `swept_at` is when the last sweep over the whole lake began, UTC ms; None before the first.
    """

    erased_at: int
    people: dict[str, list[Erasure]]
    swept_at: int | None = None

    @property
    def name(self) -> str:
        """A name of its own for each content: one who is erased again may have lost devices."""
        people = {digest: [*map(astuple, each)] for digest, each in sorted(self.people.items())}
        return f"{self.erased_at:013d}-{sha256(json.dumps(people).encode()).hexdigest()[:32]}"

    @property
    def settled(self) -> bool:
        """Whether a sweep began after the last line that could still be on its way."""
        return self.swept_at is not None and self.swept_at >= self.erased_at + _SETTLED_MS


class PendingErasures:
    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def add(self, name: str, pending: Pending) -> None:
        """Keep an erasure until the lake has forgotten; adding it again starts anew."""
        self._blobs.write(_key(name), json.dumps(asdict(pending)).encode())

    def all(self) -> Iterator[tuple[str, Pending]]:
        for key in list(self._blobs.keys(PREFIX)):
            name = key.removeprefix(PREFIX).removesuffix(".json")
            yield name, _read(self._blobs.read(key))

    def swept(self, name: str, pending: Pending, *, at: int) -> None:
        """Note a sweep that began at `at` and came to its end."""
        after = replace(pending, swept_at=at)
        if after.settled:
            self._blobs.delete(_key(name))
        else:
            self.add(name, after)


def _key(name: str) -> str:
    return f"{PREFIX}{name}.json"


def _read(data: bytes) -> Pending:
    value = json.loads(data)
    people = {
        digest: [Erasure(**each) for each in erasures]
        for digest, erasures in value["people"].items()
    }
    return Pending(value["erased_at"], people, value["swept_at"])
