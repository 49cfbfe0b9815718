"""What people do with the links of a message: each is signed as its content would carry it."""

from functions.domain.nudges.nudge import Nudge
from functions.errors import NotFound
from functions.services.nudges.signed_links.wiring import (
    cart_links,
    change_by_link,
    follow_link,
    link_signer,
)
from local.simulate.environment.callers import Caller
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.surroundings import Surroundings


class Links:
    def __init__(self, services: SimulatedServices, around: Surroundings) -> None:
        self._sign = link_signer(services).sign
        self._leave = change_by_link(services)
        self._follow = follow_link(services)
        self._carts = cart_links(services)
        self._brand = services.storage.brand
        self._clock = services.clock
        self._counts = around.counts
        self._caller = Caller(around)

    def unsubscribe(self, nudge: Nudge) -> None:
        """A person leaves the channel by the button of the message's page.

        Raises:
            NotAnswered: it may have taken effect.
            NotFound: the link leads nowhere.
        """
        token = self._sign("unsubscribe", nudge, now=self._clock())
        self._caller.ask(lambda: self._leave.unsubscribe(token))
        self._counts["link: unsubscribed"] += 1

    def click(self, nudge: Nudge, *, machine: bool) -> None:
        """A person, or a program that scans mail, follows the link to the cart.

        Raises:
            NotAnswered: it may have been counted.
        """
        token = self._sign("cart", nudge, now=self._clock(), quantities=[1] * len(nudge.items))
        try:
            self._caller.ask(lambda: self._follow(token, self._brand.get(), machine=machine))
            self._caller.ask(lambda: self._carts.find(token))
        except NotFound:
            self._counts["link: led nowhere"] += 1
        self._counts["link: clicked by a program" if machine else "link: clicked"] += 1
