"""What Hilo costs on AWS: units an operation, US$ a million of each, and the idle month.

    python -m bench.cost

Units are counted on a real engine by `bench.storage_meter`. CPU times are those of a quiet x86_64
core: of requests by `bench.request` (home .3, product .5 and cart .2 of the recommendations), of
starts by `bench.coldstart`, of runs that find nothing to do by `bench.idle_runs`. Waiting times are
estimates until a stack is measured: docs/operations.md says how to compare. A busy shop answers 10
requests a second and an instance, and sends 10 events a call; a quiet one has each of its requests
alone, one in fifty of them on an instance that starts.
"""

from dataclasses import dataclass

from bench.prices import (
    ALARM_MONTH,
    ALARMS_FREE,
    DASHBOARD_MONTH,
    DASHBOARDS_FREE,
    HTTP_API_REQUEST,
    KMS_REQUEST,
    KMS_REQUESTS_FREE,
    METRIC_MONTH,
    METRICS_FREE,
    READ_UNIT,
    S3_GET,
    S3_PUT,
    SCHEDULER_CALL,
    SCHEDULER_CALLS_FREE,
    SQS_REQUEST,
    SQS_REQUESTS_FREE,
    WRITE_UNIT,
    Run,
    delivered,
    logged,
)
from bench.shop_traffic import ShopTraffic, Units, shop_traffic
from functions.storage.keys.key import SHARDS

# As in template.yaml; a test compares them.
API_MIB, STREAM_MIB, SNAPSHOT_MIB, RETRAIN_MIB = 1_769, 512, 1_024, 3_008
ALARMS, DASHBOARDS = 13, 1  # without those of nudges and delivery, which a parameter adds
POLLED_QUEUES = 2
SNAPSHOTS_A_DAY, TRAININGS_A_DAY, REDRIVES_A_DAY = 96, 4, 1
SWEEPS_A_DAY, SWEEP_CPU_MS, SWEEP_MIB = 1_440, 20.0, 512  # each one warm, with a query a shard
DELIVERY_LOOKS_A_DAY, DELIVERY_MIB = 1_440, 1_024  # warm as well
# ms; a call to DynamoDB waits `WAIT_MS` and takes `BOTO3_MS` of CPU.
RECOMMENDATION_CPU_MS, EVENT_CPU_MS, REQUEST_CPU_MS, STREAM_CPU_MS = 6.5, 0.5, 2.5, 3.0
BOTO3_MS, WAIT_MS = 1.0, 6.0
COLD_START_CPU_MS = 1_100  # .6 s of imports, .1 of clients, and .4 of model and catalogue
# Of a schedule that finds nothing to do, with its start; a training loads more.
IDLE_RUN_CPU_MS, IDLE_TRAINING_CPU_MS = 1_800, 3_000
# Lambda asks each queue by five long polls of 20 s, whether or not anything is in it: 15 receives
# a minute. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
POLLS_A_MONTH = 30 * 24 * 60 * 15
# Bytes of a line in the access log, of one with counts, and of an event in the lake.
ACCESS_LINE, COUNTS_LINE, LAKE_LINE = 180, 300, 520
LOOK_READS = 4 * 0.5  # the change index, a look
# Of model and snapshot at 100,000 items, 202 MiB: pointer, manifest, size, and arrays in ranges.
REQUESTS_OF_A_START = 2 * 4 + 7


@dataclass(frozen=True, slots=True)
class Shop:
    """How a shop's traffic comes."""

    name: str
    events_a_call: int
    events_a_batch: int
    requests_a_look: int  # at the catalogue's changes, every 4 s
    requests_a_counts_line: int
    cold: float


BUSY = Shop("busy", 10, 50, 40, 600, 0.0005)
QUIET = Shop("quiet", 1, 1, 1, 1, 0.02)


def recommendation(shop: Shop, units: Units) -> dict[str, float]:
    """US$ of one, by service; `units` are those of one."""
    reads = units.read + LOOK_READS / shop.requests_a_look
    cpu = REQUEST_CPU_MS + RECOMMENDATION_CPU_MS + BOTO3_MS * units.calls
    run = Run(cpu, WAIT_MS, API_MIB)  # its reads go in parallel
    return _with_request(shop, run, {"DynamoDB": reads * READ_UNIT})


def event(shop: Shop, put: Units, folded: Units) -> dict[str, float]:
    """US$ of one, by service, from the call to the lake; units are those of one event."""
    size = shop.events_a_call
    api = Run(REQUEST_CPU_MS + size * (EVENT_CPU_MS + BOTO3_MS * put.calls), WAIT_MS, API_MIB)
    call = _with_request(shop, api, {})
    batch = shop.events_a_batch
    busy_ms = STREAM_CPU_MS + BOTO3_MS * folded.calls
    stream = Run(batch * busy_ms, batch * folded.calls * WAIT_MS, STREAM_MIB)
    return {
        **{name: dollars / size for name, dollars in call.items()},
        "stream": stream.dollars / batch,
        "DynamoDB": (put.write + folded.write) * WRITE_UNIT + (put.read + folded.read) * READ_UNIT,
        "Firehose": delivered(LAKE_LINE),
    }


def _with_request(shop: Shop, run: Run, more: dict[str, float]) -> dict[str, float]:
    start = Run(COLD_START_CPU_MS, 0, API_MIB).dollars + REQUESTS_OF_A_START * S3_GET
    return {
        "API Gateway": HTTP_API_REQUEST,
        "Lambda": run.dollars,
        "cold starts": shop.cold * start,
        "logs": logged(ACCESS_LINE) + logged(COUNTS_LINE) / shop.requests_a_counts_line,
        **more,
    }


def idle_month(delivery_look: Units) -> dict[str, float]:
    """US$ of a month without calls, by service; storage depends on the shop.

    `delivery_look` is what delivery's look takes of DynamoDB when nothing is due.
    """
    runs = (
        (SNAPSHOTS_A_DAY, IDLE_RUN_CPU_MS, SNAPSHOT_MIB),
        (TRAININGS_A_DAY, IDLE_TRAINING_CPU_MS, RETRAIN_MIB),
        (REDRIVES_A_DAY, IDLE_RUN_CPU_MS, STREAM_MIB),
    )
    a_day = sum(number for number, *_ in runs)
    looks = a_day + SWEEPS_A_DAY + DELIVERY_LOOKS_A_DAY
    kms = 30 * a_day * 3  # one for each table or secret that a run opens
    return {
        "sweeps": 30 * SWEEPS_A_DAY * _empty_sweep(),
        "delivery": 30 * DELIVERY_LOOKS_A_DAY * _empty_look(delivery_look),
        "schedules": 30 * sum(n * Run(cpu_ms, 100, mib).dollars for n, cpu_ms, mib in runs),
        "DynamoDB": 30 * a_day * (2 * WRITE_UNIT + LOOK_READS * READ_UNIT),
        "S3": 30 * a_day * (S3_GET + S3_PUT),  # a look at the pointer, a list
        "alarms": max(0, ALARMS - ALARMS_FREE) * ALARM_MONTH,
        "dashboards": max(0, DASHBOARDS - DASHBOARDS_FREE) * DASHBOARD_MONTH,
        "metrics": max(0, 1 - METRICS_FREE) * METRIC_MONTH,
        "queues": max(0, POLLED_QUEUES * POLLS_A_MONTH - SQS_REQUESTS_FREE) * SQS_REQUEST,
        "KMS": max(0, kms - KMS_REQUESTS_FREE) * KMS_REQUEST,
        "Scheduler": max(0, 30 * looks - SCHEDULER_CALLS_FREE) * SCHEDULER_CALL,
    }


def _empty_sweep() -> float:
    """US$ of a look at the index that finds nothing due; its queries go in parallel."""
    shards = len(SHARDS)
    run = Run(SWEEP_CPU_MS + BOTO3_MS * shards, 2 * WAIT_MS, SWEEP_MIB)
    return run.dollars + shards * 0.5 * READ_UNIT


def _empty_look(units: Units) -> float:
    """US$ of delivery's look; its queries go in parallel, between a read before and one after."""
    run = Run(SWEEP_CPU_MS + BOTO3_MS * units.calls, 4 * WAIT_MS, DELIVERY_MIB)
    return run.dollars + units.read * READ_UNIT


@dataclass(frozen=True, slots=True)
class Measured:
    """Units of one recommendation, of storing one event and of folding it, alone or in a batch.

    `delivery_look` is those of delivery's look each minute when nothing is due.
    """

    recommendation: Units
    event: Units
    folded: dict[str, Units]
    delivery_look: Units


def measured(traffic: ShopTraffic) -> Measured:
    traffic.recommend()
    traffic.spent()
    traffic.recommend()
    asked = traffic.spent()
    folded = {}
    for shop in (QUIET, BUSY):
        size = shop.events_a_batch
        events = traffic.events(size)
        traffic.send(events)
        stored = traffic.spent()
        traffic.stream(events)
        folded[shop.name] = _of_one(traffic.spent(), size)
    traffic.look_for_deliveries()
    return Measured(asked, _of_one(stored, size), folded, traffic.spent())


def _of_one(units: Units, number: int) -> Units:
    return Units(units.write / number, units.read / number, units.calls / number)


def costs(found: Measured) -> dict[str, dict[str, float]]:
    """US$ by service, of a million of each operation and of the idle month."""
    table = {}
    for shop in (BUSY, QUIET):
        one = recommendation(shop, found.recommendation)
        table[f"recommendations, {shop.name}"] = _million(one)
        one = event(shop, found.event, found.folded[shop.name])
        table[f"events, {shop.name}"] = _million(one)
    return {**table, "idle month": idle_month(found.delivery_look)}


def _million(one: dict[str, float]) -> dict[str, float]:
    return {name: 1e6 * dollars for name, dollars in one.items()}


def main() -> None:
    with shop_traffic() as traffic:
        found = measured(traffic)
    for name, units in (
        ("recommendation", found.recommendation),
        ("event, stored", found.event),
        ("delivery, a look", found.delivery_look),
        *((f"event, folded ({name})", units) for name, units in found.folded.items()),
    ):
        print(
            f"{name:28} {units.write:6.2f} write  {units.read:6.2f} read  {units.calls:6.2f} calls"
        )
    for name, parts in costs(found).items():
        inside = "  ".join(f"{part} {dollars:.2f}" for part, dollars in parts.items())
        print(f"{name:28} {sum(parts.values()):6.2f} US$   {inside}")


if __name__ == "__main__":
    main()
