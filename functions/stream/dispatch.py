"""Hand the records of the tables' streams to what processes them."""

from typing import Any

from functions.errors import HiloError
from functions.stream.nudge_lines import WriteNudgeLines, is_about_nudges
from functions.stream.process import ProcessEvents
from functions.stream.records import sequence_of


class ProcessStreams:
    """Records of the Events table are processed as events, those of nudges become lines."""

    def __init__(self, events: ProcessEvents, nudge_lines: WriteNudgeLines) -> None:
        self._events = events
        self._nudge_lines = nudge_lines

    def __call__(self, event: dict[str, Any], context: Any) -> Any:
        """Process a batch; the answer lists what Lambda must send again."""
        records = event["Records"]
        about = [record for record in records if is_about_nudges(record)]
        others = [record for record in records if not is_about_nudges(record)]
        failures = [{"itemIdentifier": number} for number in self._failed(about)]
        if others:
            failures += self._events({"Records": others}, context)["batchItemFailures"]
        return {"batchItemFailures": failures}

    def _failed(self, about: list[dict[str, Any]]) -> list[str]:
        if not about:
            return []
        try:
            return list(self._nudge_lines(about))
        except HiloError:
            return [sequence_of(record) for record in about]
