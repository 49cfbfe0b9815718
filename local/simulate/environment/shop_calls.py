"""Steps that the shop sends by its other routes: catalogue, stock, preferences and erasure."""

from functions.domain.person import customer
from functions.domain.preferences import Answer
from functions.domain.stock import StockLevel
from functions.schemas.items import ItemEntry
from functions.services.catalogue.items import DeleteItem, PutItems
from functions.services.catalogue.stock import PutStock
from functions.services.erasure.wiring import erase
from functions.services.people.preferences import SetPreferences, UpdatePreferences
from local.simulate.environment.same_thread import SameThread
from local.simulate.environment.services import SimulatedServices
from local.simulate.steps import Consent, Erase, PutItem, Stock


class ShopCalls:
    """Calls the services behind the routes; `start` is when the run began, UTC ms."""

    def __init__(self, services: SimulatedServices, start: int) -> None:
        storage, clock = services.storage, services.clock
        self._services = services
        self._start = start
        self._put_items = PutItems(storage.catalog, clock, SameThread())
        self._delete_item = DeleteItem(storage.catalog, clock)
        self._put_stock = PutStock(storage.stock, clock, SameThread())
        update = UpdatePreferences(storage.preferences, storage.identity)
        self._set_preferences = SetPreferences(update, storage.identity, services.update_profiles)
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
        self._put_stock([StockLevel(step.item, step.location, step.quantity, counted_at)])

    def consent(self, step: Consent) -> None:
        answer = Answer(step.value, self._services.clock(), "key simulated")
        timeline = self._services.timeline
        person = customer(timeline.current(step.user))
        self._set_preferences(person, {step.channel: answer})

    def erase(self, step: Erase) -> None:
        self._erase(step.user)
