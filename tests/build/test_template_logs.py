"""What CloudWatch gets of our lines at each LogLevel, by the rules of Lambda's filter."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from functions.observability import CloudWatchMeter, log_as_json
from tests.build.resolved import resolved

LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"]
RANK = {"DEBUG": 0, "INFO": 1, "WARN": 2, "WARNING": 2, "ERROR": 3}


@pytest.fixture
def loggers() -> Iterator[None]:
    """Logging as it was, once the test is over."""
    names = ("functions", "model", "boto3", "botocore", "s3transfer", "urllib3")
    before = [
        (logger, logger.handlers, logger.level, logger.propagate)
        for logger in map(logging.getLogger, names)
    ]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def let_through(line: str, level: str) -> bool:
    """Whether Lambda sends a line on: what lacks a level or a time is INFO to it."""
    record = json.loads(line)
    own = record.get("level", "INFO") if _is_rfc_3339(record.get("timestamp")) else "INFO"
    return RANK[own.upper()] >= RANK[level]


def _is_rfc_3339(text: Any) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None and "," not in text
    except (TypeError, ValueError):
        return False


def lambda_level(template: dict[str, Any], level: str) -> str:
    whole = {**template, "Resources": {"globals": template["Globals"]["Function"]}}
    record = resolved(whole, {"LogLevel": level})["Resources"]["globals"]
    return str(record["LoggingConfig"]["ApplicationLogLevel"])


def test_the_levels_are_all(template: dict[str, Any]) -> None:
    assert template["Parameters"]["LogLevel"]["AllowedValues"] == LEVELS


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.usefixtures("loggers")
def test_what_our_loggers_write_arrives(
    template: dict[str, Any], level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log_as_json("api", level)
    logger = logging.getLogger("functions.api")
    for name in LEVELS:
        logger.log(logging.getLevelName(name), "a line of %s", name)
    lines = capsys.readouterr().err.splitlines()
    arrived = [line for line in lines if let_through(line, lambda_level(template, level))]
    assert len(arrived) == len([name for name in LEVELS if RANK[name] >= RANK[level]])


@pytest.mark.parametrize("level", LEVELS)
def test_metrics_arrive_at_every_level(
    template: dict[str, Any], level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    meter = CloudWatchMeter("shop")
    meter.flushing(lambda _event, _context: meter.count("models_refused"))({}, None)
    (line,) = capsys.readouterr().out.splitlines()
    assert let_through(line, lambda_level(template, level))


@pytest.mark.usefixtures("loggers")
def test_at_debug_no_request_is_written_down() -> None:
    logging.getLogger("botocore").setLevel(logging.NOTSET)
    log_as_json("api", "DEBUG")
    assert not logging.getLogger("botocore.endpoint").isEnabledFor(logging.INFO)
