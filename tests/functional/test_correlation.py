"""One id from a request through its rows, the stream, the queue and every log line."""

import json
import logging
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from functions.api.app import create_app
from functions.api.gateway import as_lambda
from functions.correlation import CorrelatedThreads, correlated, correlating, current_id
from functions.domain.access_key import ALL_SCOPES, issue
from functions.domain.nudges.settings import KindSettings, NudgeSettings
from functions.observability import log_as_json
from functions.ports.aws.sqs_queue import SqsQueue
from functions.restock.wiring import process_restock
from functions.storage.nudge_settings import Change
from functions.stream.wiring import process_events
from local.engine import Engine
from local.event_source import EventSourceMapping
from local.event_stream import NEW_EVENTS
from local.restock import CATALOG_CHANGES
from local.services import LaptopServices
from local.streams import StreamPoller
from tests.functional.test_event_files import load

FUNCTIONS = Path(__file__).parents[2] / "functions"
REQUEST = "JKJaXmPLvHcESHA="


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> "Lines":
    for name in ("functions", "model"):
        logger = logging.getLogger(name)
        for attribute in ("handlers", "level", "propagate"):
            monkeypatch.setattr(logger, attribute, getattr(logger, attribute))
    return Lines()


class Lines:
    """What our loggers write, as on Lambda."""

    def __init__(self) -> None:
        log_as_json("test", "INFO")
        self._text = StringIO()
        (handler,) = logging.getLogger("functions").handlers
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(self._text)

    def ids(self, message: str) -> set[str]:
        """The ids of the lines with this message."""
        written = map(json.loads, self._text.getvalue().splitlines())
        return {each.get("correlation_id", "") for each in written if message in each["message"]}


def asked(services: LaptopServices, name: str) -> None:
    """Send a request of `events/` through API Gateway, as `REQUEST`."""
    key, _ = issue("secret", ALL_SCOPES, random=bytes(38), now=0)
    services.storage.access_keys.put(key)
    event = load(name)
    event["requestContext"]["requestId"] = REQUEST
    answer = services.handling(as_lambda(create_app(services)))(event, Mock(aws_request_id="run"))
    assert answer["statusCode"] == 200, answer["body"]


def drained(engine: Engine, table: str, handler: Any, filters: Any) -> list[Any]:
    """Hand over what is in a table's stream; gives the records that failed for good."""
    lost: list[Any] = []
    mapping = EventSourceMapping(
        lambda event: handler(event, Mock(aws_request_id="run")),
        on_failure=lost.extend,
        filters=filters,
        retries=0,
    )
    StreamPoller(engine.streams, engine.stream_arn(table), mapping, start="TRIM_HORIZON").drain()
    return lost


def test_an_event_that_the_stream_fails_on_names_its_request(
    services: LaptopServices, engine: Engine, lines: Lines
) -> None:
    asked(services, "api-batch")
    services.lake = Mock(append=lambda taken: range(len(taken)))  # the positions it refused
    handler = services.handling(process_events(services))
    lost = drained(engine, services.settings.events_table, handler, [NEW_EVENTS])
    assert lost
    assert lines.ids("a record was not processed") == {REQUEST}


def test_a_record_that_cannot_be_read_names_its_request(
    services: LaptopServices, lines: Lines
) -> None:
    image = {"body": {"B": ""}, "request": {"S": REQUEST}}
    record = {"eventSource": "aws:dynamodb", "dynamodb": {"SequenceNumber": "7", "NewImage": image}}
    services.handling(process_events(services))({"Records": [record]}, None)
    assert lines.ids("a record cannot be processed and is kept") == {REQUEST}


def test_a_message_and_what_follows_from_it_name_the_request(
    services: LaptopServices, engine: Engine, lines: Lines
) -> None:
    settings = NudgeSettings(kinds={"restock": KindSettings(on=True)})
    services.storage.nudge_settings.put(settings, Change(1, 0, "a test", {}))
    sqs = Mock(send_message_batch=Mock(return_value={}))
    services.__dict__["restock_queue"] = SqsQueue(sqs, "https://sqs/restock")
    asked(services, "api-put-stock")
    process = process_restock(services)
    handler = services.handling(lambda event, _context: process(event))
    assert not drained(engine, services.settings.catalog_table, handler, CATALOG_CHANGES)
    (entry,) = sqs.send_message_batch.call_args.kwargs["Entries"]
    attribute = entry["MessageAttributes"]["correlation_id"]
    assert attribute == {"DataType": "String", "StringValue": REQUEST}

    given = {"correlation_id": {"dataType": "String", "stringValue": REQUEST}}
    message = {"messageId": "1", "messageAttributes": given, "body": "no JSON"}
    answer = handler({"Records": [message]}, Mock(aws_request_id="run"))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert lines.ids("a message that our code fails on") == {REQUEST}


@pytest.mark.parametrize(
    ("event", "expected"),
    [({}, "run"), ({"Records": []}, "run"), ({"Records": [{"dynamodb": {}}]}, "run"),
     ({"requestContext": {"requestId": "asked"}}, "asked"), (None, "run"),
     ({"Records": [{"Sns": {"MessageAttributes": {"correlation_id": {"Value": "7"}}}}]}, "7"),
     ({"Records": [{"Sns": {"MessageAttributes": {}}}]}, "run")],
)  # fmt: skip
def test_what_names_no_request_has_the_id_of_its_run(event: Any, expected: str) -> None:
    handler = correlating(lambda _event, _context: current_id())
    assert handler(event, Mock(aws_request_id="run")) == expected
    assert current_id() == ""


def test_threads_work_under_the_id_of_what_they_work_for() -> None:
    with CorrelatedThreads(1) as pool:
        with correlated("one"):
            first = pool.submit(current_id)
        with correlated("two"):
            second = list(pool.map(lambda _: current_id(), range(2)))
        assert (first.result(), second, pool.submit(current_id).result()) == (
            "one", ["two", "two"], ""
        )  # fmt: skip


@pytest.mark.parametrize(
    "path", sorted(FUNCTIONS.glob("*/handler.py")), ids=lambda path: path.parent.name
)
def test_every_function_gives_its_calls_an_id(path: Path) -> None:
    assert "_services.handling" in path.read_text()
