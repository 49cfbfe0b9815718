"""What runs for the sake of nudges: the sweep, and the tools that fetch what is ready."""

from collections.abc import Mapping

from functions.domain.nudges.kinds import Channel
from local.simulate.environment.campaign_tool import CampaignTool
from local.simulate.environment.confirming import Confirming
from local.simulate.environment.contact_book import ContactBook
from local.simulate.environment.delivering import Delivering
from local.simulate.environment.departures import Departures
from local.simulate.environment.habits import Habits
from local.simulate.environment.provider import SimulatedProvider, SimulatedSenders
from local.simulate.environment.provider_reports import ProviderReports
from local.simulate.environment.receivers import Receivers
from local.simulate.environment.routes import set_routes
from local.simulate.environment.sweeper import Sweeper
from local.simulate.environment.webhook_receivers import WebhookReceivers
from local.simulate.environment.world import World
from local.simulate.history import History
from local.simulate.steps import AskByAddress, Step

_SOON_MS = 1_000


class Nudging:
    """`changed` is called after each write to the Customers table.

    Nudges of a channel in `routes` go where its route says; those of others are leased.
    """

    def __init__(
        self,
        world: World,
        history: History,
        steps: tuple[Step, ...],
        habits: Habits,
        routes: Mapping[Channel, str] | None = None,
    ) -> None:
        self._kernel = world.kernel
        book = ContactBook(world.services, steps)
        around, waiting = world.around, world.waiting
        self._sweeper = Sweeper(world.services, around, waiting, history)
        self.tool = CampaignTool(
            world.services, around, waiting=waiting, book=book, history=history, habits=habits
        )
        self.confirming = Confirming(world, history)
        self.endpoints: WebhookReceivers | None = None
        self._delivering = self._delivered(world, history, habits, routes) if routes else None
        self._looking = False
        self._asked = any(isinstance(step, AskByAddress) for step in steps)

    def changed(self) -> None:
        self._sweeper.changed()
        if not self._looking:
            self._looking = True
            self._kernel.start("look for ready nudges", self._look, after=_SOON_MS)

    def _look(self) -> None:
        self._looking = False
        self.tool.changed()
        if self._asked:
            self.confirming.changed()
        if self._delivering:
            self._delivering.changed()

    def _delivered(
        self, world: World, history: History, habits: Habits, routes: Mapping[Channel, str]
    ) -> Delivering:
        services, around = world.services, world.around
        receivers = Receivers(services, around, history, habits)
        reports = ProviderReports(world, history, receivers)
        departures = Departures(world, history, receivers, reports, self.confirming)
        self.endpoints = WebhookReceivers(around, history, departures.came)
        services.webhooks, services.event_bus = self.endpoints, self.endpoints
        provider = SimulatedProvider(
            around, history, departures.meant, departures.left, departures.mailed
        )
        services.senders = SimulatedSenders(provider)
        set_routes(services, self.endpoints, routes, history)
        return Delivering(world, routes)
