"""What each reason means, in words for people who answer customers. `docs/nudges.md` lists them."""

from collections.abc import Mapping

from functions.domain.nudges.kinds import Kind

NO_TRIGGER = "no_trigger"
MEANINGS: Mapping[str, str] = {
    NO_TRIGGER: "Nothing waits: what starts this kind did not happen, or its sequence has ended.",
    "due": "It will be sent at this time, if nothing changes until then.",
    "ready": "It is decided, and waits for its sender to take it.",
    "handed_over": "Its sender has it; what became of it is not reported yet.",
    "another_channel": "It goes out on another channel of the person.",
    "paused": "The shop has paused all nudges.",
    "kind_off": "The shop has switched this kind off.",
    "before_watermark": "What started it happened before the shop switched the kind on.",
    "staff": "The person belongs to the shop's staff.",
    "replaced": "A later sequence of the person took its place.",
    "superseded": "A later step of the same sequence took its place.",
    "earlier_step_out": "The step before was handed over, and has no outcome yet.",
    "bought": "The person bought since.",
    "order_taken_back": "The order was cancelled or brought back.",
    "not_yet": "What the person buys again and again has not run out yet.",
    "no_interval": "Nothing is known that the person buys again and again.",
    "cart_empty": "The cart is empty.",
    "not_enough_views": "The person viewed no item often enough.",
    "sold_out": "None of its items can be bought now.",
    "not_subscribed": "The person waits for the item no more.",
    "not_wanted": "The item is neither in the cart nor on a wish list any more.",
    "seen_since": "The person put the item into the cart or on a list after that, and so knows it.",
    "stocked_up": "The item does not run low any more.",
    "price_rose": "The item does not cost less any more.",
    "resting": "The person rests after a hand-over, a purchase or a dismissal.",
    "payment_open": "A payment of the person is still open.",
    "active": "The person was in the shop a moment ago.",
    "too_late": "It could not be handed over in time.",
    "channel_off": "The shop does not use this channel, or not for this kind.",
    "before_channel": "What started it happened before the shop switched the channel on.",
    "not_asked": "The person asked to be notified on other channels.",
    "visitor": "Someone who is not logged in is reached on the page only.",
    "no_consent": "The person did not agree to this channel, or objects to being profiled.",
    "not_configured": "The channel has no provider yet.",
    "no_address": "The shop knows no address of the person for this channel.",
    "no_channel": "The kind has no channel.",
    "suppressed": "The address bounced, complained or was suppressed by the shop.",
    "sandbox": "The sandbox is on, and the person is not on the allow-list.",
    "not_on_allow_list": "A test goes to the allow-list only.",
    "cap": "The person got as many messages on this channel as its cap allows.",
    "cap_of_address": "The address got as many messages as the channel's cap allows.",
    "cap_over_all": "The person got as many messages as the cap over all channels allows.",
    "quiet_hours": "It is night where the person is.",
    "valve": "The shop hands over no more in this minute.",
    "no_alert_left": "As many people as there is stock for are being notified of the item now.",
    "holdout": "The person is one of the share that does not get this kind, to measure its worth.",
    "endpoint_resting": "The endpoint of the channel failed, and rests.",
    "endpoint_disabled": "The endpoint of the channel is disabled.",
    "endpoint_deleted": "The endpoint of the channel was deleted.",
    "address_changed": "The address that it was for is not the person's any more.",
    "gone": "The nudge is gone: its person was erased, or it ended.",
}


STARTS: Mapping[Kind, str] = {
    "restock": "an item that a person waits for is back",
    "abandoned_checkout": "a checkout begins; it is about the products that it names, or else"
    " about the cart",
    "abandoned_cart": "something is put into the cart",
    "low_stock": "an item in the cart or on a wish list runs low",
    "price_drop": "an item in the cart or on a wish list costs less, by `price_drop_from` (10 %)"
    " or more",
    "replenishment": "an order is completed; waits until an item runs out by the interval of the"
    " person and of all its buyers",
    "post_purchase": "an order of the origins in `thanked_origins` is completed",
    "abandoned_browse": "an item is viewed, and `views_of_one_item` (2) times before it is due",
    "win_back": "a customer does anything",
}
"""When a sequence of each kind starts. `docs/nudges.md` lists them, too."""


def meaning_of(reason: str, kind: Kind) -> str:
    """Return what a reason means for a kind; of some reasons, more words follow the first."""
    meaning = MEANINGS[reason.split(" ", 1)[0]]
    return f"{meaning} It starts when {STARTS[kind]}." if reason == NO_TRIGGER else meaning
