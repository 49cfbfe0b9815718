"""Write the report on carts and nudges, recomputed from the lake's last weeks.

Nothing is incremented, so late, repeated and erased events are right in the next report.
"""

import json
import logging
import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import groupby

from functions.bootstrap import Services
from functions.domain import orders
from functions.domain.event import Event
from functions.domain.event_json import item_from_json
from functions.domain.money import minor_units
from functions.domain.nudges.insights.attribution import Touched
from functions.domain.nudges.insights.insight_report import Assignment, Report, Story
from functions.domain.nudges.nudge import HANDED_OVER
from functions.domain.nudges.planning.abandonment import Act, Line
from functions.domain.order_details import OrderDetails
from functions.domain.person import Person
from functions.domain.reading.numbers import decimal_of
from functions.ports.blobs import Entry
from functions.ports.lake import LAKE, PREFIX
from functions.services.nudges.insights import REPORT
from model.dataset.commerce import CommerceLine, read_commerce
from model.dataset.database import connect
from model.dataset.event_lines import is_lake_file

logger = logging.getLogger(__name__)

DAYS = 35
DAY_MS = 86_400_000
# What a Lambda function reads within minutes: about 20 million events, packed.
MOST_BYTES = 1 << 30
_ASSIGNED = frozenset({"ready", "held_out"})


class WriteInsights:
    def __init__(
        self, services: Services, *, days: int = DAYS, most_bytes: int = MOST_BYTES
    ) -> None:
        self._services = services
        self._days = days
        self._most_bytes = most_bytes
        self._folder = services.settings.work_folder / "insights"

    def __call__(self) -> None:
        """Write the report of the last days; files beyond the bound of bytes are the oldest.

        Raises:
            Unavailable: the bucket does not answer; the earlier report stays.
        """
        try:
            self._write()
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self) -> None:
        blobs, now = self._services.blobs, self._services.clock()
        since = now - self._days * DAY_MS
        entries, complete = self._newest(since)
        lake = blobs.fetch(entries, LAKE, self._folder / "lake")
        windows = self._services.storage.nudge_settings.get().windows
        report = Report(now, windows, self._services.store_currency)
        self._folder.mkdir(parents=True, exist_ok=True)
        with closing(connect(self._folder)) as connection:
            names = [entry.key.removeprefix(LAKE) for entry in entries]
            lines = read_commerce(connection, lake, names, since=since)
            for person, own in groupby(lines, key=lambda line: line.person):
                report.add(story_of(person, own))
        found = {**report.as_json(), "since": since, "complete": complete}
        blobs.write(REPORT, json.dumps(found, separators=(",", ":")).encode())
        logger.info("a report of %d kinds of left carts", len(found["carts"]))

    def _newest(self, since: int) -> tuple[list[Entry], bool]:
        """The lake's files of the time, newest first up to the bound, and whether these are all."""
        first = datetime.fromtimestamp(since / 1000, UTC).date().isoformat()
        found = [
            entry
            for entry in self._services.blobs.entries(PREFIX)
            if is_lake_file(entry.key) and _day(entry.key) >= first
        ]
        taken, size = list[Entry](), 0
        for entry in sorted(found, key=lambda entry: entry.key, reverse=True):
            size += entry.size
            if size > self._most_bytes:
                return taken, False
            taken.append(entry)
        return taken, True


def story_of(person: str, lines: Iterable[CommerceLine]) -> Story:
    """What the lines of one person say, in the order of time."""
    own = list(lines)
    nudges = [line for line in own if line.nudge]
    return Story(
        person=person,
        acts=[_act(line) for line in own if not line.nudge],
        order_reports=list(_order_reports(own)),
        touched=list(_touched(nudges)),
        assigned=list(_assigned(nudges)),
    )


def _act(line: CommerceLine) -> Act:
    return Act(
        at=line.at,
        name=line.name,
        channel=line.channel,
        device=line.device or "unknown",  # type: ignore[arg-type] # as the stream wrote it
        step=line.step,
        sign=line.sign,  # type: ignore[arg-type] # as the stream wrote it
        lines=tuple(
            Line(item["item_id"], item["quantity"] or 1, item["price"], item["category"])
            for item in line.items
            if item["item_id"]
        ),
        currency=line.currency,
        order_id=line.order_id,
        channel_source=line.channel_source,  # type: ignore[arg-type] # as the stream wrote it
    )


def _order_reports(lines: Iterable[CommerceLine]) -> Iterator[Event]:
    for number, line in enumerate(lines):
        if line.name in orders.NAMES and line.verified:
            yield Event(
                message_id=str(number),
                person=Person.from_key(line.person),
                type="track",
                name=line.name,
                kind=None,
                channel=line.channel,
                claimed_at=line.at,
                at=line.at,
                received_at=line.at,
                vouched_by="shop",
                order_id=line.order_id,
                items=tuple(
                    item_from_json({**i, "quantity": i["quantity"] or 1})
                    for i in line.items
                    if i["item_id"]
                ),
                order_details=_order_details(line),
            )


def _order_details(line: CommerceLine) -> OrderDetails:
    total = None if line.total is None else decimal_of(line.total)
    units = None if total is None else minor_units(total, line.currency)
    return OrderDetails(currency=line.currency, total=units)


def _touched(lines: Iterable[CommerceLine]) -> Iterator[Touched]:
    handed: dict[str, CommerceLine] = {}
    clicks: dict[str, list[int]] = {}
    for line in lines:
        nudge = line.nudge or {}
        if nudge["state"] == "clicked":
            clicks.setdefault(nudge["id"], []).append(line.at)
        elif nudge["state"] in HANDED_OVER:
            handed.setdefault(nudge["id"], line)
        else:  # a lease that was given back
            handed.pop(nudge["id"], None)
    for nudge_id, line in handed.items():
        kind = (line.nudge or {})["kind"]
        yield Touched(nudge_id, kind, line.channel, line.at, tuple(clicks.get(nudge_id, ())))  # type: ignore[arg-type] # as the stream wrote it


def _assigned(lines: Iterable[CommerceLine]) -> Iterator[Assignment]:
    for line in lines:
        nudge = line.nudge or {}
        # Where no one could be held out, people are compared with none: the time differs.
        drawn = nudge["step"] == 1 and nudge["holdout"]
        if drawn and nudge["state"] in _ASSIGNED:
            yield Assignment(nudge["kind"], nudge["state"] == "held_out", line.at)


def _day(key: str) -> str:
    return key.partition("/dt=")[2].partition("/")[0]
