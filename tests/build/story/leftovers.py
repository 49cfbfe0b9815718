"""Rows and files that earlier days left: failures, old versions, people who were erased."""

import json
from base64 import b64encode
from typing import Any

import boto3

from functions.domain.person import customer
from functions.ports.lake import partition
from functions.storage.event_rows import to_marker, to_rows
from functions.storage.keys import nudge_keys
from functions.storage.keys.event_keys import event_key
from functions.storage.keys.key import attributes
from functions.stream.lake_line import lake_line
from local.engine import client_options
from tests.build.stand_in_cloud import NOW
from tests.unit.builders import event

OLD = "20200101T00000{}Z-0000"
KEPT = 5


class Leftovers:
    """Reads and writes tables and bucket, as no function does."""

    def __init__(self, environment: dict[str, str]) -> None:
        options = client_options(environment["HILO_AWS_ENDPOINT_URL"], {})
        self._dynamodb = boto3.client("dynamodb", **options)
        self._s3 = boto3.client("s3", **options)
        self._environment = environment

    def records(self) -> dict[str, Any]:
        """What the stream would hand over of all that was stored."""
        rows = self._dynamodb.scan(TableName=self._environment["HILO_EVENTS_TABLE"])["Items"]
        with_body = [row for row in rows if "body" in row]
        for row in with_body:
            row["body"] = {"B": b64encode(row["body"]["B"]).decode()}  # type: ignore[typeddict-item]
        return {
            "Records": [
                {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(n), "NewImage": row}}
                for n, row in enumerate(with_body)
            ]
        }

    def leave_failures(self, key: str, batch: dict[str, Any]) -> None:
        """A batch that Lambda gave up, and a line that Firehose did not deliver."""
        self.put(key, json.dumps({"version": "1.0", "payload": json.dumps(batch)}))
        line = json.dumps(lake_line(event("m9", "Product Viewed", "milk"))).encode()
        self.put("failures/lake/1", json.dumps({"rawData": b64encode(line).decode()}))

    def leave_one_stored_twice(self, key: str) -> None:
        """A batch that Lambda gave up: its event is stored behind another of the same message."""
        later, stray = (event("m8", "Product Viewed", "milk", at=at) for at in (NOW + 1, NOW))
        marker = to_marker(stray, event_key(later))
        self._dynamodb.put_item(TableName=self._environment["HILO_EVENTS_TABLE"], Item=marker)
        row = to_rows(stray, event_key(stray)).log
        row["body"] = {"B": b64encode(row["body"]["B"]).decode()}
        record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": row}}
        self.put(key, json.dumps({"payload": {"Records": [record]}}))

    def leave_the_erased(self, stored: dict[str, Any]) -> None:
        """In the lake and in failure files: with others, and alone."""
        hers = json.dumps(lake_line(event("m1", "Product Viewed", "milk", person=customer("bea"))))
        others = json.dumps(lake_line(event("m2", "Product Viewed", "milk")))
        self.put(f"{partition(0)}/1.jsonl", hers)
        self.put(f"{partition(0)}/2.jsonl", f"{hers}\n{others}\n")
        both = [json.dumps({"rawData": b64encode(x.encode()).decode()}) for x in (hers, others)]
        self.put("failures/lake/2", "\n".join(both))
        self.put("failures/lake/3", both[0])
        mine = [each for each in stored["Records"] if "customer#bea" in json.dumps(each)]
        rest = json.loads(json.dumps(mine[:1]).replace("customer#bea", "customer#eve"))
        self.put("aws/lambda/1/3.json", json.dumps({"payload": {"Records": mine}}))
        self.put("aws/lambda/1/4.json", json.dumps({"payload": {"Records": mine + rest}}))

    def leave_old(self, prefix: str) -> None:
        """More versions than are kept."""
        for number in range(KEPT):
            manifest = json.dumps({"gate": {"passed": True}})
            self.put(f"{prefix}/{OLD.format(number)}/manifest.json", manifest)

    def put(self, key: str, text: str) -> None:
        self._s3.put_object(Bucket=self._environment["HILO_BUCKET"], Key=key, Body=text.encode())

    def hold_one(self) -> None:
        """Leave an agenda of a later version, which is due."""
        row = {
            **attributes(nudge_keys.agenda(customer("dan"))),
            "rev": {"N": "1"},
            "v": {"N": "99"},
            "due_shard": {"S": nudge_keys.due_shard(0)},
            "due_at": {"N": "0"},
        }
        self._dynamodb.put_item(TableName=self._environment["HILO_CUSTOMERS_TABLE"], Item=row)
