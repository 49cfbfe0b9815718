"""The guards by name, in their order; services take them as a tuple, so one may be left out."""

from functions.domain.nudges.guards import channel, one_at_a_time, person, wishes
from functions.domain.nudges.guards.case import Guard

GUARDS: tuple[Guard, ...] = (
    Guard("paused", "person", person.paused),
    Guard("kind_on", "person", person.kind_on),
    Guard("watermark", "person", person.watermark),
    Guard("staff", "person", person.staff),
    Guard("replaced", "person", one_at_a_time.replaced),
    Guard("one_step_out", "person", one_at_a_time.one_step_out),
    Guard("bought", "person", person.bought),
    Guard("order_stands", "person", person.order_stands),
    Guard("repurchase_due", "person", person.repurchase_due),
    Guard("cart_empty", "person", person.cart_empty),
    Guard("enough_views", "person", person.enough_views),
    Guard("sold_out", "person", person.sold_out),
    Guard("still_wanted", "person", wishes.still_wanted),
    Guard("still_true", "person", wishes.still_true),
    Guard("resting", "person", person.resting),
    Guard("payment_open", "person", person.payment_open),
    Guard("silence", "person", person.silence),
    Guard("in_time", "person", person.in_time),
    Guard("channel_on", "channel", channel.channel_on),
    Guard("asked_channel", "channel", wishes.asked_channel),
    Guard("visitor_on_site", "channel", channel.visitor_on_site),
    Guard("consent", "channel", channel.consent),
    Guard("provider", "channel", channel.provider),
    Guard("suppression", "channel", channel.suppression),
    Guard("sandbox", "channel", channel.sandbox),
    Guard("cap_per_channel", "channel", channel.cap_per_channel),
    Guard("cap_per_address", "channel", channel.cap_per_address),
    Guard("cap_over_all", "channel", channel.cap_over_all),
    Guard("quiet_hours", "channel", channel.quiet_hours),
    Guard("valve", "channel", channel.valve),
    Guard("holdout", "channel", person.holdout),
)


def without(name: str) -> tuple[Guard, ...]:
    """All guards but one, for the run that proves that each is needed.

    Raises:
        KeyError: there is none of this name.
    """
    if name not in {guard.name for guard in GUARDS}:
        raise KeyError(name)
    return tuple(guard for guard in GUARDS if guard.name != name)
