"""DynamoDB's requests carry the signature that botocore would give them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import ConnectTimeoutError, NoCredentialsError
from hypothesis import example, given
from hypothesis import strategies as st

from functions.storage.client import aws_session, reading_client, writing_client
from functions.storage.signed_endpoint import Signer, host_of

KIND = "application/x-amz-json-1.0"
AT = 1_760_000_000
AWS = "https://dynamodb.eu-west-1.amazonaws.com"
words = st.text("abcXYZ019/+=", min_size=1, max_size=40)


def expected(url: str, sent: Any, body: bytes, credentials: ReadOnlyCredentials, at: int) -> str:
    """Return the header Authorization that botocore makes for the same headers."""
    request = AWSRequest("POST", url, sent, body)
    with patch.object(auth, "get_current_datetime", lambda: datetime.fromtimestamp(at, UTC)):
        auth.SigV4Auth(credentials, "dynamodb", "eu-west-1").add_auth(request)
    found: str = request.headers["Authorization"]
    return found


@given(
    body=st.binary(max_size=99),
    secret=words,
    token=st.none() | words,
    target=words,
    days=st.integers(0, 3),
    url=st.sampled_from([AWS, "http://localhost:8000", "http://127.0.0.1:80", f"{AWS}:443/"]),
)
@example(b"", "secret", None, "DynamoDB_20120810.Query", 0, AWS)
def test_the_signature_is_that_of_botocore(
    body: bytes, secret: str, token: str | None, target: str, days: int, url: str
) -> None:
    credentials = ReadOnlyCredentials("AKID", secret, token)
    signer, sent = Signer(host_of(url), "eu-west-1"), {"X-Amz-Target": target, "Content-Type": KIND}
    for at in (AT, AT + days * 86_400):
        found = signer.headers(target, KIND, body, credentials, at)

        assert found["Authorization"] == expected(url, sent, body, credentials, at)
        assert found.get("X-Amz-Security-Token") == token


@pytest.fixture(autouse=True)
def session() -> Iterator[None]:
    """A session of the test's own, which knows no credentials yet."""
    aws_session.cache_clear()
    yield
    aws_session.cache_clear()


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> ReadOnlyCredentials:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    for name in names:
        monkeypatch.setenv(name, name)
    return ReadOnlyCredentials(*names)


def test_a_client_sends_signed_requests_and_tries_again(credentials: ReadOnlyCredentials) -> None:
    sent: list[Any] = []

    def answer(request: Any, **_: Any) -> Any:
        sent.append(request)
        if len(sent) == 1:
            raise ConnectTimeoutError(endpoint_url=request.url)
        return AWSResponse(request.url, 200, {}, _Body(b'{"Item":{"pk":{"S":"p"}}}'))  # type: ignore[arg-type]

    client = reading_client()
    client.meta.events.register("before-send.dynamodb", answer)
    found = client.get_item(TableName="t", Key={"pk": {"S": "p"}})

    assert found["Item"] == {"pk": {"S": "p"}}
    first, second = sent
    for request in (first, second):
        assert request.url == f"{AWS}/"
        assert request.headers["content-length"] == str(len(request.body))
        assert request.headers["User-Agent"].startswith("hilo")
        stamp = request.headers["X-Amz-Date"]
        at = datetime.strptime(stamp, auth.SIGV4_TIMESTAMP).replace(tzinfo=UTC).timestamp()
        of_request = {name: request.headers[name] for name in ("X-Amz-Target", "Content-Type")}
        wanted = expected(request.url, of_request, request.body, credentials, int(at))
        assert request.headers["Authorization"] == wanted


def test_without_credentials_a_call_fails_as_botocores_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/no/such/file")
    with pytest.raises(NoCredentialsError):
        writing_client("http://127.0.0.1:1").get_item(TableName="t", Key={"pk": {"S": "p"}})


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Any:
        yield self._content
