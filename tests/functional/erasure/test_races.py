"""Whatever an erasure races with, and wherever it is killed, nothing stays behind."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.domain.person import customer
from functions.errors import Unavailable
from functions.services.erasure.wiring import erase
from functions.services.people.wiring import follow_ups
from functions.services.tracking.wiring import record_events
from functions.stream.wiring import process_events
from local.engine import Engine
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.erasure.ana import ANA, DEVICE, ERASE, Places, sweep
from tests.functional.lake import lake_lines
from tests.functional.stores import drain, table_texts
from tests.functional.test_customers import record
from tests.functional.test_stream import records
from tests.functional.wired import rewire, wiring
from tests.unit.builders import event


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
            (storage.identity, "write"),
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
    services: LaptopServices,
    erase: Callable[[], object],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """The stream's work with an erasure right before, or right after, one of its steps."""
    where, name, when = step.split()
    storage = services.storage
    whose = {"lake": services.lake, "profiles": storage.profiles, "bases": storage.cart_bases}[
        where
    ]
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


STEPS = ["lake append before", "lake append after", "profiles find before", "profiles find after",
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
    erased_at_each_step(services, lambda: secret.delete(ERASE), monkeypatch, step)
    assert process_events(services)(records(*events), None) == {"batchItemFailures": []}
    assert not any(ANA in text for text in table_texts(services, engine))
    sweep(services)
    assert places(ANA) == []


@pytest.mark.parametrize("step", ["bases get after", "bases put before", "bases put after"])
def test_an_erasure_while_a_cart_is_folded_leaves_no_base_behind(
    secret: TestClient,
    services: LaptopServices,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """The first base of a person has no revision that an erasure could change."""
    events = [event(f"m{n}", "Product Added", "tea", person=customer(ANA)) for n in range(60)]
    for each in events:
        services.storage.events.put(each)
    erased_at_each_step(services, lambda: secret.delete(ERASE), monkeypatch, step)
    assert process_events(services)(records(*events), None) == {"batchItemFailures": []}
    assert not any(ANA in text for text in table_texts(services, engine))


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


@pytest.mark.usefixtures("story")
def test_an_erasure_that_is_repeated_for_what_came_behind_it_forgets_the_devices_too(
    secret: TestClient, services: LaptopServices, engine: Engine, places: Places, clock: Clock
) -> None:
    """The first has deleted the links by then, so the second knows of no device."""
    assert secret.delete(ERASE).status_code == 204
    erase(services)(ANA, erased_at=clock.now)
    drain(services, engine)
    sweep(services)
    assert places(ANA) == []
    assert places(DEVICE) == []


@pytest.mark.parametrize("follow_up", range(4))
def test_an_identify_that_an_erasure_overtakes_leaves_no_traits_and_no_link(
    secret: TestClient,
    services: LaptopServices,
    engine: Engine,
    places: Places,
    follow_up: int,
) -> None:
    chain = list(follow_ups(services))
    overtaken = chain[follow_up]

    def slow(events: Any) -> Any:
        secret.delete(ERASE).raise_for_status()
        return overtaken(events)

    chain[follow_up] = slow
    rewire(secret, record_events=record_events(services, chain, wiring(secret).intake_quality))
    payload = {"type": "identify", "messageId": "i1", "userId": ANA, "anonymousId": DEVICE}
    record(secret, {**payload, "traits": {"email": "ana@example.com"}})
    drain(services, engine)
    sweep(services)
    assert places(ANA) == []
    assert places(DEVICE) == []
    assert places("ana@example.com") == []
