"""Invariant 1: news of an item that is not true any more, or that the person has out of mind."""

from collections.abc import Iterator

from local.simulate.auditor.case import LOOK_MS, Case
from local.simulate.history import HandOver, Violation
from local.simulate.steps import PutItem, Stock

_LOW = 3
_DROP = 0.1
_IN_MIND = frozenset({"Product Added", "Cart Viewed", "Product Added to Wishlist"})
_OUT_OF_MIND = frozenset({"Product Removed", "Product Removed from Wishlist"})
_SETTLED_MS = 10 * 60_000
"""So long after an event its interest may still stand: a stream brings it there."""


def news(case: Case) -> Iterator[Violation]:
    for each in case.all_sent:
        whys = (_plenty(case, each), _dear(case, each), _out_of_mind(case, each))
        for why in (*whys, _taken_after_it(case, each)):
            if why:
                yield Violation(1, why, each.id)


def _plenty(case: Case, each: HandOver) -> str | None:
    if each.kind != "low_stock":
        return None
    known_at = each.checked_by - LOOK_MS
    for item in each.items:
        found = case.shelves.possible_quantities(item, known_at, each.checked_by)
        if found and min(found) > _LOW:
            return f"there were {min(found)} of {item}"
    return None


def _dear(case: Case, each: HandOver) -> str | None:
    if each.kind != "price_drop":
        return None
    known_at = each.checked_by - LOOK_MS
    for item in each.items:
        ever = case.shelves.possible_prices(item, case.history.start, each.checked_by)
        now = case.shelves.possible_prices(item, known_at, each.checked_by)
        if now and min(now) > max(ever) * (1 - _DROP) + 0.001:
            return f"{item} cost {min(now)}, and {max(ever)} at most before"
    return None


def _out_of_mind(case: Case, each: HandOver) -> str | None:
    if each.kind not in {"low_stock", "price_drop"}:
        return None
    facts = case.facts.certain(each.person, each.checked_by - _SETTLED_MS, each.checked_by)
    own = [f for f in facts if {line.item for line in f.step.lines} & set(each.items)]
    for item in each.items:
        about = [f for f in own if f.step.event in _IN_MIND | _OUT_OF_MIND]
        possible = [
            f
            for f in case.facts.possible(each.person, each.checked_by)
            if f.step.event in _IN_MIND and item in {line.item for line in f.step.lines}
        ]
        if not about or about[-1].step.event not in _OUT_OF_MIND:
            continue
        if all(f in own and f.done_at < about[-1].done_at for f in possible):
            return f"{item} was out of mind since {about[-1].done_at}"
    return None


def _taken_after_it(case: Case, each: HandOver) -> str | None:
    """Whether the person took the item after all that may have been the news of it."""
    if each.kind not in {"low_stock", "price_drop"}:
        return None
    news_of = Stock if each.kind == "low_stock" else PutItem
    for item in each.items:
        changes = [c for c in case.history.inputs_of(news_of) if c.step.item == item]
        last = max((c.ended for c in changes if c.possible_from <= each.checked_by), default=None)
        for fact in case.facts.certain(each.person, each.checked_by - _SETTLED_MS, each.checked_by):
            exact = not (fact.step.late or fact.step.skew or fact.step.backfill)
            about = fact.step.event in _IN_MIND and item in {x.item for x in fact.step.lines}
            if last is not None and exact and about and fact.done_at > last:
                return f"{item} was taken at {fact.done_at}, after the news of {last}"
    return None
