"""What the laptop's services would call on AWS: the twin of each method, as boto3 would be asked.

Each gives the calls that the AWS service makes for the same, the parts that depend on what it
finds too. Methods that call another one of these leave those calls to it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, NamedTuple
from unittest.mock import patch

from functions.errors import NotFound
from functions.ports.blobs import Entry
from functions.ports.local.file_secrets import FileSecrets
from functions.ports.local.folder_blobs import FolderBlobs
from functions.ports.local.folder_bus import FolderBus
from functions.ports.local.folder_lake import FolderLake
from functions.ports.local.folder_queue import FolderQueue
from functions.ports.local.folder_uploads import FolderUploads
from functions.ports.local.outbox import NoPushEndpoints


class Call(NamedTuple):
    service: str
    operation: str
    parameters: dict[str, Any]


LookAt = Callable[[Call], None]
_LIST = Call("s3", "ListObjectsV2", {})
_ENDPOINT = "arn:aws:sns:us-east-1:123456789012:endpoint/x"


def _s3(operation: str, **parameters: Any) -> Callable[..., Iterable[Call]]:
    return lambda _, key, *__, **___: [Call("s3", operation, {"Key": key, **parameters})]


def _ssm(*operations: str) -> Callable[..., Iterable[Call]]:
    return lambda _, name, *__: [Call("ssm", each, {"Name": name}) for each in operations]


def _replaced(_: FolderBlobs, key: str, __: bytes, *, seen: bytes | None) -> Iterable[Call]:
    condition = {"IfNoneMatch": "*"} if seen is None else {"IfMatch": "tag"}
    return [Call("s3", "PutObject", {"Key": key, **condition})]


def _fetched(_: FolderBlobs, entries: Sequence[Entry], *__: Any) -> Iterable[Call]:
    return [Call("s3", "GetObject", {"Key": entry.key}) for entry in entries]


def _sent(queue: FolderQueue, *_: Any, **__: Any) -> Iterable[Call]:
    name = queue._folder.name.replace("-", "")  # noqa: SLF001 its only name
    url = f"https://sqs/123456789012/hilo-{name}"
    # An import that goes on is an object in the bucket there: see `go_on`.
    return [] if name == "imports" else [Call("sqs", "SendMessageBatch", {"QueueUrl": url})]


TWINS: list[tuple[type, str, Callable[..., Iterable[Call]]]] = [
    (FolderBlobs, "read", _s3("GetObject")),
    (FolderBlobs, "write", _s3("PutObject")),
    (FolderBlobs, "replace", _replaced),
    (FolderBlobs, "keys", lambda *_: [_LIST]),
    (FolderBlobs, "download", _s3("GetObject")),
    (FolderBlobs, "fetch", _fetched),
    (FolderBlobs, "upload", lambda _, __, key: _s3("PutObject")(_, key)),
    (FolderBlobs, "delete", _s3("DeleteObject")),
    (FolderUploads, "address", _s3("PutObject")),  # with the rights of the role that signed it
    (FolderUploads, "go_on", lambda _, folder: _s3("PutObject")(_, f"{folder}next")),
    (FileSecrets, "get", _ssm("GetParameter", "PutParameter")),
    (FileSecrets, "find", _ssm("GetParameter")),
    (FileSecrets, "put", _ssm("PutParameter")),
    (FileSecrets, "delete", _ssm("DeleteParameter")),
    (FolderLake, "append", lambda *_: [Call("firehose", "PutRecordBatch", {})]),
    (FolderQueue, "send", _sent),
    (FolderBus, "put", lambda *_: [Call("events", "PutEvents", {"Entries": [{}]})]),
    (
        NoPushEndpoints,
        "token_of",
        lambda *_: [Call("sns", "GetEndpointAttributes", {"EndpointArn": _ENDPOINT})],
    ),
]


@contextmanager
def twins_looked_at(look_at: LookAt) -> Iterator[None]:
    """Look at every call that AWS's twin of a laptop's service would make in the block."""
    with ExitStack() as stack:
        for kind, name, calls in TWINS:
            method = _looking(getattr(kind, name), calls, look_at)
            stack.enter_context(patch.object(kind, name, method))
        yield


def _looking(
    method: Callable[..., Any], calls: Callable[..., Iterable[Call]], look_at: LookAt
) -> Callable[..., Any]:
    @wraps(method)
    def looked(*arguments: Any, **named: Any) -> Any:
        for call in calls(*arguments, **named):
            look_at(call)
        try:
            return method(*arguments, **named)
        except NotFound:
            look_at(_LIST)  # without that right S3 says 403 of what is not there
            raise

    return looked
