"""What a sweep of due carts takes: carts a second, storage calls and units a cart.

    python -m bench.sweep [--carts 2000]

The engine runs in this process, so that most of the time is its own; the last line is the time of
the rules alone, on one core.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from bench.due_carts import HOUR_MS, leave_carts, open_shop
from bench.storage_meter import StorageMeter
from functions.domain.cart import Cart, CartLine
from functions.domain.nudges.agenda import Agenda, Sequence
from functions.domain.nudges.decision.rules import Rules
from functions.domain.nudges.decision.turn import turn
from functions.domain.nudges.facts import Facts
from functions.domain.nudges.guards.registry import GUARDS
from functions.domain.nudges.settings import DEFAULT_KINDS, KindSettings, NudgeSettings
from functions.domain.person import customer
from functions.domain.preferences import Answer
from functions.services.nudges.wiring import sweep
from functions.settings import Settings
from functions.storage.keys.key import SHARDS
from functions.storage.tables import TableNames, create_tables
from local.engine import engine_running
from local.services import LaptopServices

NOW = 1_760_000_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carts", type=int, default=2_000)
    carts = parser.parse_args().carts
    with engine_running(os.environ) as engine, tempfile.TemporaryDirectory() as folder:
        names, meter, clock = TableNames.prefixed("sweep"), StorageMeter(), [NOW]
        create_tables(engine.dynamodb, names)
        settings = Settings(
            events_table=names.events,
            customers_table=names.customers,
            catalog_table=names.catalog,
        )
        services = LaptopServices(
            settings, Path(folder), clock=lambda: clock[0], engine=engine, watch=meter.wrap
        )
        open_shop(services)
        leave_carts(services, carts)
        clock[0] += HOUR_MS
        meter.reset()
        _report(services, carts, meter)
    print(f"rules alone: {_rules_alone():,.0f} people a second and core")


def _report(services: LaptopServices, carts: int, meter: StorageMeter) -> None:
    swept, began = Counter[str](), time.perf_counter()
    run = sweep(services)
    for shard in SHARDS:
        swept += run.shard(shard)
    seconds = time.perf_counter() - began
    print(f"{carts} carts: {dict(swept)} in {seconds:.1f} s, {carts / seconds:,.0f} carts a second")
    print(f"a cart: {len(meter.calls) / carts:.2f} storage calls,"
          f" {meter.read_units / carts:.1f} read and {meter.write_units / carts:.1f} write units,"
          " indexes apart")  # fmt: skip


def _rules_alone(rounds: int = 5_000) -> float:
    cart = Cart((CartLine("mug", Decimal(1), Decimal(9), NOW, NOW),), NOW)
    agenda = Agenda(rev=1, sequences=(Sequence("abandoned_cart", NOW, NOW, NOW + HOUR_MS),))
    facts = Facts(
        customer("ana"),
        NOW + HOUR_MS,
        agenda,
        cart=cart,
        preferences={"email": Answer(True, NOW, "bench")},
        last_activity=NOW,
    )
    on = {kind: KindSettings(on=True) for kind in DEFAULT_KINDS}
    rules = Rules(NudgeSettings(sandbox=False, kinds=on, quiet_until=1_260), GUARDS, facts.read_at)
    began = time.perf_counter()
    for _ in range(rounds):
        assert turn(facts, {}, rules).decided  # noqa: S101 it measures a decision
    return rounds / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
