"""Nothing that reaches a person in the lake; none of it and no id in a log line or a metric."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from mangum import Mangum

from functions.api.app import create_app
from functions.domain.person import visitor
from functions.errors import RevisionLost, Unavailable
from functions.observability import CloudWatchMeter, Meter, log_as_json
from functions.retrain.training_job import TrainingJob
from functions.services.people.profiles import UpdateProfiles
from functions.settings import Settings
from functions.stream.wiring import process_events
from local.engine import Engine
from local.services import LaptopServices
from model.training.train import NothingToLearn
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.conftest import IssueKey
from tests.functional.lake import lake_lines
from tests.functional.stores import drain
from tests.functional.test_stream import records
from tests.unit.builders import event

# A call that counts nothing is fine.
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics to publish")
EMAIL, PHONE, ADDRESS = "ana.7c1@example.com", "+34600111222", "203.0.113.77"
ANA, DEVICE, CARD = "ana-7c1-id", "device-7c1-id", "card-7c1-id"
REACHES = (EMAIL, PHONE, ADDRESS, "example.com", "600111222", CARD)
PERSONAL = (*REACHES, ANA, DEVICE)


class MeteredServices(LaptopServices):
    """As on AWS, with the metrics on standard output."""

    @property
    def meter(self) -> Meter:
        return self._meter

    _meter = CloudWatchMeter("shop")


@pytest.fixture
def services(services: LaptopServices, settings: Settings, clock: Clock) -> LaptopServices:
    return MeteredServices(settings, services.data, clock=clock, random_bytes=services.random_bytes)


@pytest.fixture
def logs(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator["Logs"]:
    """Whatever our code writes down, as Lambda would hear it."""
    found = Logs(capfd, caplog)
    caplog.set_level(logging.DEBUG)
    log_as_json("api", "DEBUG")
    for name in ("functions", "model"):
        logging.getLogger(name).propagate = True
    yield found
    for name in ("functions", "model"):
        logging.getLogger(name).handlers = []


class Logs:
    def __init__(self, capfd: Any, caplog: pytest.LogCaptureFixture) -> None:
        self._capfd, self._caplog = capfd, caplog

    def text(self) -> str:
        """All output so far, and the traces behind it."""
        logged = self._capfd.readouterr()
        records = (
            f"{r.getMessage()} {r.exc_info and r.exc_info[1]!r}"
            for r in self._caplog.records
            if r.name.startswith(("functions", "model"))
        )
        return "\n".join((logged.out, logged.err, *records))


def entry(message_id: str, **more: Any) -> dict[str, Any]:
    """What an unlucky shop sends: personal data wherever it fits, but in ids of items."""
    reach = {"email": EMAIL, "phone": PHONE}
    page = {"url": f"https://shop.example/?email={EMAIL}", "title": PHONE}
    context = {"ip": ADDRESS, "traits": reach, "page": page,
               "externalIds": [{"type": "loyalty", "id": CARD}]}  # fmt: skip
    return {
        "type": "track",
        "event": "Order Completed",
        "messageId": message_id,
        "userId": ANA,
        "anonymousId": DEVICE,
        "traits": reach,
        "properties": {**reach, "order_id": message_id, "products": [{"sku": "tea"}]},
        "context": context,
        **more,
    }


@pytest.fixture
def handler(services: LaptopServices) -> Any:
    return services.meter.flushing(Mangum(create_app(services), lifespan="off"))


def call(handler: Any, method: str, path: str, key: str, body: Any = None, **headers: str) -> int:
    sent_headers = {"authorization": f"Bearer {key}", "x-forwarded-for": ADDRESS, **headers}
    http = {"method": method, "path": path, "sourceIp": ADDRESS, "userAgent": EMAIL,
            "protocol": "HTTP/1.1"}  # fmt: skip
    request = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": sent_headers,
        "requestContext": {"http": http, "stage": "$default"},
        "body": body if isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
    }
    status: int = handler(request, type("Context", (), {"function_name": "api"}))["statusCode"]
    return status


def test_good_and_bad_calls_leave_nothing_of_a_person_in_the_log_and_the_lake(
    handler: Any, services: LaptopServices, engine: Engine, issue_key: IssueKey, logs: Logs
) -> None:
    secret, publishable = issue_key("secret"), issue_key("publishable")
    identify = entry("m2", type="identify")
    bad = entry("m3", timestamp=EMAIL, userId={"email": EMAIL})
    calls = [
        ("POST", "/v1/batch", secret, {"batch": [entry("m1"), identify, bad]}, 200),
        ("POST", "/v1/track", publishable, entry("m4"), 200),
        ("POST", "/v1/track", secret, entry("m5", timestamp=EMAIL), 200),
        ("POST", "/v1/track", secret, f'{{"email": "{EMAIL}"', 400),
        ("GET", f"/v1/customers/{ANA}", secret, None, 200),
        ("GET", f"/v1/customers/{ANA}", publishable, None, 403),
        ("GET", f"/v1/customers/{EMAIL}", secret, None, 404),
        ("GET", f"/v1/nowhere/{EMAIL}", secret, None, 404),
        ("GET", f"/v1/customers/{ANA}", f"hk_{EMAIL}", None, 401),
        ("PUT", f"/v1/customers/{ANA}/preferences", secret, {"email": EMAIL}, 422),
        ("GET", f"/v1/visitors/{DEVICE}/cart", publishable, None, 403),
    ]
    for method, path, key, body, status in calls:
        assert call(handler, method, path, key, body) == status, path
    drain(services, engine)
    TrainingJob(services)(lambda step, fraction: None)
    assert call(handler, "DELETE", f"/v1/customers/{ANA}", secret) == 204
    lines = lake_lines(services)
    assert {line["message_id"] for line in lines} >= {"m1", "m2", "m4"}
    assert not [word for word in REACHES if word in json.dumps(lines)]
    logged = logs.text()
    assert "events_stored" in logged, "metrics must be among what was looked at"
    assert not [word for word in PERSONAL if word in logged]


def test_a_fault_of_ours_is_logged_with_its_trace_and_without_the_person(
    handler: Any,
    services: LaptopServices,
    issue_key: IssueKey,
    logs: Logs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = issue_key("secret")

    def broken(*_args: Any, **_kwargs: Any) -> Any:
        raise ZeroDivisionError("division by zero")

    def out(*_args: Any, **_kwargs: Any) -> Any:
        raise Unavailable("DynamoDB does not answer: ConnectTimeoutError")

    with monkeypatch.context() as patch:
        patch.setattr(services.storage.traits, "get", broken)
        assert call(handler, "GET", f"/v1/customers/{ANA}", secret) == 500
        patch.setattr(services.storage.events, "page", out)
        assert call(handler, "GET", f"/v1/customers/{ANA}/cart", secret) == 503
        patch.setattr(services.storage.events, "put", out)
        assert call(handler, "POST", "/v1/track", secret, entry("m1")) == 503
    logged = logs.text()
    assert "ZeroDivisionError" in logged
    assert not [word for word in PERSONAL if word in logged]


def test_a_stream_that_fails_logs_nothing_of_the_person(
    services: LaptopServices, logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers = event("m1", "Product Added", "tea", properties={"email": EMAIL}, user_id=ANA)
    services.storage.events.put(hers)
    process = process_events(services)
    monkeypatch.setattr(services.storage.profiles, "put", _lost)
    batch = records(hers, hers)
    del batch["Records"][1]["dynamodb"]["NewImage"]["body"]
    batch["Records"][1]["dynamodb"]["SequenceNumber"] = "1"
    assert len(process(batch, None)["batchItemFailures"]) == 1  # the other one is set aside
    logged = logs.text()
    assert "a profile was not updated" in logged
    assert "is kept as failures/stream/" in logged
    assert not [word for word in (*PERSONAL, "customer#ana") if word in logged]


def _lost(person: Any, profile: Any, *, rev: int) -> Any:
    raise RevisionLost("the profile was written by another")


def test_a_lost_revision_names_no_person(services: LaptopServices) -> None:
    put = services.storage.profiles.put
    profiles: UpdateProfiles = services.update_profiles
    hers = event("m1", "Product Added", "tea")
    services.storage.events.put(hers)
    profiles.recompute(hers.person)
    profile, rev = services.storage.profiles.get(hers.person)
    with pytest.raises(RevisionLost) as lost:
        put(hers.person, profile, rev=rev - 1)
    assert "ana" not in str(lost.value)


def test_crawlers_are_recorded_and_never_learned_from(
    secret: TestClient, services: LaptopServices, engine: Engine
) -> None:
    bot = {"userAgent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
    views = [
        {"type": "track", "event": name, "messageId": f"m{n}", "anonymousId": f"bot-{n % 3}",
         "context": bot, "properties": {"sku": f"i{n % 5}", "order_id": f"o{n}"}}
        for n in range(60)
        for name in [("Product Viewed", "Product Added", "Order Completed")[n % 3]]
    ]  # fmt: skip
    assert secret.post("/v1/batch", json={"batch": views}).json()["accepted"] == 60
    drain(services, engine)
    lines = lake_lines(services)
    assert len(lines) == 60
    assert not any(line["learn"] for line in lines)
    with pytest.raises(NothingToLearn):
        TrainingJob(services)(lambda step, fraction: None)

    for n in range(3):
        profile, _ = services.storage.profiles.get(visitor(f"bot-{n}"))
        assert (profile.interactions, profile.purchased) == ((), ())
