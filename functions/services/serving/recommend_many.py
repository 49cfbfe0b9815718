"""Recommendations for many people: one JSON line each, within the limits of one call."""

import json
import re
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import asdict
from typing import Any
from zlib import crc32

from functions.domain.person import Person, customer, visitor
from functions.errors import FieldFault, Invalid
from functions.schemas.faults import faults_named
from functions.schemas.json_values import checked_json
from functions.schemas.recommendations import Recipient
from functions.services.serving.recommend import Recommend
from model.scoring import History

# So many histories are read while one person's list is made: reading waits, ranking computes.
AHEAD = 16
_CURSOR = re.compile("([0-9]{1,6})-([0-9a-f]{8})")
Loading = Future[tuple[Person, History]]


class RecommendMany:
    """Ends at a bound of time or size with a cursor, from which the same call goes on."""

    def __init__(
        self,
        recommend: Recommend,
        pool: Executor,
        *,
        max_s: float,
        max_bytes: int,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recommend = recommend
        self._pool = pool
        self._max_s = max_s
        self._max_bytes = max_bytes
        self._ticks = ticks

    def __call__(self, people: Sequence[Any], cursor: str | None, **options: Any) -> Iterator[str]:
        """Yield a line for each person from the cursor on, at least one, then perhaps a cursor.

        Raises:
            Invalid: the cursor is of another list of people.
        """
        start = _position(cursor, people)
        ends, left = self._ticks() + self._max_s, self._max_bytes
        for position, (raw, loading) in enumerate(self._ahead(people[start:]), start):
            if position > start and self._ticks() >= ends:
                yield _cursor_line(position, people)
                return
            line = self._line(raw, loading, options)
            left -= len(json.dumps(line))  # as Lambda will carry it: text inside JSON
            if position > start and left < 0:
                yield _cursor_line(position, people)
                return
            yield line

    def _line(self, raw: Any, loading: Loading, options: dict[str, Any]) -> str:
        try:
            person, history = loading.result()
        except Invalid as error:
            return _text({**_named(raw), "error": asdict(error.faults[0])})
        found = self._recommend.rank(self._recommend.serving_state(), person, history, **options)
        return _text({**raw, **found.model_dump()})

    def _ahead(self, people: Sequence[Any]) -> Iterator[tuple[Any, Loading]]:
        """Each person with their history, of which the next are read meanwhile."""
        loading: deque[tuple[Any, Loading]] = deque()
        try:
            for raw in people:
                loading.append((raw, self._pool.submit(self._history, raw)))
                if len(loading) == AHEAD:
                    yield loading.popleft()
            while loading:
                yield loading.popleft()
        finally:
            for _, unread in loading:
                unread.cancel()

    def _history(self, raw: Any) -> tuple[Person, History]:
        checked_json(raw)
        with faults_named(Recipient):
            recipient = Recipient.model_validate(raw)
        person = (
            customer(recipient.user_id)
            if recipient.user_id
            else visitor(recipient.anonymous_id or "")
        )
        return person, self._recommend.history(person)


def _named(raw: Any) -> dict[str, Any]:
    """What a person who cannot be looked at was called, as far as they were called anything."""
    fields = raw if isinstance(raw, dict) else {}
    return {n: fields[n] for n in Recipient.model_fields if isinstance(fields.get(n), str | int)}


def _cursor_line(position: int, people: Sequence[Any]) -> str:
    return _text({"cursor": f"{position}-{_digest(people)}"})


def _position(cursor: str | None, people: Sequence[Any]) -> int:
    if cursor is None:
        return 0
    known = _CURSOR.fullmatch(cursor)
    if not known or int(known[1]) >= len(people) or known[2] != _digest(people):
        raise Invalid(FieldFault("cursor", "belongs to another list of people; send the same one"))
    return int(known[1])


def _digest(people: Sequence[Any]) -> str:
    return f"{crc32(json.dumps(people, sort_keys=True).encode()):08x}"


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line, separators=(",", ":"))
