"""The rows of wishes that steps and nudges answer: subscriptions and interests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.nudges.item_news import news_step
from functions.domain.nudges.nudge import HANDED_OVER, Nudge
from functions.domain.nudges.restock.step import RestockStep
from functions.domain.nudges.restock.subscription import Subscription
from functions.domain.person import Person
from functions.storage.keys import restock_keys
from functions.storage.keys.key import Key
from functions.storage.person_rows import ReadRows
from functions.storage.subscriptions import from_copy

_NEWS = frozenset({"low_stock", "price_drop"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """By the note of a step: the restock step it names, or the item and the interested person.

    `answered` are the notes of nudges under way: their hand-over ended the subscription.
    """

    restock: Mapping[str, RestockStep] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    news: Mapping[str, tuple[str, Person]] = field(default_factory=dict)

    @classmethod
    def of(cls, sequences: Iterable[Steps], nudges: Iterable[Nudge]) -> "Wishes":
        nudges = [each for each in nudges if not each.test]
        steps = [(each.kind, each.items, each.note) for each in sequences]
        steps += [(each.id.kind, each.items, each.note) for each in nudges]
        return cls(
            {
                note: RestockStep.from_note(items[0], note)
                for kind, items, note in steps
                if kind == "restock" and items
            },
            frozenset(each.note for each in nudges if each.state in HANDED_OVER),
            {
                note: (items[0], news_step.person_of(note))
                for kind, items, note in steps
                if kind in _NEWS and items
            },
        )

    def keys(self) -> list[Key]:
        """The keys of the rows that show whether the wishes still hold."""
        waits = [
            restock_keys.subscription(step.person, step.item_id) for step in self.restock.values()
        ]
        return [*waits, *(restock_keys.interest(*each) for each in self.news.values())]

    def waiting(self, rows: ReadRows, now: int) -> dict[str, Subscription]:
        """The subscriptions that still wait at `now` (UTC ms), in the place that a step answers."""
        found: dict[str, Subscription] = {}
        for note, step in self.restock.items():
            row = rows.get(restock_keys.subscription(step.person, step.item_id))
            subscription = from_copy(row) if row else None
            if subscription is None or subscription.since != step.since:
                continue
            if note in self.answered or subscription.waits(now):
                found[note] = subscription
        return found

    def in_mind(self, rows: ReadRows) -> dict[str, int]:
        """Since when (UTC ms) there is an interest, by the note of its step, where it still is."""
        return {
            note: int(row["at"]["N"])
            for note, interest in self.news.items()
            if (row := rows.get(restock_keys.interest(*interest)))
        }
