"""DynamoDB's answers out of memory, given to boto3 before it would send a request.

All of a client's own work is in the figures (endpoint, signature, JSON, parsing), and no engine's.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict

Row = dict[str, Any]
_NOTHING = b'{"Count":0,"Items":[],"ScannedCount":0}'
_HEADERS = {"content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "R" * 52}


class ReplayedStorage:
    """Keeps what is put until it is frozen; then writes are accepted and forgotten."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Row] = {}
        self._answers: dict[tuple[str, ...], bytes] = {}
        self._frozen = False
        self.calls = 0

    def freeze(self) -> None:
        """Write out the answer to every read."""
        self._frozen = True
        families: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for (pk, sk), row in sorted(self._rows.items(), reverse=True):
            self._answers["GetItem", pk, sk] = _text({"Item": row})
            families[pk, sk[:2]].append(row)
        for key, rows in families.items():
            count = {"Count": len(rows), "ScannedCount": len(rows)}
            self._answers["Query", *key] = _text({"Items": rows, **count})

    def attach(self, client: Any) -> Any:
        """Return the client, which this answers from now on."""
        client.meta.events.register_first("before-send.dynamodb", self._answer)
        return client

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.calls += 1
        target = request.headers["X-Amz-Target"]
        operation = (target.decode() if isinstance(target, bytes) else target).partition(".")[2]
        sent: Any = request.body
        body = self._body(operation, json.loads(sent))
        headers = HeadersDict({**_HEADERS, "content-length": str(len(body))})
        return AWSResponse(request.url, 200, headers, _Raw(body))  # type: ignore[arg-type]

    def _body(self, operation: str, asked: Row) -> bytes:
        if operation == "GetItem":
            key = asked["Key"]
            return self._answers.get(("GetItem", key["pk"]["S"], key["sk"]["S"]), b"{}")
        if operation == "Query":
            values = asked["ExpressionAttributeValues"]
            place = (values.get(name, {}).get("S", "") for name in (":pk", ":from"))
            pk, start = place
            return self._answers.get(("Query", pk, start[:2]), _NOTHING)
        if operation == "PutItem":
            if not self._frozen:
                row = asked["Item"]
                self._rows[row["pk"]["S"], row["sk"]["S"]] = row
            return b"{}"
        raise NotImplementedError(f"no {operation} is replayed")


class _Raw:
    """What botocore reads the body of a response from."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def _text(answer: Row) -> bytes:
    return json.dumps(answer, separators=(",", ":")).encode()
