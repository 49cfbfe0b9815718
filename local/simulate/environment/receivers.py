"""What becomes of a message: a tool reports it, or not, and its receiver may follow a link."""

from collections import Counter
from functools import partial
from random import Random
from typing import Any

from functions.domain.nudges.insights.answers import NudgeAnswer, Outcome
from functions.domain.nudges.nudge import Nudge, NudgeId
from functions.errors import NotFound
from functions.services.nudges.wiring import report_outcome
from local.simulate.environment.callers import Caller, NotAnswered
from local.simulate.environment.chance import drawn
from local.simulate.environment.habits import Habits
from local.simulate.environment.links import Links
from local.simulate.environment.services import SimulatedServices
from local.simulate.environment.surroundings import Surroundings
from local.simulate.history import History, Reported, Result

_PATIENCE_MS = 600_000
_MOST_GIVEN_BACK = 3
_LEAVES, _CLICKS, _SCANNED = "leaves by link", "clicks", "scanned"
_ENDS: tuple[tuple[float, str | None], ...] = (
    (0.40, "delivered"),
    (0.12, "not_sent"),
    (0.12, None),
    (0.06, "dismissed"),
    (0.05, "clicked"),
    (0.03, "unsubscribed"),
    (0.03, "bounced"),
    (0.03, "complained"),
    (0.06, _LEAVES),
    (0.05, _CLICKS),
    (0.05, _SCANNED),
)
"""Shares by what becomes of a message; None: the tool ends before it reports."""


class Receivers:
    def __init__(
        self,
        services: SimulatedServices,
        around: Surroundings,
        history: History,
        habits: Habits,
    ) -> None:
        self._counts = around.counts
        self._kernel = around.kernel
        self._history = history
        self._habits = habits
        self._caller = Caller(around)
        self._report = report_outcome(services)
        self._given_back: Counter[NudgeId] = Counter()
        self._links = Links(services, around)

    def read(self, nudge: Nudge, random: Random) -> None:
        """Let the receiver of a message follow one of its links, or none."""
        end = random.choice((_LEAVES, _CLICKS, _SCANNED, None))
        if end:
            self._let(nudge, end, random, 0)

    def got(self, nudge: Nudge, random: Random, *, least_ms: int = 0) -> None:
        """Let something become of a nudge that was handed over, `least_ms` from now or later."""
        end = self._habits.outcome or drawn(random, _ENDS, "delivered")
        self._given_back[nudge.id] += end == "not_sent"
        if self._given_back[nudge.id] > _MOST_GIVEN_BACK:
            end = "delivered"
        if end is None or end == "none":
            self._counts["tool: ended before it reported"] += 1
            return
        self._let(nudge, end, random, least_ms)

    def _let(self, nudge: Nudge, end: str, random: Random, least_ms: int) -> None:
        body = {
            _LEAVES: partial(self._leaves, nudge),
            _CLICKS: partial(self._clicks, nudge, machine=False),
            _SCANNED: partial(self._clicks, nudge, machine=True),
        }.get(end) or partial(self._reports, nudge.id, end)
        after = 1 + least_ms + random.randrange(_PATIENCE_MS)
        self._kernel.start(f"{end} {nudge.id.text} {self._kernel.now}", body, after=after)

    def _reports(self, nudge_id: NudgeId, outcome: Any) -> None:
        began = self._kernel.now
        answer = NudgeAnswer(outcome, began, "key simulated")
        result = self._done(lambda: self._report(nudge_id, answer))
        self._counts[f"reported: {outcome}"] += 1
        self._noted(nudge_id, outcome, began, result)

    def _leaves(self, nudge: Nudge) -> None:
        began = self._kernel.now
        result = self._done(lambda: self._links.unsubscribe(nudge))
        self._noted(nudge.id, "unsubscribed", began, result)

    def _clicks(self, nudge: Nudge, *, machine: bool) -> None:
        began = self._kernel.now
        result = self._done(lambda: self._links.click(nudge, machine=machine))
        if not machine:
            self._noted(nudge.id, "clicked", began, result)

    def _done(self, call: Any) -> Result:
        try:
            self._caller.ask(call)
        except NotAnswered:
            return "unsure"
        except NotFound:
            return "refused"
        return "done"

    def _noted(self, nudge_id: NudgeId, outcome: Outcome, began: int, result: Result) -> None:
        self._history.reports.append(
            Reported(nudge_id.text, outcome, began, self._kernel.now, result)
        )
