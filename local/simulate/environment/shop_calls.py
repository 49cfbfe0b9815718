"""Steps that the shop sends by its other routes: catalogue, stock, preferences and erasure."""

from decimal import Decimal
from typing import Any

from functions.domain.nudges.messages.content import LANGUAGES, Incentive
from functions.domain.nudges.messages.template import PARTS, Template, TemplateId
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.person import customer
from functions.domain.preferences import Answer
from functions.domain.stock import StockLevel
from functions.errors import Unavailable
from functions.schemas.items import ItemEntry
from functions.services.catalogue.items import DeleteItem, PutItems
from functions.services.catalogue.stock import PutStock
from functions.services.catalogue.wiring import item_writes
from functions.services.erasure.wiring import erase
from functions.services.nudges.recipients.contacts import ContactChange
from functions.services.nudges.recipients.suppressions import Suppressions
from functions.services.nudges.wiring import contacts, restock_subscriptions
from functions.services.people.wiring import set_preferences
from local.simulate.environment.same_thread import SameThread
from local.simulate.environment.services import SimulatedServices
from local.simulate.steps import (
    AddCodes,
    BreakTemplate,
    Consent,
    Contact,
    EndSubscription,
    Erase,
    PutItem,
    Stock,
    Subscribe,
    Suppress,
)

_UNREADABLE = "{% if %}"
_CODES_LIVE_MS = 60 * 86_400_000


class ShopCalls:
    """Calls the services behind the routes; `start` is when the run began, UTC ms."""

    def __init__(self, services: SimulatedServices, start: int) -> None:
        storage, clock = services.storage, services.clock
        self._services = services
        self._start = start
        self._put_items = PutItems(item_writes(services), clock, SameThread())
        self._delete_item = DeleteItem(item_writes(services), clock)
        self._put_stock = PutStock(storage.stock, clock, SameThread())
        self._set_preferences = set_preferences(services)
        self._contacts = contacts(services)
        self._suppressions = Suppressions(storage.suppressions, services.recipient_digest, clock)
        self._subscriptions = restock_subscriptions(services)
        self._erase = erase(services)

    def put_item(self, step: PutItem) -> None:
        if step.deleted:
            self._delete_item(step.item)
            return
        entry = ItemEntry(
            item_id=step.item, title=step.item.title(), price=step.price, currency="EUR"
        )
        self._put_items([entry])

    def put_stock(self, step: Stock) -> None:
        counted_at = self._start + step.at - step.late
        quantity = Decimal(step.quantity)
        level = StockLevel(step.item, step.location, quantity, counted_at, backorder=step.backorder)
        self._put_stock([level])

    def consent(self, step: Consent) -> None:
        answer = Answer(step.value, self._services.clock(), "key simulated")
        timeline = self._services.timeline
        person = customer(timeline.current(step.user))
        self._set_preferences(person, {step.channel: answer})

    def erase(self, step: Erase) -> None:
        self._erase(step.user)

    def contact(self, step: Contact) -> None:
        if step.channel == "push":
            seen_at = self._services.clock()
            self._contacts.register(step.user, step.address, platform="ios", seen_at=seen_at)
            return
        field = "email" if step.channel == "email" else "phone"
        change = ContactChange({field: step.address}, self._services.clock(), "key simulated")
        self._contacts.change(step.user, change)

    def suppress(self, step: Suppress) -> None:
        channel: Any = step.channel
        self._suppressions.add(channel, [step.address], reason="imported", by="key simulated")

    def subscribe(self, step: Subscribe) -> None:
        channels: Any = (step.channel,) if step.channel else ()
        wish = Subscription(step.item, customer(step.user), 0, 0, channels)
        self._subscriptions.subscribe(wish)

    def end_subscription(self, step: EndSubscription) -> None:
        self._subscriptions.unsubscribe(customer(step.user), step.item)

    def break_template(self, step: BreakTemplate) -> None:
        """Keep a template past the check of saving, as a later version's may be, or drop it."""
        kind: Any = step.kind
        channel: Any = step.channel
        rows = self._services.storage.templates
        for language in LANGUAGES:
            own = TemplateId(kind, channel, language)
            if step.broken:
                rows.put(Template(own, dict.fromkeys(PARTS[channel], _UNREADABLE)))
            else:
                rows.delete(own)

    def add_codes(self, step: AddCodes) -> None:
        ends_at = self._start + _CODES_LIVE_MS
        rows = self._services.storage.incentive_codes
        if rows.add([Incentive(code, ends_at) for code in step.codes]):
            raise Unavailable("some codes were not added")
