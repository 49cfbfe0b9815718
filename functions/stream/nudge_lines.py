"""Lines of the lake about nudges: who was assigned, handed over, held out, and who clicked.

Reports count them with the orders that follow. A line names no address, and its person is erased
from the lake as from any other line.
"""

from base64 import b64decode
from typing import Any

from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.domain.person import Person
from functions.ports.lake import Lake
from functions.services.people.erasures import Erasures
from functions.storage import nudges
from functions.storage.keys import nudge_keys
from functions.stream.records import sequence_of

Record = dict[str, Any]


class WriteNudgeLines:
    """A line may be written twice: its readers count a message once."""

    def __init__(self, lake: Lake, erasures: Erasures) -> None:
        self._lake = lake
        self._erasures = erasures

    def __call__(self, records: list[Record]) -> dict[str, Exception]:
        """Write the lines of these records; the answer is the sequence numbers that failed.

        Raises:
            Unavailable: DynamoDB does not answer; all have to be sent again.
        """
        found = [(sequence_of(record), line_of(record)) for record in records]
        lines = [(number, line) for number, line in found if line and not self._erased(line)]
        refused = self._lake.append([line for _, line in lines])
        fault = OSError("the lake did not take the line")
        return {lines[position][0]: fault for position in refused}

    def _erased(self, line: dict[str, Any]) -> bool:
        """Whether the person was erased after this happened."""
        person = Person.from_key(line["person"])
        at = line["at"]
        return any(each.covers(at=at, received_at=at) for each in self._erasures.find(person))


def is_about_nudges(record: Record) -> bool:
    sk = record["dynamodb"].get("NewImage", {}).get("sk", {}).get("S", "")
    return str(sk).startswith((nudge_keys.NUDGE, nudge_keys.ANSWER))


def line_of(record: Record) -> dict[str, Any] | None:
    """The line of a nudge's row after a write, or of a click; None for any other answer."""
    image = record["dynamodb"]["NewImage"]
    if image["sk"]["S"].startswith(nudge_keys.ANSWER):
        return _click(image)
    nudge = nudges.from_row({**image, "body": {"B": b64decode(image["body"]["B"])}})
    if nudge.test or (nudge.channel is None and nudge.state != "held_out"):
        return None  # it counts for nothing, or never went to a channel
    seen_at = round(record["dynamodb"]["ApproximateCreationDateTime"] * 1000)
    line = _line(nudge.id, _state(nudge), nudge.channel or "", _at(nudge, seen_at))
    line["nudge"]["holdout"] = nudge.holdout
    return line


def _click(image: dict[str, Any]) -> dict[str, Any] | None:
    if image["outcome"]["S"] != "clicked" or image["machine"]["BOOL"]:
        return None
    nudge_id = nudge_keys.answered_nudge({"pk": image["pk"]["S"], "sk": image["sk"]["S"]})
    return _line(nudge_id, "clicked", "", int(image["at"]["N"]))


def _state(nudge: Nudge) -> str:
    freed = nudge.state == "ready" and nudge.reason == "outcome not_sent"
    return "not_sent" if freed else nudge.state


def _at(nudge: Nudge, seen_at: int) -> int:
    if nudge.state in {"ready", "held_out"} and _state(nudge) == nudge.state:
        return nudge.decided_at
    return nudge.handed_over_at or seen_at


def _line(nudge_id: NudgeId, state: str, channel: str, at: int) -> dict[str, Any]:
    about = f"{nudge_id.kind}#{nudge_id.start}#{nudge_id.step}"
    return {
        "message_id": f"nudge#{about}#{state}#{at}",
        "type": "nudge",
        "name": f"Nudge {state}",
        "person": nudge_id.person.key,
        "channel": channel,
        "at": at,
        "received_at": at,
        "verified": True,
        "learn": True,
        "kind": None,
        "items": [],
        "nudge": {
            "id": about,
            "kind": nudge_id.kind,
            "state": state,
            "start": nudge_id.start,
            "step": nudge_id.step,
        },
    }
