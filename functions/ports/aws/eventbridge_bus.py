"""The event bus on AWS: EventBridge, which may reject an entry of a call that succeeds."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE = "hilo"


class EventBridgeBus:
    def __init__(self, client: "EventBridgeClient", name: str) -> None:
        self._client = client
        self._name = name

    def put(self, event_type: str, event: str) -> str | None:
        entry = {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": event_type,
            "Detail": event,
        }
        try:
            answer = self._client.put_events(Entries=[entry])  # type: ignore[list-item] # as documented
        except ClientError as error:
            return str(error.response.get("Error", {}).get("Code", "refused"))
        except BotoCoreError as error:
            return type(error).__name__
        if not answer["FailedEntryCount"]:
            return None
        return str(answer["Entries"][0].get("ErrorCode", "rejected"))
