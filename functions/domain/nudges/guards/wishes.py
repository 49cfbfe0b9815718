"""Guards of the kinds that answer a wish: an item is back, runs low, or costs less."""

from functions.domain.nudges.guards.case import StepCase, Verdict
from functions.domain.nudges.item_news import news_step
from functions.domain.nudges.item_news.interests import changes

_NEWS = frozenset({"low_stock", "price_drop"})


def still_wanted(case: StepCase) -> Verdict | None:
    """The person still waits for the item, or is still interested in it.

    A subscription is answered once: it ends at the hand-over.
    """
    if not case.items:  # no step yet, only the question whether there could be one
        return None
    if case.kind == "restock" and case.note not in case.facts.subscriptions:
        return Verdict("cancelled", "not_subscribed")
    return _in_mind(case) if case.kind in _NEWS else None


def _in_mind(case: StepCase) -> Verdict | None:
    """The person has the item in mind since before the news, and so it is news to them.

    The newest events count with the row, which follows them a little later.
    """
    own, since = news_step.person_of(case.note), case.facts.interests.get(case.note)
    for interest, change in changes(case.facts.recent).items():
        if interest.item_id not in case.items:
            continue
        if change == "gained" and interest.at > case.since:
            return Verdict("cancelled", "seen_since")
        if change == "left" and interest.person == own and interest.at >= (since or 0):
            since = None
    if since is None:
        return Verdict("cancelled", "not_wanted")
    return Verdict("cancelled", "seen_since") if since > case.since else None


def still_true(case: StepCase) -> Verdict | None:
    """The item is still in stock, still low, or still costs less."""
    if not case.items:
        return None
    found = [case.facts.items[item] for item in case.items if item in case.facts.items]
    if case.kind == "restock" and not any(each.in_stock for each in found):
        return Verdict("cancelled", "sold_out")
    if case.kind == "low_stock":
        low = case.settings.low_stock_from
        if not any(each.quantity is not None and each.quantity <= low for each in found):
            return Verdict("cancelled", "stocked_up")
    if case.kind == "price_drop":
        before = news_step.price_before(case.note)
        most = (before or 0.0) * (1 - case.settings.price_drop_from) + 1e-9
        if not any(each.price is not None and each.price <= most for each in found):
            return Verdict("cancelled", "price_rose")
    return None


def asked_channel(case: StepCase) -> Verdict | None:
    """A person who named channels for an item is reached on these only."""
    subscription = case.facts.subscriptions.get(case.note) if case.kind == "restock" else None
    if subscription and subscription.channels and case.channel not in subscription.channels:
        return Verdict("skipped", "not_asked")
    return None
