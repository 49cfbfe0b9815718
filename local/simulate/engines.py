"""The engine of a worker's seeds: in memory for each seed, or DynamoDB Local with tables for each.

DynamoDB Local takes some two milliseconds for a call, and seeds make thousands of calls. So it runs
seeds of short stories, which make fewer than a thousand. It has no faults of its
own here: they come from the hook around each call, as on the engine in memory, but for indexes that
follow late. It numbers changes in another way, so a seed draws other faults on it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from itertools import count
from typing import Any, Literal

from functions.storage.tables import TABLES as DEFINITIONS
from functions.storage.tables import create_tables
from local.dynamodb_local import dynamodb_local_running
from local.embedded.client import EmbeddedClient
from local.engine import Engine
from local.simulate.environment.over_http import OverHttp
from local.simulate.environment.world import TABLES
from local.simulate.generator.scenario import scenario_of
from local.simulate.generator.stories.all import STORIES

EngineName = Literal["embedded", "dynamodb-local"]
SHORT_STORIES = frozenset(
    {
        "active_again",
        "all_held_out",
        "back_and_gone",
        "bought_and_filled_again",
        "bought_before_the_tool_asks",
        "browses",
        "dismissed",
        "erased",
        "joined_within_the_rest",
        "kind_off",
        "moves",
        "never_agreed",
        "out_of_mind",
        "paused",
        "paused_for_days",
        "payment_open",
        "runs_low",
        "seen_once",
        "staff",
        "thanked_for_nothing",
        "unsubscribes",
        "visitor_logs_in",
    }
)
_process = ExitStack()
_servers: list[Engine] = []
"""The DynamoDB Local of this process; it ends when the process does."""


def short_seeds(first: int) -> Iterator[int]:
    """The seeds from `first` on of one short story each, that send to no endpoint."""
    names = list(STORIES)
    for seed in count(first):
        block, place = divmod(seed, len(names))
        alone = not block % 2 and names[place] in SHORT_STORIES
        if alone and not scenario_of(seed).routes:
            yield seed


@contextmanager
def engine_of(name: EngineName) -> Iterator[Engine | None]:
    """The engine for one seed; None lets the seed start its own in memory."""
    if name == "embedded":
        yield None
        return
    if not _servers:
        _servers.append(_over_http(_process.enter_context(dynamodb_local_running())))
    (engine,) = _servers
    create_tables(engine.dynamodb, TABLES)
    try:
        _let_nothing_expire(engine)
        yield engine
    finally:
        for table in asdict(TABLES).values():
            engine.dynamodb.delete_table(TableName=table)


def _over_http(url: str) -> Engine:
    """The engine at an address, with clients that take less of the caller than boto3's."""
    over = _process.enter_context(closing(OverHttp(url)))
    dynamodb: Any = EmbeddedClient(over, "dynamodb")
    streams: Any = EmbeddedClient(over, "dynamodbstreams")
    return Engine("dynamodb-local", dynamodb, streams, url)


def _let_nothing_expire(engine: Engine) -> None:
    """It would delete by the time of this machine what expires by the virtual clock."""
    for field, table in asdict(TABLES).items():
        attribute = DEFINITIONS[field]["TimeToLiveSpecification"]["AttributeName"]
        never: Any = {"Enabled": False, "AttributeName": attribute}
        engine.dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=never)
