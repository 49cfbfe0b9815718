"""All who call the system: each step is an actor that starts at its time."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from functions.domain.person import customer
from functions.services.nudges.settings import ChangeNudgeSettings
from functions.services.nudges.wiring import explain
from functions.services.people.wiring import shopping
from local.simulate.environment.callers import Caller
from local.simulate.environment.endpoint_calls import EndpointCalls
from local.simulate.environment.explained import explanations
from local.simulate.environment.intake import Intake
from local.simulate.environment.page import Page
from local.simulate.environment.shop_calls import ShopCalls
from local.simulate.environment.shop_settings import changes_of
from local.simulate.environment.world import World
from local.simulate.history import Counted, History, Waits, users_in
from local.simulate.steps import (
    AddCodes,
    Alias,
    AskByAddress,
    BreakTemplate,
    ChangeSettings,
    Consent,
    Contact,
    DeleteEndpoint,
    EndpointFails,
    EndSubscription,
    Erase,
    Identify,
    Look,
    PutEndpoint,
    PutItem,
    RotateSecret,
    Step,
    Stock,
    Subscribe,
    Suppress,
    Track,
)

_GUEST = "guest-"


class Outside:
    """Sends the steps, and writes down what their senders saw."""

    def __init__(self, world: World, history: History) -> None:
        self._kernel = world.kernel
        self._waiting = world.waiting
        self._history = history
        self._counts = world.around.counts
        self._caller = Caller(world.around)
        intake = Intake(world.services, history.start)
        shop = ShopCalls(world.services, history.start)
        self._shopping = shopping(world.services)
        self._settings = ChangeNudgeSettings(
            world.services.storage.nudge_settings, world.services.clock
        )
        self._explain = explain(world.services)
        self._calls: Mapping[type[Step], Callable[[Any], None]] = {
            Track: intake.track,
            Identify: intake.identify,
            Alias: intake.alias,
            PutItem: shop.put_item,
            Stock: shop.put_stock,
            Consent: shop.consent,
            Erase: shop.erase,
            Contact: shop.contact,
            Suppress: shop.suppress,
            Subscribe: shop.subscribe,
            EndSubscription: shop.end_subscription,
            AddCodes: shop.add_codes,
            BreakTemplate: shop.break_template,
            Look: Page(world.services, world.around, history).look,
            ChangeSettings: self._change_settings,
        }

    def knows_pages(self, ask: Callable[[AskByAddress], None]) -> None:
        """Take what pages send for people without an account, too."""
        self._calls = {**self._calls, AskByAddress: ask}

    def knows_endpoints(self, calls: EndpointCalls) -> None:
        """Take the steps that concern endpoints, too."""
        self._calls = {
            **self._calls,
            PutEndpoint: calls.put,
            RotateSecret: calls.rotate,
            DeleteEndpoint: calls.delete,
            EndpointFails: calls.fails,
        }

    def send(self, steps: tuple[Step, ...]) -> None:
        """Let each step happen at its time."""
        for step in steps:
            after = self._history.start + step.at - self._kernel.now
            self._kernel.start(f"step {step.number}", partial(self.perform, step), after=after)

    def perform(self, step: Step) -> None:
        """Send a step now, as a part of the current actor."""
        call = partial(self._calls[type(step)], step)
        self._history.inputs.append(self._caller.sent(step, call))

    def look_at_the_end(self) -> None:
        """Read every customer's cart, once nothing happens any more."""
        users = {u for each in self._history.inputs for u in users_in(each.step)}
        users |= {h.person for h in self._history.hand_overs if h.person.startswith(_GUEST)}
        for user in sorted(users):
            lines = self._shopping.cart(user).lines
            self._history.carts[user] = {line.item_id: int(line.quantity) for line in lines}
            found = self._explain(customer(user))
            explained = explanations(found)
            self._history.explained += explained
            for each in explained:
                self._counts[f"because: {each.outcome}: {each.reason}"] += 1
            self._history.counted += [
                Counted(user, each.order_id, each.nudge_id, each.at, each.value)
                for each in found.conversions
            ]
        for delivery, due_at in self._waiting.all_deliveries():
            self._history.waits.append(Waits(delivery.endpoint, delivery.event, due_at))

    def _change_settings(self, step: ChangeSettings) -> None:
        self._settings(changes_of(step.values), by="key simulated")
