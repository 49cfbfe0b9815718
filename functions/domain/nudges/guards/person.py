"""Guards that concern the person, whatever the channel."""

from functions.domain.nudges.facts import OrderFacts
from functions.domain.nudges.guards.case import StepCase, Verdict
from functions.domain.nudges.guards.holdout import is_held_out
from functions.domain.nudges.kinds import ABANDONMENT
from functions.domain.nudges.subject import OF_A_CART, subject

# Of these the items of the sequence are the subject; a purchase of one takes it out.
_ABOUT_ITEMS = frozenset({"restock", "low_stock", "price_drop"})
WAIT_FOR_SILENCE = frozenset({*ABANDONMENT, "win_back"})
_PAUSE_MS = 86_400_000
# Reasons of holds after which the time of a first step begins anew.
ACTIVE, NOT_YET = "active", "not_yet"


def paused(case: StepCase) -> Verdict | None:
    """Hold every step while the shop has paused its nudges."""
    return Verdict("hold", "paused", case.now + 60_000) if case.settings.paused else None


def kind_on(case: StepCase) -> Verdict | None:
    """A kind that is off cancels what is pending."""
    return None if case.of_kind.on else Verdict("cancelled", "kind_off")


def watermark(case: StepCase) -> Verdict | None:
    """What was triggered before the kind was switched on is never sent."""
    if case.since < case.of_kind.watermark:
        return Verdict("cancelled", "before_watermark")
    return None


def staff(case: StepCase) -> Verdict | None:
    """Refuse people of the shop, who are no customers."""
    if case.settings.staff & {*case.facts.user_ids, case.facts.person.id}:
        return Verdict("cancelled", "staff")
    return None


def bought(case: StepCase) -> Verdict | None:
    """A purchase on any channel, under any name of the person, makes a step moot."""
    if case.kind in ABANDONMENT:
        moot = any(_ends(order, case) for order in case.facts.orders)
    else:
        moot = case.kind in _ABOUT_ITEMS and bool(case.items) and not subject(case)
    return Verdict("cancelled", "bought") if moot else None


def _ends(order: OrderFacts, case: StepCase) -> bool:
    """Made after the trigger, or reported after the start: a till may report hours later."""
    reported_after = order.received_at >= case.start and not order.backfill
    return order.effect == "ends" and (order.at >= case.since or reported_after)


def order_stands(case: StepCase) -> Verdict | None:
    """Refuse thanks for an order that was cancelled or brought back."""
    gone = any(o.taken_back and o.order_id == case.note for o in case.facts.orders)
    if case.kind == "post_purchase" and gone:
        return Verdict("cancelled", "order_taken_back")
    return None


def payment_open(case: StepCase) -> Verdict | None:
    """A payment that is still open holds the reminder of the cart for a day."""
    if case.kind not in ABANDONMENT:
        return None
    paused_at = [o.at for o in case.facts.orders if o.effect == "pauses" and o.at >= case.since]
    if paused_at and case.now < max(paused_at) + _PAUSE_MS:
        return Verdict("hold", "payment_open", max(paused_at) + _PAUSE_MS)
    return None


def repurchase_due(case: StepCase) -> Verdict | None:
    """A reminder to buy again waits until something runs out by the person's own interval."""
    if case.kind != "replenishment" or subject(case):
        return None
    coming = [at for at in case.facts.runs_out.values() if at > case.now]
    if coming:
        return Verdict("hold", NOT_YET, min(coming))
    return Verdict("cancelled", "no_interval")


def cart_empty(case: StepCase) -> Verdict | None:
    """The cart is folded again: one that was emptied is not reminded of."""
    if case.kind in OF_A_CART and not case.facts.lines_of(case.kind):
        return Verdict("cancelled", "cart_empty")
    return None


def enough_views(case: StepCase) -> Verdict | None:
    """Refuse a reminder of browsing unless one item was viewed several times."""
    if case.kind != "abandoned_browse":
        return None
    most = max(case.facts.viewed.values(), default=0)
    if most < case.settings.views_of_one_item:
        return Verdict("cancelled", "not_enough_views")
    return None


def sold_out(case: StepCase) -> Verdict | None:
    """Refuse a step without an item that the person could buy."""
    items = subject(case)
    if items and not any(map(case.facts.for_sale, items)):
        return Verdict("cancelled", "sold_out")
    return None


def resting(case: StepCase) -> Verdict | None:
    """Refuse an abandonment sequence within the rest after a hand-over or a conversion."""
    rests = case.kind in ABANDONMENT and case.step == 1 and not case.at_hand_over
    if rests and case.now < case.facts.agenda.rests_until:
        return Verdict("cancelled", "resting")
    return None


def silence(case: StepCase) -> Verdict | None:
    """A person who is active is not disturbed: the silence is counted from the last activity."""
    last = case.facts.last_activity
    if case.kind not in WAIT_FOR_SILENCE or last is None:
        return None
    quiet_from = last + case.of_kind.delays_s[0] * 1000
    return Verdict("hold", ACTIVE, quiet_from) if case.now < quiet_from else None


def in_time(case: StepCase) -> Verdict | None:
    """A step that waited too long is not sent any more."""
    if case.now >= case.lapses_at:
        return Verdict("lapsed", "too_late")
    return None


def holdout(case: StepCase) -> Verdict | None:
    """The arm is drawn at the first step of a sequence and kept; it comes after all other rules."""
    if case.held_out is None:
        held_out = is_held_out(case.facts.person, case.kind, case.of_kind.holdout)
    else:
        held_out = case.held_out
    return Verdict("held_out", "holdout") if held_out else None
