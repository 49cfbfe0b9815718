"""What every room of the storage has: the tables, and a patient and a low-latency client."""

from typing import TYPE_CHECKING

from functions.storage.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Clients:
    def __init__(
        self, tables: TableNames, patient: "DynamoDBClient", low_latency: "DynamoDBClient"
    ) -> None:
        self._tables = tables
        self._patient = patient
        self._low_latency = low_latency
