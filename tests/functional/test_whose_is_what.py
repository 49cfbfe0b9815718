"""Three shoppers, two devices, one shop: whatever happens in whichever order, each sees their own.

`Oracle` knows the rules of DESIGN's trust in a few lines and shares no code with what is tested.
"""

from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from functions.domain.person import customer, visitor
from functions.domain.visitor_token import sign
from functions.services.access.trust import HEADER
from functions.services.access.visitor_tokens import CURRENT
from local.services import LaptopServices
from tests.app_client import TestClient
from tests.conftest import Clock
from tests.functional.shop import COFFEE, TEA

ITEMS = (*COFFEE, *TEA)
SHOPPERS = ("ana", "bea", "cem")
USERS = st.sampled_from(SHOPPERS)
DEVICES = st.sampled_from([0, 1])
EXAMPLES = 125
STEPS = 9
_runs = count(1)


@dataclass
class Oracle:
    """Who did what, by plain rules: `log` holds (time, owner's kind and name, message, item)."""

    log: list[tuple[int, str, str, str]] = field(default_factory=list)
    emptied: dict[str, int] = field(default_factory=dict)
    owners: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)

    def root(self, user: str) -> str:
        return self.same_as.get(user, user)

    def join(self, user: str, previous: str) -> None:
        kept, given_up = self.root(user), self.root(previous)
        if kept != given_up:
            for name in SHOPPERS:
                if self.root(name) == given_up:
                    self.same_as[name] = kept

    def login(self, device: str, user: str, at: int) -> None:
        owners = self.owners.setdefault(device, [])
        if not owners or self.root(owners[-1][1]) != self.root(user):
            owners.append((at, user))

    def owner(self, place: str, at: int) -> str | None:
        """The customer who owns what was done at a place, a user id or a device, at a time."""
        if place in SHOPPERS:
            return self.root(place)
        owners = self.owners.get(place, [])
        earlier = [user for since, user in owners if since <= at]
        return self.root((earlier or [owners[0][1]])[-1]) if owners else None

    def of_user(self, user: str) -> list[tuple[int, str, str, str]]:
        return [each for each in self.log if self.owner(each[1], each[0]) == self.root(user)]

    def of_device(self, device: str) -> list[tuple[int, str, str, str]]:
        """What its present user did there; what came before another login is not theirs."""
        owners = self.owners.get(device, [])
        since = owners[-1][0] if len(owners) > 1 else 0
        return [each for each in self.log if each[1] == device and each[0] >= since]


@dataclass
class World:
    secret: TestClient
    publishable: TestClient
    services: LaptopServices
    clock: Clock


def machine(world: World) -> type[RuleBasedStateMachine]:  # noqa: C901 many rules, each simple
    class Shop(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.run = next(_runs)
            self.oracle = Oracle()
            self.devices = [str(UUID(int=self.run * 2 + n, version=4)) for n in range(2)]
            self.calls: list[tuple[TestClient, str, dict[str, Any], dict[str, str]]] = []

        def name(self, user: str) -> str:
            return f"{user}-{self.run}"

        def token(self, user: str) -> dict[str, str]:
            secret = world.services.secrets.get(CURRENT)
            now_s = world.clock() // 1000
            return {HEADER: sign(self.name(user), secret=secret, now_s=now_s)}

        def send(
            self, client: TestClient, kind: str, headers: dict[str, str] | None = None, **body: Any
        ) -> tuple[int, str]:
            """Send a call, a second after the one before; give its time and message id."""
            world.clock.advance(seconds=1)
            message = f"{self.run}-{len(self.calls)}"
            body = {"messageId": message, **body}
            self.calls.append((client, f"/v1/{kind}", body, headers or {}))
            answer = client.post(f"/v1/{kind}", json=body, headers=headers or {})
            assert answer.status_code == 200, answer.text
            return world.clock(), message

        def add(self, place: str, item: str, at: int, message: str) -> None:
            self.oracle.log.append((at, place, message, item))

        @rule(device=DEVICES, item=st.sampled_from(ITEMS), claims=st.none() | USERS)
        def a_browser_adds(self, device: int, item: str, claims: str | None) -> None:
            """With or without the claim to be a person: it is the device that does it."""
            named: dict[str, Any] = {"anonymousId": self.devices[device], "event": "Product Added"}
            if claims:
                named["userId"] = self.name(claims)
            at, message = self.send(
                world.publishable, "track", properties={"product_id": item}, **named
            )
            self.add(self.devices[device], item, at, message)

        @rule(user=USERS, victim=USERS, device=DEVICES, item=st.sampled_from(ITEMS))
        def a_shopper_adds(self, user: str, victim: str, device: int, item: str) -> None:
            """With a token of their own, for themselves or for another person."""
            named = {"userId": self.name(victim), "anonymousId": self.devices[device]}
            at, message = self.send(
                world.publishable,
                "track",
                self.token(user),
                event="Product Added",
                properties={"product_id": item},
                **named,
            )
            place = victim if user == victim else self.devices[device]
            self.add(place, item, at, message)

        @rule(user=USERS, device=DEVICES, past=st.booleans())
        def a_shopper_logs_in(self, user: str, device: int, past: bool) -> None:
            """From the time of receipt on, whatever the body says."""
            more: dict[str, Any] = {"timestamp": "1980-01-01T00:00:00Z"} if past else {}
            named: dict[str, Any] = {"userId": self.name(user), "anonymousId": self.devices[device]}
            at, _ = self.send(world.publishable, "identify", self.token(user), **named, **more)
            self.oracle.login(self.devices[device], user, at)

        @rule(user=USERS, victim=USERS, device=DEVICES)
        def a_shopper_takes(self, user: str, victim: str, device: int) -> None:
            """None of it links anything."""
            mine: dict[str, Any] = {"userId": self.name(user), "anonymousId": self.devices[device]}
            card = {"externalIds": [{"type": "card", "id": self.name(victim)}]}
            self.send(world.publishable, "alias", self.token(user),
                      **{**mine, "previousId": self.name(victim)})  # fmt: skip
            self.send(world.publishable, "page", self.token(user), **mine, context=card)
            self.send(world.publishable, "identify", self.token(user),
                      **{**mine, "userId": self.name(victim)} if user != victim else
                      {**mine, "anonymousId": f"id:card:{victim}"})  # fmt: skip

        @rule(user=USERS, device=DEVICES)
        def the_shop_identifies(self, user: str, device: int) -> None:
            named: dict[str, Any] = {"userId": self.name(user), "anonymousId": self.devices[device]}
            at, _ = self.send(world.secret, "identify", **named)
            self.oracle.login(self.devices[device], user, at)

        @rule(user=USERS, previous=USERS)
        def the_shop_joins(self, user: str, previous: str) -> None:
            self.send(world.secret, "alias", userId=self.name(user), previousId=self.name(previous))
            self.oracle.join(user, previous)

        @rule(user=USERS, item=st.sampled_from(ITEMS))
        def the_till_adds_to_a_card(self, user: str, item: str) -> None:
            """A card that the shop linked to its customer before, or only now."""
            card = {"externalIds": [{"type": "card", "id": self.name(user)}]}
            at, message = self.send(
                world.secret,
                "track",
                event="Product Added",
                properties={"product_id": item},
                context=card,
            )
            self.send(world.secret, "identify", userId=self.name(user), context=card)
            self.add(user, item, at, message)

        @rule(data=st.data())
        def a_call_is_sent_again(self, data: st.DataObject) -> None:
            if not self.calls:
                return
            client, path, body, headers = data.draw(st.sampled_from(self.calls))
            world.clock.advance(seconds=1)
            assert client.post(path, json=body, headers=headers).status_code == 200

        @rule(everything=st.booleans())
        def the_stream_catches_up(self, everything: bool) -> None:
            """What is derived is folded anew, or thrown away first."""
            people = [customer(self.name(user)) for user in SHOPPERS]
            for person in [*people, *map(visitor, self.devices)]:
                if everything:
                    world.services.update_profiles.renew(person)
                else:
                    world.services.update_profiles.recompute(person)

        @rule()
        def all_people_look(self) -> None:
            self.teardown()

        def teardown(self) -> None:
            """At the end of each run: each person sees all of their own and nothing else."""
            for user in SHOPPERS:
                path = f"/v1/customers/{self.name(user)}/cart"
                assert self.cart(world.secret, path) == self.counted(self.oracle.of_user(user))
            for device in self.devices:
                path = f"/v1/visitors/{device}/cart"
                own = self.counted(self.oracle.of_device(device))
                assert self.cart(world.publishable, path) == own
            self.one_looks_closely(SHOPPERS[self.run % 3], self.devices[self.run % 2])

        def one_looks_closely(self, user: str, device: str) -> None:
            """Every event of a customer, and what recommendations to both stand on."""
            own = self.oracle.of_user(user)
            path = f"/v1/customers/{self.name(user)}/events"
            story = world.secret.get(path, params={"limit": 100}).json()["events"]
            kept = {each["message_id"] for each in story if each["name"] == "Product Added"}
            assert kept == {message for _, _, message, _ in own}
            assert self.because(world.secret, user_id=self.name(user)) <= self.items(own)
            found = self.because(world.publishable, anonymous_id=device)
            assert found <= self.items(self.oracle.of_device(device))

        def cart(self, client: TestClient, path: str) -> dict[str, float]:
            return {each["item_id"]: each["quantity"] for each in client.get(path).json()["items"]}

        def because(self, client: TestClient, **who: str) -> set[str]:
            params = {"placement": "home", "n": "4", **who}
            items = client.get("/v1/recommendations", params=params).json()["items"]
            return {each["because_item_id"] for each in items} - {None}

        @staticmethod
        def counted(log: list[tuple[int, str, str, str]]) -> dict[str, float]:
            return {item: sum(1 for each in log if each[3] == item) for _, _, _, item in log}

        @staticmethod
        def items(log: list[tuple[int, str, str, str]]) -> set[str]:
            return {item for _, _, _, item in log}

    return Shop


def play(world: World) -> None:
    with world.secret, world.publishable:  # one event loop for all requests
        run_state_machine_as_test(
            machine(world),
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


@pytest.fixture
def world(
    learned: str,
    secret: TestClient,
    publishable: TestClient,
    services: LaptopServices,
    clock: Clock,
) -> World:
    return World(secret, publishable, services, clock)


# Five hundred runs, others each time, in four classes: workers share tests by their class.


class TestEachSeesTheirOwn:
    def test_in_the_first_quarter(self, world: World) -> None:
        play(world)


class TestEachSeesTheirOwnAgain:
    def test_in_the_second_quarter(self, world: World) -> None:
        play(world)


class TestEachSeesTheirOwnOnceMore:
    def test_in_the_third_quarter(self, world: World) -> None:
        play(world)


class TestEachSeesTheirOwnAtLast:
    def test_in_the_last_quarter(self, world: World) -> None:
        play(world)
