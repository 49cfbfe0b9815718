"""What can be observed of a run from outside: all that the auditor gets.

Times are UTC milliseconds. An input took effect at some moment between `began` and `ended`; one
that was never confirmed may have taken effect at any moment after `began`, or never.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from local.simulate.steps import Step

Result = Literal["done", "refused", "unsure"]
Route = Literal["pull", "native", "webhook", "bus", "page"]
NEVER = 2**62


def visitor_name(device: str) -> str:
    """What stands for a visitor without a user id in `HandOver.person`."""
    return f"d:{device}"


@dataclass(frozen=True, slots=True)
class Input:
    """A step, and what its sender saw of it."""

    step: Step
    began: int
    ended: int
    result: Result

    @property
    def sure_from(self) -> int:
        """From when on it certainly holds; `NEVER` for one that was not confirmed."""
        return self.ended if self.result == "done" else NEVER

    @property
    def possible_from(self) -> int:
        """From when on it may hold; `NEVER` for one that was refused."""
        return NEVER if self.result == "refused" else self.began


@dataclass(frozen=True, slots=True)
class HandOver:
    """A nudge that left the system, as its receiver saw it, and the moment of its claim.

    A webhook or the bus may get one several times: `attempt` counts those after one claim.
    """

    id: str
    person: str
    """The customer's user id; of a visitor, `visitor_name` of the device."""
    kind: str
    start: int
    step: int
    channel: str
    claimed_at: int
    answered_at: int
    valid_until: int
    items: tuple[str, ...] = ()
    address: str | None = None
    code: str | None = None
    route: Route = "pull"
    attempt: int = 1

    @property
    def checked_by(self) -> int:
        """What the check may be two seconds older than: the claim, or each attempt of its own."""
        return self.answered_at if self.route in {"webhook", "bus"} else self.claimed_at


@dataclass(frozen=True, slots=True)
class Reported:
    """An outcome that a receiver reported."""

    id: str
    outcome: str
    began: int
    ended: int
    result: Result


AttemptAnswer = Literal[
    "taken", "taken late", "taken, no answer", "error", "moved", "too many", "too many, later",
    "hangs", "gone",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attempt:
    """A webhook or an event of the bus, as its receiver saw it, and what it answered.

    `verified` is whether a signature was by the secret in use; `nudge` is the id in its data.
    """

    endpoint: str
    message_id: str
    type: str
    at: int
    answer: AttemptAnswer
    verified: bool
    nudge: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Waits:
    """A delivery that has not ended when the run is over; `due_at` is its next attempt."""

    endpoint: str
    event: str
    due_at: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that asks the owner of an address to confirm a wish, as it reached its receiver."""

    address: str
    item: str
    link: str
    at: int


@dataclass(frozen=True, slots=True)
class Counted:
    """An order that counts for a nudge when the run is over; `value` is net of refunds."""

    person: str
    order: str
    nudge: str
    at: int
    value: float


ProviderAnswer = Literal["taken", "late", "taken, no answer", "no answer", "refused", "turned off"]


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a provider for a nudge, and what became of it there."""

    id: str
    at: int
    answer: ProviderAnswer


@dataclass(frozen=True, slots=True)
class Explained:
    """A line of `explain` at the end of the run: what became of a step, and why.

    `channel` is the one that was decided, if any was.
    """

    person: str
    kind: str
    start: int
    step: int
    outcome: str
    reason: str = ""
    due_at: int | None = None
    channel: str | None = None


@dataclass
class History:
    """Everything observed in one run, in the order in which it ended.

    `start` is when the run began, `end` when it was over and `explain` was asked.
    """

    start: int
    end: int = NEVER
    inputs: list[Input] = field(default_factory=list)
    hand_overs: list[HandOver] = field(default_factory=list)
    reports: list[Reported] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    waits: list[Waits] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    counted: list[Counted] = field(default_factory=list)
    explained: list[Explained] = field(default_factory=list)
    shown: list[HandOver] = field(default_factory=list)
    """Nudges that were shown on site; no cap and no quiet hours hold for them."""
    carts: dict[str, dict[str, int]] = field(default_factory=dict)
    """Quantities by item of each customer's cart at the end, as the API answers."""
    notes: list[str] = field(default_factory=list)
    """Where the system gave something up, as a message that went to the dead letters."""
    _sorted: dict[type[Step], tuple[int, list[Any]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    _by_user: dict[type[Step], tuple[int, Mapping[str, list[Any]]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def inputs_of(self, kind: type[Step]) -> list[Any]:
        """The inputs whose step is of this kind, by the time they began."""
        known = self._sorted.get(kind)
        if known is None or known[0] != len(self.inputs):
            found = [each for each in self.inputs if isinstance(each.step, kind)]
            known = len(self.inputs), sorted(found, key=lambda each: each.began)
            self._sorted[kind] = known
        return known[1]

    def inputs_about(self, kind: type[Step], users: set[str]) -> list[Any]:
        """Those of a kind whose step names one of the users, by the time they began."""
        known = self._by_user.get(kind)
        if known is None or known[0] != len(self.inputs):
            by_user: defaultdict[str, list[Any]] = defaultdict(list)
            for each in self.inputs_of(kind):
                for user in users_in(each.step):
                    by_user[user].append(each)
            known = self._by_user[kind] = len(self.inputs), by_user
        found = {id(each): each for user in users for each in known[1].get(user, ())}
        return sorted(found.values(), key=lambda each: each.began)


def users_in(step: Step) -> set[str]:
    """The user ids that a step names."""
    who = getattr(step, "who", None)
    named = {who.user} if who else {getattr(step, "user", None), getattr(step, "previous", None)}
    return {user for user in named if user}


@dataclass(frozen=True, slots=True)
class Violation:
    """One of the six invariants does not hold, or 0: what is derived differs from the truth.

    `why` names the facts it rests on.
    """

    invariant: int
    why: str
    subject: str = ""

    def __str__(self) -> str:
        return f"invariant {self.invariant}: {self.subject}: {self.why}"
