"""Read what a person did, and the items that it was about."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from functions.domain.cart_base import CartBase
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval
from functions.domain.nudges.activity import last_activity, viewed
from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.facts import Facts, ItemFacts
from functions.domain.nudges.nudge import Nudge
from functions.domain.nudges.planning.order_effects import effect_of, order_facts
from functions.domain.nudges.planning.plan import newest_zone
from functions.domain.nudges.settings import NudgeSettings
from functions.domain.nudges.subject import MAX_ITEMS
from functions.domain.order_reports import COMPLETED
from functions.services.people.carts import Carts
from functions.services.people.event_log import Budget, EventLog, browsing, sources_of
from functions.storage.item_facts import ItemFactRows

_BROWSE = Budget(reads=2, rows=120, page=60)
_BROWSING_NAMES = 2
_RECENT = 20
# A till reports its orders late: so much earlier than a trigger they are looked for.
_REPORTED_LATE_MS = 2 * 86_400_000


class EventReader:
    def __init__(self, carts: Carts, log: EventLog, items: ItemFactRows) -> None:
        self._carts = carts
        self._log = log
        self._items = items

    def with_events(
        self,
        facts: Facts,
        settings: NudgeSettings,
        open_nudges: Collection[Nudge],
        base: CartBase | None,
        intervals: Sequence[Interval],
    ) -> Facts:
        """The facts with cart, orders and activity since the oldest trigger, and their items."""
        effects = settings.order_effects
        since = max(0, _since(facts.agenda, open_nudges) - _REPORTED_LATE_MS)

        def counts(event: Event) -> bool:
            return event.name != COMPLETED or effect_of(event, effects) == "ends"

        cart, commerce = self._carts.with_events(base, intervals, since=since, counts=counts)
        sources = browsing(sources_of(intervals, "b"), _BROWSING_NAMES)
        browse = list(self._log.newest_first(sources, _BROWSE))
        facts = replace(
            facts,
            cart=cart,
            checkout=self._carts.checkout([e for e in commerce if e.at >= since and counts(e)]),
            orders=order_facts(commerce, effects),
            last_activity=last_activity([*commerce, *browse]),
            viewed=viewed(browse, commerce, facts.agenda.abandonment()),
            timezone=newest_zone(facts.agenda, [*commerce, *browse]) or facts.timezone,
            location=next((e.location for e in commerce if e.location), None),
            recent=(*commerce[:_RECENT], *browse[:_RECENT]),
        )
        return replace(facts, items=self._item_facts(facts, open_nudges))

    def _item_facts(self, facts: Facts, open_nudges: Iterable[Nudge]) -> dict[str, ItemFacts]:
        wanted = [line.item_id for line in facts.cart.lines][:MAX_ITEMS]
        wanted += [line.item_id for line in facts.checkout.lines][:MAX_ITEMS]
        wanted += [item for sequence in facts.agenda.sequences for item in sequence.items]
        wanted += [item for nudge in open_nudges for item in nudge.items]
        if any(each.kind == "abandoned_browse" for each in facts.agenda.sequences):
            wanted += [item for item, _ in Counter(facts.viewed).most_common(MAX_ITEMS)]
        asked = {s.item_id: s.location for s in facts.subscriptions.values() if s.location}
        return self._items.find(wanted, facts.location, asked, now=facts.read_at)


def _since(agenda: Agenda, nudges: Iterable[Nudge]) -> int:
    times = [each.since for each in agenda.sequences] + [each.since for each in nudges]
    return min(times, default=END_OF_TIME)
