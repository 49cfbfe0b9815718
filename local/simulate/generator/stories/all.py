"""All stories by name."""

from collections.abc import Callable, Mapping

from local.simulate.generator.stage import Stage
from local.simulate.generator.stories import endings, hand_overs, reach, shop, sites, wishes

Story = Callable[[Stage], None]
_ALL: tuple[Story, ...] = (
    endings.bought_in_the_store,
    endings.bought_and_filled_again,
    endings.bought_before_the_tool_asks,
    sites.visitor_comes_back,
    endings.emptied,
    endings.seen_once,
    endings.sold_out,
    endings.active_again,
    endings.thanked_for_nothing,
    endings.payment_open,
    endings.habit,
    endings.stronger_one,
    endings.joined_within_the_rest,
    endings.joined,
    endings.erased,
    endings.dismissed,
    shop.kind_off,
    shop.kind_off_and_on,
    shop.channel_off,
    shop.staff,
    shop.sandbox,
    shop.paused,
    shop.paused_for_days,
    shop.week_is_full,
    shop.rare_mails,
    shop.one_mailbox,
    shop.quiet,
    shop.crowd,
    shop.all_held_out,
    shop.some_held_out,
    reach.says_no,
    reach.unsubscribes,
    reach.never_agreed,
    reach.suppressed,
    reach.bounces,
    reach.moves,
    reach.not_sent,
    reach.codes,
    reach.template_broken,
    wishes.back,
    wishes.back_and_gone,
    wishes.flapping,
    wishes.wish_withdrawn,
    wishes.named_channel,
    wishes.two_names_wait,
    wishes.runs_low,
    wishes.costs_less,
    wishes.out_of_mind,
    endings.thanked,
    endings.browses,
    endings.called_back,
    endings.cart_changed,
    sites.visitor_logs_in,
    sites.shown_then_bought,
    hand_overs.bought_between_attempts,
    hand_overs.says_no_between_attempts,
    hand_overs.paused_between_attempts,
    hand_overs.fails_into_the_night,
    hand_overs.fails_for_days,
    hand_overs.endpoint_gone,
    hand_overs.endpoint_deleted,
    hand_overs.secret_rotated,
    hand_overs.route_changed,
    wishes.back_on_the_page,
    wishes.asked_by_address,
    reach.push,
    reach.whatsapp,
    reach.bought_and_sent_back,
    endings.runs_out,
    endings.long_gone,
)


def about_all(name: str) -> bool:
    """Whether a story concerns all people, so that it takes other stories their point."""
    return STORIES[name].__module__ == shop.__name__


STORIES: Mapping[str, Story] = {story.__name__: story for story in _ALL}
