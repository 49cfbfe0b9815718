"""What CloudWatch reads of a count: alarms are set on these very names."""

import json

import pytest

from functions.observability import CloudWatchMeter


def test_a_count_is_written_under_one_namespace_and_dimension(
    capsys: pytest.CaptureFixture[str],
) -> None:
    meter = CloudWatchMeter()
    meter.flushing(lambda _event, _context: meter.count("models_refused"))({}, None)
    written = json.loads(capsys.readouterr().out)

    (metrics,) = written["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == "Hilo"
    assert metrics["Dimensions"] == [["service"]]
    assert written["service"] == "hilo"
    assert written["models_refused"] == [1.0]
