"""The six invariants, each by its checks, and whether what is derived fits the truth."""

from collections.abc import Callable, Iterator
from itertools import chain

from local.simulate.auditor.case import Case
from local.simulate.auditor.confirmations import confirmations
from local.simulate.auditor.conversions import conversions
from local.simulate.auditor.deliveries import deliveries
from local.simulate.auditor.derived import derived
from local.simulate.auditor.forgotten import forgotten
from local.simulate.auditor.moot import moot
from local.simulate.auditor.news import news
from local.simulate.auditor.once import once
from local.simulate.auditor.order_of_steps import order_of_steps
from local.simulate.auditor.pace import pace
from local.simulate.auditor.permission import permission
from local.simulate.auditor.privacy import privacy
from local.simulate.auditor.restock import restock
from local.simulate.counts import Counts
from local.simulate.history import History, Violation

CHECKS: tuple[Callable[[Case], Iterator[Violation]], ...] = (
    derived,
    moot,
    news,
    once,
    permission,
    pace,
    order_of_steps,
    forgotten,
    restock,
    privacy,
    deliveries,
    confirmations,
    conversions,
)


def audit(history: History, counts: Counts | None = None) -> list[Violation]:
    """Every violation of an invariant that the history certainly shows.

    `counts` counts what was compared: a check that never finds its facts certain proves nothing.
    """
    case = Case(history, Counts() if counts is None else counts)
    return list(chain.from_iterable(check(case) for check in CHECKS))
