"""What a shop decides about nudges. A new shop is in the sandbox, and every kind is off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from functions.domain.delivery.providers import Providers
from functions.domain.delivery.routes import PULL
from functions.domain.nudges.insights.attribution import DEFAULT_WINDOWS, Windows
from functions.domain.nudges.kinds import CHANNELS, KINDS, Channel, Kind

HOUR_S = 3_600
DAY_S = 86_400
ImplicitSignal = Literal["wishlist", "viewed_sold_out"]
"""What counts as a wish to hear of an item's return: it is on a wish list, or was viewed."""
Effect = Literal["ends", "pauses", "keeps"]
"""What a report of an order does to an abandonment sequence."""


@dataclass(frozen=True, slots=True)
class KindSettings:
    """`watermark` (UTC ms) is when the kind was switched on; an older trigger starts nothing.

    `delays_s` are seconds: the first after the trigger or the last activity, each later one after
    the first step. There are as many steps as delays. Steps from `incentive_from` on may carry an
    incentive; 0 stands for none. A step that cannot be handed over within `lapses_after_s` lapses.
    `holdout` is the share of people, 0 to 1, who are decided and never sent.
    """

    on: bool = False
    watermark: int = 0
    delays_s: tuple[int, ...] = (HOUR_S,)
    channels: tuple[Channel, ...] = CHANNELS
    quiet: Literal["hold", "skip"] = "hold"
    lapses_after_s: int = DAY_S
    incentive_from: int = 0
    holdout: float = 0.0


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `count` hand-overs in any window of `seconds`."""

    count: int
    seconds: int


_LADDER = (HOUR_S, DAY_S, 3 * DAY_S)
DEFAULT_KINDS: Mapping[Kind, KindSettings] = {
    **{kind: KindSettings() for kind in KINDS},
    "abandoned_checkout": KindSettings(
        delays_s=_LADDER, lapses_after_s=2 * DAY_S, incentive_from=3
    ),
    "abandoned_cart": KindSettings(delays_s=_LADDER, lapses_after_s=2 * DAY_S, incentive_from=3),
    "abandoned_browse": KindSettings(delays_s=(4 * HOUR_S,), lapses_after_s=2 * DAY_S),
    "restock": KindSettings(delays_s=(0,)),
    "low_stock": KindSettings(delays_s=(0,)),
    "price_drop": KindSettings(delays_s=(0,)),
    "replenishment": KindSettings(delays_s=(DAY_S,), lapses_after_s=7 * DAY_S),
    "post_purchase": KindSettings(delays_s=(3 * DAY_S,), lapses_after_s=7 * DAY_S),
    "win_back": KindSettings(delays_s=(60 * DAY_S,), lapses_after_s=7 * DAY_S),
}
DEFAULT_CAPS: Mapping[Channel, Cap] = {
    "email": Cap(1, 16 * HOUR_S),
    "sms": Cap(1, DAY_S),
    "push": Cap(1, DAY_S),
    "whatsapp": Cap(1, DAY_S),
}


@dataclass(frozen=True, slots=True)
class NudgeSettings:
    """Times of a day are minutes after midnight; the other times are seconds.

    `rev` is the revision of the row. `allow_list` holds user ids, and addresses in normal form,
    that the sandbox lets pass. `order_effects` is keyed by `properties.status` of an order's
    report, or else by the last word of its event's name, both in small letters.
    `low_stock_from` is the quantity from which on, downwards, an item is running low.
    An item that is back is announced to `restock_ratio` people for each one in stock, and to
    more of them every `restock_gap_s`; subscriptions live `restock_days`.
    At most `confirmations_a_day` mails ask an address to confirm that it waits.
    `restock_implicit` are the signals by which people wait who did not ask.
    `windows` are the times within which an order counts for a nudge of a channel.
    `providers` are those of the shop's AWS account that the native route sends through.
    `channels_since` (UTC ms) is the watermark of each channel that was switched on later.
    `routes` says where the nudges of a channel go; a channel without an entry is pulled.
    """

    rev: int = 0
    paused: bool = False
    sandbox: bool = True
    allow_list: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    kinds: Mapping[Kind, KindSettings] = field(default_factory=lambda: DEFAULT_KINDS)
    channels: frozenset[Channel] = frozenset(CHANNELS)
    channels_since: Mapping[Channel, int] = field(default_factory=dict)
    routes: Mapping[Channel, str] = field(default_factory=dict)
    caps: Mapping[Channel, Cap] = field(default_factory=lambda: DEFAULT_CAPS)
    cap_over_all: Cap = Cap(6, 7 * DAY_S)
    quiet_from: int = 21 * 60
    quiet_until: int = 8 * 60
    timezone: str = "UTC"
    spread_s: int = 900
    rest_s: int = 7 * DAY_S
    views_of_one_item: int = 2
    price_drop_from: float = 0.1
    low_stock_from: int = 3
    restock_ratio: float = 1.0
    restock_gap_s: int = 1_800
    restock_order: Literal["time", "affinity"] = "time"
    restock_days: int = 90
    restock_implicit: frozenset[ImplicitSignal] = frozenset()
    confirmations_a_day: int = 1_000
    valve: int = 1_000
    bulk_share: float = 0.7
    order_effects: Mapping[str, Effect] = field(default_factory=lambda: DEFAULT_ORDER_EFFECTS)
    windows: Mapping[Channel, Windows] = field(default_factory=lambda: DEFAULT_WINDOWS)
    thanked_origins: frozenset[str] = frozenset({"web", "app", "store"})
    providers: Providers = field(default_factory=Providers)

    def kind(self, kind: Kind) -> KindSettings:
        return self.kinds.get(kind, DEFAULT_KINDS[kind])

    def route(self, channel: Channel) -> str:
        """Return the one route of a channel."""
        return self.routes.get(channel, PULL)

    @property
    def any_on(self) -> bool:
        return any(each.on for each in self.kinds.values())


DEFAULT_ORDER_EFFECTS: Mapping[str, Effect] = {
    "completed": "ends",
    "pending": "ends",
    "on-hold": "pauses",
    "failed": "keeps",
    "updated": "keeps",
    "refunded": "keeps",
    "cancelled": "keeps",
}
