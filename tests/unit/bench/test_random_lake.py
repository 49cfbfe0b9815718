import json
from pathlib import Path

from bench.random_lake import write_lake


def test_as_many_events_as_asked_for_each_with_a_name_of_its_own(tmp_path: Path) -> None:
    write_lake(tmp_path, 1_000)
    (path,) = tmp_path.rglob("*.jsonl")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert len({line["message_id"] for line in lines}) == 1_000
    assert sum(line["kind"] == "purchase" for line in lines) == 125
