"""Remove each guard in turn: the auditor has to notice, or it proves nothing about that guard."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from functions.domain.nudges.guards.registry import GUARDS, without
from local.simulate.generator.scenario import scenario_of
from local.simulate.generator.stories.all import STORIES
from local.simulate.many import quietly
from local.simulate.run import run

SEEDS = 50
PROVEN_BY_TESTS = {
    "visitor_on_site": "a visitor has given no consent, which every other channel asks for, too: "
    "tests/unit/domain/nudges/test_visitor_guard.py",
}
"""Guards whose removal no scenario can show, each with the reason."""
STORIES_OF: dict[str, tuple[str, ...]] = {
    "paused": ("paused",),
    "kind_on": ("kind_off",),
    "watermark": ("kind_off_and_on",),
    "staff": ("staff",),
    "replaced": ("stronger_one",),
    "one_step_out": ("visitor_comes_back",),
    "bought": ("bought_and_filled_again",),
    "order_stands": ("thanked_for_nothing",),
    "repurchase_due": ("habit", "thanked"),
    "cart_empty": ("emptied",),
    "enough_views": ("seen_once",),
    "sold_out": ("sold_out",),
    "still_wanted": ("wish_withdrawn", "out_of_mind"),
    "still_true": ("back_and_gone", "runs_low", "costs_less"),
    "resting": ("joined_within_the_rest",),
    "payment_open": ("payment_open",),
    "silence": ("active_again",),
    "in_time": ("paused_for_days",),
    "channel_on": ("channel_off",),
    "asked_channel": ("named_channel",),
    "provider": ("template_broken",),
    "consent": ("says_no", "never_agreed", "unsubscribes"),
    "suppression": ("suppressed",),
    "sandbox": ("sandbox",),
    "cap_per_channel": ("rare_mails",),
    "cap_per_address": ("one_mailbox",),
    "cap_over_all": ("week_is_full",),
    "quiet_hours": ("quiet",),
    "valve": ("crowd",),
    "holdout": ("all_held_out", "some_held_out"),
}
"""Stories that are about a guard: their seeds are run first."""


@dataclass(frozen=True)
class Caught:
    """The first seed that shows that a guard is missing; None if no seed does.

    `runs` is how many seeds were run for it.
    """

    guard: str
    seed: int | None
    why: str
    runs: int


def mutations(jobs: int, first: int = 0, seeds: int = SEEDS) -> Iterator[Caught]:
    """What the auditor finds in the system without each of its guards, within so many seeds."""
    names = [guard.name for guard in GUARDS if guard.name not in PROVEN_BY_TESTS]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=quietly) as pool:
        yield from pool.map(caught, names, [first] * len(names), [seeds] * len(names))


def caught(name: str, first: int, seeds: int) -> Caught:
    """The first of the seeds from `first` on that shows that the guard of this name is missing."""
    order = sorted(range(first, first + seeds), key=lambda seed: not _is_about(name, seed))
    for runs, seed in enumerate(order, 1):
        try:
            violations = run(scenario_of(seed), guards=without(name)).violations
        except Exception as error:  # noqa: BLE001 an error of its own shows it, too
            return Caught(name, seed, f"{type(error).__name__}: {error}", runs)
        if violations:
            return Caught(name, seed, str(violations[0]), runs)
    return Caught(name, None, "", len(order))


def _is_about(guard: str, seed: int) -> bool:
    return list(STORIES)[seed % len(STORIES)] in STORIES_OF.get(guard, ())
