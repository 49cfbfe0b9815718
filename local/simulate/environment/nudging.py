"""What runs for the sake of nudges: the sweep, and the tools that fetch what is ready."""

from functions.domain.nudges.kinds import Channel
from local.simulate.environment.campaign_tool import CampaignTool
from local.simulate.environment.contact_book import ContactBook
from local.simulate.environment.habits import Habits
from local.simulate.environment.native_route import NativeRoute
from local.simulate.environment.provider import SimulatedProvider
from local.simulate.environment.sweeper import Sweeper
from local.simulate.environment.world import World
from local.simulate.history import History
from local.simulate.steps import Step

_SOON_MS = 1_000


class Nudging:
    """`changed` is called after each write to the Customers table."""

    def __init__(
        self,
        world: World,
        history: History,
        steps: tuple[Step, ...],
        habits: Habits,
        native: tuple[Channel, ...] = (),
    ) -> None:
        self._kernel = world.kernel
        book = ContactBook(world.services, steps)
        around, waiting = world.around, world.waiting
        self._sweeper = Sweeper(world.services, around, waiting, history)
        self.tool = CampaignTool(
            world.services, around, waiting=waiting, book=book, history=history, habits=habits
        )
        provider = SimulatedProvider(around, book, history)
        self._native = NativeRoute(
            world.services,
            around=around,
            waiting=waiting,
            history=history,
            provider=provider,
            channels=native,
        )
        self._looking = False

    def changed(self) -> None:
        self._sweeper.changed()
        if not self._looking:
            self._looking = True
            self._kernel.start("look for ready nudges", self._look, after=_SOON_MS)

    def _look(self) -> None:
        self._looking = False
        self.tool.changed()
        self._native.changed()
