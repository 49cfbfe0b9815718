"""Mails that ask for a confirmation: who sends them, and what their receivers do."""

from functools import partial
from random import Random

from functions.domain.nudges.restock.confirmation import Outcome
from functions.domain.person import Person
from functions.errors import HiloError, NotFound
from functions.services.nudges.confirmations.lease import LeaseConfirmations, LeasedConfirmation
from functions.services.nudges.confirmations.wiring import (
    answer_confirmation,
    ask_by_address,
    build_confirmations,
    confirm_by_link,
    lease_confirmations,
)
from functions.storage.confirmations import CHANNEL
from local.simulate.environment.callers import Caller, NotAnswered
from local.simulate.environment.kernel import Crashed
from local.simulate.environment.world import World
from local.simulate.history import History, Input, Mail
from local.simulate.steps import AskByAddress, Confirm

_PAUSES_MS = (20_000, 600_000)
_LATE_MS, _AGAIN_MS = 1_200_000, 300_000
_LEASE_S = 300
_OUTCOMES: tuple[tuple[float, Outcome | None], ...] = (
    (0.6, "sent"), (0.12, "not_sent"), (0.08, "bounced"), (0.05, "complained"), (0.15, None),
)  # fmt: skip


class Confirming:
    """A tool leases the mails some time after one is to be sent."""

    def __init__(self, world: World, history: History) -> None:
        self._kernel = world.kernel
        self._around = world.around
        self._waiting = world.waiting
        self._history = history
        self._caller = Caller(world.around)
        services = world.services
        self._ask = ask_by_address(services)
        self._new_lease = partial(lease_confirmations, services)
        self._idle: list[LeaseConfirmations] = []
        self._build = build_confirmations(services)
        self._answer = answer_confirmation(services)
        self._confirm = confirm_by_link(services)
        self._planned = False

    def ask(self, step: AskByAddress) -> None:
        """Send what a page sends."""
        if not self._ask(step.item, step.address, location=None, language=None):
            self._around.counts["confirmation: the item can be had"] += 1

    def changed(self) -> None:
        """Plan to lease what is to be sent."""
        if not self._planned and self._waiting.ready((CHANNEL,)):
            self._planned = True
            random = Random(f"{self._around.seed}/confirmations/{self._kernel.now}")  # noqa: S311
            after = 1 + random.randrange(random.choice(_PAUSES_MS))
            self._kernel.start(f"confirmations {self._kernel.now}", self.poll, after=after)

    def mailed(self, address: str, item: str, link: str) -> None:
        """A mail reached its receiver, who confirms, or only looks, or does neither."""
        self._history.mails.append(Mail(address, item, link, self._kernel.now))
        self._around.counts["confirmation: mailed"] += 1
        random = Random(f"{self._around.seed}/{link}")  # noqa: S311
        if random.random() < 0.2:
            with_errors = partial(self._looks, link.rpartition("/")[2])
            self._kernel.start(f"scans {link}", with_errors, after=random.randrange(_LATE_MS))
        if random.random() < 0.75:
            body = partial(self._confirms, address, item, link.rpartition("/")[2])
            self._kernel.start(f"confirms {link}", body, after=random.randrange(_LATE_MS))

    def poll(self) -> None:
        """Lease what is ready, as a part of the current actor, and mail it.

        A call has an instance for itself: one instance holds its lock while it takes of the valve.
        """
        self._planned = False
        lease = self._idle.pop() if self._idle else self._new_lease()
        try:
            leased = lease(limit=5, lease_s=_LEASE_S)
            mails = self._build(leased, "https://shop.example.com")
        except (HiloError, Crashed):
            self._kernel.start("confirmations again", self.changed, after=_AGAIN_MS)
            return
        self._idle.append(lease)
        for mail in mails:
            self.mailed(mail.leased.address, mail.item.item_id, mail.link)
            self._reports(mail.leased)
        if not leased:  # what waits, as the valve is closed, is asked for later
            self._planned = True
            self._kernel.start("confirmations later", self._poll_again, after=_AGAIN_MS)

    def _poll_again(self) -> None:
        self._planned = False
        self.changed()

    def _reports(self, leased: LeasedConfirmation) -> None:
        random = Random(f"{self._around.seed}/{leased.guest.id}/{self._kernel.now}")  # noqa: S311
        (outcome,) = random.choices([o for _, o in _OUTCOMES], [share for share, _ in _OUTCOMES])
        if outcome is None:
            return
        self._around.counts[f"confirmation: {outcome}"] += 1
        mail = self._history.mails.pop() if outcome == "not_sent" else None
        try:
            self._caller.ask(partial(self._reported, leased.guest, leased.ask.asked_at, outcome))
        except (NotAnswered, NotFound):
            if mail:
                self._around.counts["confirmation: not sent, and not known to be"] += 1

    def _reported(self, guest: Person, asked_at: int, outcome: Outcome) -> None:
        self._answer(guest, asked_at, outcome, by="key simulated")

    def _looks(self, token: str) -> None:
        try:
            self._caller.ask(lambda: self._confirm.item(token))
        except (NotFound, NotAnswered):
            return
        self._around.counts["confirmation: looked at by a program"] += 1

    def _confirms(self, address: str, item: str, token: str) -> None:
        began = self._kernel.now
        step = Confirm(number=0, at=began - self._history.start, address=address, item=item)
        try:
            self._caller.ask(lambda: self._confirm.confirm(token))
        except NotFound:
            self._around.counts["confirmation: the link had ended"] += 1
            return
        except NotAnswered:
            self._history.inputs.append(Input(step, began, self._kernel.now, "unsure"))
            return
        self._around.counts["confirmation: confirmed"] += 1
        self._history.inputs.append(Input(step, began, self._kernel.now, "done"))
