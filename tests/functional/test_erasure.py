"""Forgetting a customer: at once in every table, at the next training in files, whatever races."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from functions.api.app import create_app
from functions.domain.person import customer, visitor
from functions.erasure.sweep import Sweep
from functions.errors import Unavailable
from functions.stream.process import ProcessEvents
from functions.stream.wiring import process_events
from local.engine import Engine
from local.services import LaptopServices
from tests.conftest import Clock
from tests.functional import shop
from tests.functional.lake import lake_lines
from tests.functional.stores import drain, places_of, table_texts
from tests.functional.test_customers import record
from tests.functional.test_identity import because
from tests.functional.test_shopping import cart
from tests.functional.test_stream import records
from tests.unit.builders import event

ANA, BEA = "ana-7c1", "bea-7c1"
DEVICE = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0001"
SHARED = "0b6c0d3e-4a2f-4a55-9f43-0f3b6a6a0009"
CARD = {"externalIds": [{"type": "loyalty", "id": "4711"}], "channel": "store"}
ERASE = f"/v1/customers/{ANA}"

Places = Callable[[str], list[str]]


@pytest.fixture
def places(services: LaptopServices, engine: Engine) -> Places:
    return lambda word: places_of(word, services, engine)


def did(message_id: str, event_name: str = "Product Viewed", **more: Any) -> dict[str, Any]:
    item = {"properties": {"product_id": "teapot", **more.pop("properties", {})}}
    return {"type": "track", "event": event_name, "messageId": message_id, **item, **more}


def sweep(services: LaptopServices) -> int:
    return Sweep(services.blobs, services.mark_of, services.clock)()


@pytest.fixture
def story(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    """Ana: a browser of hers, one that Bea used before and after her, a till, a former name."""
    record(publishable, did("v1", anonymousId=DEVICE), did("s1", anonymousId=SHARED))
    for n, (who, device) in enumerate([(BEA, SHARED), (ANA, DEVICE), (ANA, SHARED)]):
        clock.advance(hours=1)
        told = {"type": "identify", "messageId": f"i{n}", "userId": who, "anonymousId": device}
        record(secret, {**told, "traits": {"email": f"{who}@example.com"}})
        record(publishable, did(f"d{n}", "Product Added", anonymousId=device))
    clock.advance(hours=1)
    record(secret, {"type": "identify", "messageId": "i9", "userId": BEA, "anonymousId": SHARED})
    record(publishable, did("b9", "Product Added", anonymousId=SHARED))
    order = {"order_id": "o1", "products": [{"sku": "cup", "price": 3}]}
    record(secret, did("o1", "Order Completed", userId=f"{ANA}-old", properties=order))
    record(secret, did("o2", "Order Completed", context=CARD, properties={"order_id": "o2"}))
    alias = {"type": "alias", "messageId": "a1", "userId": ANA, "previousId": f"{ANA}-old"}
    record(secret, alias, did("k1", userId=ANA, context=CARD))
    late = {"timestamp": "2024-12-01T10:00:00Z", "sentAt": "2024-12-01T10:00:00Z"}
    record(secret, did("skewed", userId=ANA, **late))
    secret.put(f"{ERASE}/preferences", json={"consent": {"email": True}})
    drain(services, engine)
    clock.advance(hours=1)


@pytest.mark.usefixtures("story")
def test_nothing_of_a_customer_is_left_in_any_table_and_nothing_in_files_after_the_sweep(
    secret: TestClient, services: LaptopServices, engine: Engine, places: Places
) -> None:
    assert places(ANA)
    assert secret.delete(ERASE).status_code == 204
    drain(services, engine)
    assert all(text.startswith(tuple("0123456789")) for text in places(ANA)), "files only"
    sweep(services)
    assert places(ANA) == []
    assert places(DEVICE) == []
    assert {line["message_id"] for line in lake_lines(services)} == {"s1", "d0", "i0", "i9", "b9"}


@pytest.mark.usefixtures("story")
def test_who_shares_a_device_keeps_what_is_theirs_and_inherits_nothing(
    secret: TestClient, publishable: TestClient, services: LaptopServices, clock: Clock
) -> None:
    bea = secret.get(f"/v1/customers/{BEA}/events").json()
    assert secret.delete(ERASE).status_code == 204
    assert secret.get(f"/v1/customers/{BEA}/events").json() == bea
    assert cart(secret, f"customers/{BEA}") == {"teapot": 2}
    in_her_time = "2025-01-01T15:30:00Z"  # told late: it is nobody's now, and not Bea's
    record(publishable, did("late", "Product Added", anonymousId=SHARED, timestamp=in_her_time))
    assert cart(secret, f"customers/{BEA}") == {"teapot": 2}
    assert services.storage.profiles.get(visitor(SHARED))[0].interactions != ()


@pytest.mark.usefixtures("learned", "story")
def test_whoever_comes_back_is_somebody_new(
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    engine: Engine,
    clock: Clock,
) -> None:
    secret.delete(ERASE)
    assert secret.get(ERASE).status_code == 404
    assert because(secret, user_id=ANA) == set()
    assert because(publishable, anonymous_id=DEVICE) == set()
    clock.advance(seconds=5)
    record(secret, did("n1", "Product Added", userId=ANA, properties={"product_id": "grinder"}))
    record(publishable, did("n2", "Product Added", anonymousId=DEVICE))
    drain(services, engine)
    sweep(services)
    assert because(secret, user_id=ANA) == {"grinder"}
    assert {line["message_id"] for line in lake_lines(services)} >= {"n1", "n2"}
    assert secret.get(ERASE).json()["linked"] == []


@pytest.mark.usefixtures("story")
def test_erasing_again_or_somebody_unknown_is_fine(secret: TestClient, places: Places) -> None:
    assert [secret.delete(ERASE).status_code for _ in range(3)] == [204] * 3
    assert secret.delete("/v1/customers/nobody-we-know").status_code == 204
    assert places("nobody-we-know") == []


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("writes", range(0, 14, 2))
def test_an_erasure_killed_at_any_write_goes_on_when_it_is_asked_for_again(
    secret: TestClient,
    services: LaptopServices,
    engine: Engine,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    writes: int,
) -> None:
    left = [writes]

    def dies(method: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            if left[0] == 0:
                raise Unavailable("killed here")
            left[0] -= 1
            return method(*args, **kwargs)

        return called

    storage = services.storage
    with monkeypatch.context() as patch:
        for whose, name in [
            (storage.erasures, "add"),
            (services.blobs, "write"),
            (storage.events, "delete"),
            (storage.identity, "give_to_nobody"),
            (storage.customer_rows, "delete"),
        ]:
            patch.setattr(whose, name, dies(getattr(whose, name)))
        assert secret.delete(ERASE).status_code == 503
    assert secret.delete(ERASE).status_code == 204
    drain(services, engine)
    sweep(services)
    assert places(ANA) == []
    assert places(DEVICE) == []


def erased_at_each_step(
    process: ProcessEvents, erase: Callable[[], object], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The stream's work with an erasure right before, or right after, one of its steps."""
    where, name, when = step.split()
    whose = {"lake": process._lake, "profiles": process._profiles._profiles}[where]  # type: ignore[union-attr]
    method = getattr(whose, name)
    once = [erase]

    def called(*args: Any, **kwargs: Any) -> Any:
        if when == "before" and once:
            once.pop()()
        answer = method(*args, **kwargs)
        if when == "after" and once:
            once.pop()()
        return answer

    monkeypatch.setattr(whose, name, called)


STEPS = ["lake append before", "lake append after", "profiles get before", "profiles get after",
         "profiles put before", "profiles put after"]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("known", [False, True], ids=["first event", "with a profile"])
def test_an_erasure_in_the_middle_of_a_stream_batch_leaves_nothing_behind(
    secret: TestClient,
    services: LaptopServices,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    places: Places,
    step: str,
    known: bool,
) -> None:
    events = [event(f"m{n}", "Product Added", "tea", person=customer(ANA)) for n in range(3)]
    if known:
        services.storage.events.put(events[0])
        services.update_profiles.recompute(customer(ANA))
    for each in events:
        services.storage.events.put(each)
    process = process_events(services)
    erased_at_each_step(process, lambda: secret.delete(ERASE), monkeypatch, step)
    assert process(records(*events), None) == {"batchItemFailures": []}
    assert not any(ANA in text for text in table_texts(services, engine))
    sweep(services)
    assert places(ANA) == []


def test_what_is_stored_behind_an_erasures_back_is_found_by_the_stream(
    secret: TestClient, services: LaptopServices, places: Places, clock: Clock
) -> None:
    """The API had received it before the erasure, and stored it after."""
    behind = event("m1", "Product Added", "tea", person=customer(ANA), received_at=clock.now - 1)
    secret.delete(ERASE)
    services.storage.events.put(behind)
    assert process_events(services)(records(behind), None) == {"batchItemFailures": []}
    assert lake_lines(services) == []
    assert places(ANA) == []


@pytest.mark.parametrize("follow_up", range(4))
def test_an_identify_that_an_erasure_overtakes_leaves_no_traits_and_no_link(
    secret: TestClient,
    services: LaptopServices,
    engine: Engine,
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
    follow_up: int,
) -> None:
    follow_ups = list(secret.app.state.record._follow_ups)  # type: ignore[attr-defined]
    overtaken = follow_ups[follow_up]

    def slow(stored: Any) -> None:
        monkeypatch.undo()
        secret.delete(ERASE).raise_for_status()
        overtaken(stored)

    follow_ups[follow_up] = slow
    monkeypatch.setattr(secret.app.state.record, "_follow_ups", follow_ups)  # type: ignore[attr-defined]
    told = {"type": "identify", "messageId": "i1", "userId": ANA, "anonymousId": DEVICE}
    record(secret, {**told, "traits": {"email": "ana@example.com"}})
    drain(services, engine)
    sweep(services)
    assert places(ANA) == []
    assert places(DEVICE) == []
    assert places("ana@example.com") == []


@pytest.mark.usefixtures("story")
def test_failure_files_forget_too(
    secret: TestClient, services: LaptopServices, places: Places
) -> None:
    his = event("m1", "Product Added", "tea", person=customer("carl"))
    hers = event("m2", "Product Added", "tea", person=customer(ANA))
    batch = records(his, hers)
    line = {"person": f"customer#{ANA}", "at": hers.at, "received_at": hers.received_at}
    folder = services.data
    for path, text in {
        "failures/1.json": json.dumps(batch),
        "failures/2.json": json.dumps(records(hers)),
        "aws/lambda/3.json": json.dumps({"version": "1.0", "payload": json.dumps(batch)}),
        "failures/lake/4": json.dumps({"rawData": _base64(line)}) + "\n",
        "failures/5.txt": "no file of ours",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    secret.delete(ERASE)
    sweep(services)
    assert places(ANA) == []
    assert json.loads((folder / "failures/1.json").read_text()) == records(his)
    inside = json.loads((folder / "aws/lambda/3.json").read_text())
    assert (inside["version"], json.loads(inside["payload"])) == ("1.0", records(his))
    assert not (folder / "failures/2.json").exists()
    assert not (folder / "failures/lake/4").exists()
    assert (folder / "failures/5.txt").read_text() == "no file of ours"


def _base64(line: dict[str, Any]) -> str:
    return b64encode(json.dumps(line).encode() + b"\n").decode()


def lake_file(services: LaptopServices, name: str, *people: str) -> Path:
    path = services.data / "lake/events/dt=2025-01-01/hh=11" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [{"person": p, "at": 1, "received_at": 2, "message_id": p} for p in people]
    text = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def test_files_are_rewritten_whole_and_only_where_somebody_is_forgotten(
    secret: TestClient, services: LaptopServices, places: Places
) -> None:
    hers = lake_file(services, "a.jsonl.gz", f"customer#{ANA}", "customer#carl")
    only_hers = lake_file(services, "b.jsonl.gz", f"customer#{ANA}")
    others = lake_file(services, "c.jsonl.gz", "customer#carl", f"visitor#{ANA}")
    damaged = lake_file(services, "d.jsonl.gz")
    damaged.write_bytes(b"no gzip")
    before = others.read_bytes(), others.stat().st_mtime_ns
    secret.delete(ERASE)
    assert sweep(services) == 2
    assert json.loads(gzip.decompress(hers.read_bytes()))["person"] == "customer#carl"
    assert not only_hers.exists()
    assert (others.read_bytes(), others.stat().st_mtime_ns) == before
    assert damaged.read_bytes() == b"no gzip"
    assert sweep(services) == 0


def test_a_line_that_arrives_after_the_sweep_is_swept_by_the_next_and_then_no_more(
    secret: TestClient, services: LaptopServices, clock: Clock, places: Places
) -> None:
    secret.delete(ERASE)
    sweep(services)
    lake_file(services, "late.jsonl", f"customer#{ANA}")
    clock.advance(days=3)
    assert list(services.blobs.keys("erasures/"))
    assert sweep(services) == 1
    assert places(ANA) == []
    assert list(services.blobs.keys("erasures/")) == []


def test_a_sweep_that_is_killed_begins_anew(
    secret: TestClient,
    services: LaptopServices,
    monkeypatch: pytest.MonkeyPatch,
    places: Places,
) -> None:
    for name in "abc":
        lake_file(services, f"{name}.jsonl", f"customer#{ANA}", "customer#carl")
    secret.delete(ERASE)
    write = services.blobs.write

    def dies(key: str, data: bytes) -> None:
        if key.endswith("b.jsonl"):
            raise Unavailable("killed here")
        write(key, data)

    monkeypatch.setattr(services.blobs, "write", dies)
    with pytest.raises(Unavailable):
        sweep(services)
    monkeypatch.undo()
    sweep(services)
    assert places(ANA) == []
    assert len(lake_lines(services)) == 3


@pytest.mark.usefixtures("learned")
def test_the_next_model_does_not_know_who_was_erased(
    secret: TestClient, services: LaptopServices
) -> None:
    assert "bought_together" in reasons(secret)
    for number in range(shop.PEOPLE_A_TASTE):
        assert secret.delete(f"/v1/customers/tea-{number}").status_code == 204
    shop.train(services)
    assert not any(line["person"].startswith("customer#tea") for line in lake_lines(services))
    assert "bought_together" not in reasons(
        TestClient(create_app(services), headers=dict(secret.headers))
    )


def reasons(client: TestClient) -> set[str]:
    items = client.get("/v1/recommendations?placement=product&item_id=teapot&n=8").json()["items"]
    return {item["reason"] for item in items}
