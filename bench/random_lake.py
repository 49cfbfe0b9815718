"""A lake of random events over a year: people and items by a power law."""

from pathlib import Path

from model.dataset.database import connect
from model.durations import DAY_MS

NOW = 1_760_000_000_000
YEAR_MS = 365 * DAY_MS
FILE_EVENTS = 500_000


def write_lake(folder: Path, events: int) -> None:
    """Write `events` lines, 1 in 8 an order; a person for 100 of them and an item for 1,000."""
    people, items = max(events // 100, 10), max(events // 1000, 50)
    part = folder / "events/dt=2025-10-09/hh=08"
    part.mkdir(parents=True)
    with connect(folder) as connection:
        connection.execute("select setseed(0.7)")
        for start in range(0, events, FILE_EVENTS):
            count = min(FILE_EVENTS, events - start)
            path = part / f"{start}.jsonl"
            connection.execute(_lines(start, count, people, items, path))


def _lines(start: int, count: int, people: int, items: int, path: Path) -> str:
    return f"""
        copy (
          select 'm' || n as message_id, 'customer#' || (random() ** 2 * {people})::int as person,
            'track' as type, name, kind, 'web' as channel, moment as "at", moment as received_at,
            true as verified, true as learn, 'o' || n as order_id,
            null as category, null as location,
            [{{item_id: 'i' || (random() ** 3 * {items})::int, group_id: null, quantity: 1,
               price: 1.0, category: 'c' || n % 40}}] as items
          from (
            select n, {NOW} - (random() * {YEAR_MS})::bigint as moment,
              case when n % 8 = 0 then 'Order Completed' else 'Product Viewed' end as name,
              case when n % 8 = 0 then 'purchase' else 'view' end as kind
            from range({start}, {start + count}) rows(n)
          )
        ) to '{path}' (format json)"""  # noqa: S608 numbers and a path of ours
