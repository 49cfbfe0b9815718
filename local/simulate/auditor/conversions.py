"""Orders that count for a nudge: of the person who got it, once, and without what came back."""

from collections import Counter
from collections.abc import Iterator

from local.simulate.auditor.carts import BOUGHT
from local.simulate.auditor.case import DAY, Case
from local.simulate.history import Counted, Violation

_REFUNDED = "Order Refunded"
_CANCELLED = "Order Cancelled"
_LONGEST_WINDOW = 5 * DAY
_CENT = 0.01


def conversions(case: Case) -> Iterator[Violation]:
    for each in case.history.counted:
        case.compared["compared: conversions"] += 1
        for why in (_not_theirs(case, each), _not_sent(case, each), _too_much(case, each)):
            if why:
                yield Violation(6, why, f"{each.person} {each.order}")
    for (person, order), times in Counter(
        (each.person, each.order) for each in case.history.counted
    ).items():
        if times > 1:
            yield Violation(2, f"the order counts {times} times", f"{person} {order}")


def _not_theirs(case: Case, each: Counted) -> str | None:
    facts = case.facts.possible(each.person, case.history.end)
    orders = {fact.step.order for fact in facts if fact.step.event == BOUGHT}
    return None if each.order in orders else "the person ordered nothing of this name"


def _not_sent(case: Case, each: Counted) -> str | None:
    """The nudge reached the person before the order, and not too long before."""
    came = [
        sent.claimed_at
        for sent in (*case.history.hand_overs, *case.history.shown)
        if sent.id == each.nudge
    ]
    if not came:  # its receiver, a provider or an endpoint, may have ended before it took it
        return None
    skews = [abs(f.step.skew) for f in case.facts.possible(each.person, case.history.end)]
    slack = max(skews, default=0)
    if each.at + slack < min(came):
        return f"it counts for a nudge of {min(came)}"
    late = each.at - slack > max(came) + _LONGEST_WINDOW + 30 * DAY
    return f"it counts for a nudge of {max(came)}, long before" if late else None


def _too_much(case: Case, each: Counted) -> str | None:
    """What the order was worth at most, less what certainly came back."""
    end = case.history.end
    possible = [f for f in case.facts.possible(each.person, end) if f.step.order == each.order]
    worth = max(
        (
            sum(line.quantity * line.price for line in fact.step.lines)
            for fact in possible
            if fact.step.event == BOUGHT
        ),
        default=0.0,
    )
    certain = [f for f in case.facts.certain(each.person, end, end) if f.step.order == each.order]
    if any(fact.step.event == _CANCELLED for fact in certain):
        worth = 0.0
    worth -= sum(
        line.quantity * line.price
        for fact in certain
        if fact.step.event == _REFUNDED
        for line in fact.step.lines
    )
    if each.value > max(0.0, worth) + _CENT:
        return f"it counts for {each.value}, and is worth {worth} at most"
    return None
