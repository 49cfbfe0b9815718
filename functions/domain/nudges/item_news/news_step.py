"""A step about news of an item that a person has in mind: which news, and whose interest it is."""

import json
from dataclasses import dataclass
from typing import Self

from functions.domain.nudges.agenda import Agenda
from functions.domain.nudges.item_news.interests import Interest
from functions.domain.nudges.planning.plan import started
from functions.domain.nudges.restock.changes import ItemNews
from functions.domain.person import Person


@dataclass(frozen=True, slots=True)
class NewsStep:
    """`person` is the name under which the interest stands."""

    news: ItemNews
    person: Person

    @property
    def note(self) -> str:
        """The step without its kind and item, as sequences and nudges carry it."""
        parts = [self.news.version, self.news.price_before, self.person.key]
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, news: ItemNews, interest: Interest) -> Self:
        return cls(news, interest.person)


def person_of(note: str) -> Person:
    """Return the name under which the interest of a step stands.

    Raises:
        ValueError: it is no note of such a step.
    """
    *_, key = json.loads(note)
    return Person.from_key(key)


def price_before(note: str) -> float | None:
    """Return the price from which an item dropped, by the note of a step."""
    _, price, _ = json.loads(note)
    return None if price is None else float(price)


def armed(agenda: Agenda, step: NewsStep, now: int) -> Agenda:
    """The agenda with this step due at `now` (UTC ms); unchanged where it is full.

    A step of the same kind for the same item that still waits is not doubled.
    """
    news = step.news
    if any(s.kind == news.reason and s.items == (news.item_id,) for s in agenda.sequences):
        return agenda
    return started(
        agenda,
        news.reason,
        since=news.version,
        due_at=now,
        now=now,
        items=(news.item_id,),
        note=step.note,
    )
