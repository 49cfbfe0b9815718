"""What CloudWatch reads of a count: alarms are set on these very names."""

import json

import pytest

from functions.observability import CloudWatchMeter


def test_a_count_is_written_under_one_namespace_and_dimension(
    capsys: pytest.CaptureFixture[str],
) -> None:
    meter = CloudWatchMeter("shop")
    meter.flushing(lambda _event, _context: meter.count("models_refused"))({}, None)
    written = json.loads(capsys.readouterr().out)

    (metrics,) = written["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == "Hilo"
    assert metrics["Dimensions"] == [["service"]]
    assert written["service"] == "shop"
    assert written["models_refused"] == [1.0]


def test_what_every_request_counts_is_written_once_a_minute(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = [0.0]
    meter = CloudWatchMeter("shop", lambda: now[0])

    def lines_after(name: str, seconds: float) -> list[dict[str, object]]:
        now[0] += seconds
        meter.flushing(lambda _event, _context: meter.count(name))({}, None)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert [line["recommendations"] for line in lines_after("recommendations", 1)] == [[1.0]]
    assert lines_after("recommendations", 1) == []
    assert lines_after("recommendations", 30) == []
    (line,) = lines_after("recommendations", 30)
    assert line["recommendations"] == [3.0]
    assert lines_after("recommendations", 1) == []
    (line,) = lines_after("stream_records_failed", 1)  # an alarm waits for it
    assert line["recommendations"] == [1.0]


def test_a_call_that_counts_nothing_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    CloudWatchMeter("shop").flushing(lambda _event, _context: None)({}, None)
    assert capsys.readouterr().out == ""


def test_a_call_that_fails_is_counted_too(capsys: pytest.CaptureFixture[str]) -> None:
    meter = CloudWatchMeter("shop")

    def fail(_event: object, _context: object) -> None:
        meter.count("stream_records_failed")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        meter.flushing(fail)({}, None)
    assert "stream_records_failed" in capsys.readouterr().out
