"""Reading the lake in parts and reading it at once come to the same, whatever is in it."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from model.dataset.database import connect
from model.dataset.event_lines import (
    EventLines,
    lake_files,
    line_count,
    merge,
    read_lake,
    scan,
    write_part,
)
from model.dataset.lake import load
from tests.unit.model.shop import NOW, hash_of, line, write_lake

DAY = 86_400_000
Row = dict[str, Any]

# Few names, so that copies, reports of one order, and what takes it back meet often.
rows: st.SearchStrategy[Row] = st.builds(
    dict,
    message_id=st.sampled_from([None, "m1", "m2", "m3", "m4"]),
    person=st.sampled_from(["customer#ana", "visitor#" + "帽" * 80, "", "x" * 300]),
    kind=st.sampled_from(["view", "cart", "purchase", "return", "page", None]),
    channel=st.sampled_from([None, "web", "store"]),
    at=st.sampled_from([NOW, NOW - 1, NOW - 400 * DAY, NOW + 2 * DAY, -1]),
    verified=st.booleans(),
    learn=st.sampled_from([True, True, False, None]),
    order_id=st.sampled_from([None, "o1", "o2"]),
    items=st.lists(
        st.builds(
            dict,
            item_id=st.sampled_from(["tea", "mug", ""]),
            group_id=st.sampled_from([None, "", "g"]),
            category=st.sampled_from([None, "c"]),
        ),
        max_size=2,
    ),
)
lakes = st.lists(st.lists(rows, max_size=6), min_size=1, max_size=4)


def events(lines: EventLines) -> tuple[Any, ...]:
    with TemporaryDirectory() as scratch, connect(Path(scratch)) as connection:
        report = load(connection, lines, now=NOW)
        return sorted(connection.execute("FROM events").fetchall(), key=repr), report


def write(lake: Path, files: list[list[Row]]) -> list[str]:
    for number, each in enumerate(files):
        write_lake(lake, each, f"{number}.jsonl")
    return lake_files(lake)


@given(files=lakes, cut=st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_however_the_lake_is_cut_the_events_are_the_same(files: list[list[Row]], cut: int) -> None:
    with TemporaryDirectory() as name, connect(Path(name)) as connection:
        folder = Path(name)
        names = write(folder, files)
        whole = read_lake(connection, folder, folder / "whole")
        first = write_part(connection, folder, names[cut:], folder / "first")
        second = write_part(connection, folder, names[:cut], folder / "second")
        parts = (*first.parts, *second.parts)
        merge(connection, parts, folder / "merged")

        expected = events(whole)
        assert events(EventLines(parts, len(names))) == expected
        assert events(EventLines((folder / "merged",), len(names))) == expected
        assert line_count(connection, parts) == sum(map(len, files))


def test_what_may_not_be_learned_from_leaves_an_empty_row_without_a_name(tmp_path: Path) -> None:
    lines = [line("customer#jane", "view", "a", learn=False), line("customer#joe", "view", "a")]
    with connect(tmp_path) as connection:
        (part,) = read_lake(connection, write_lake(tmp_path, lines), tmp_path / "part").parts
        people = connection.execute(f"SELECT person FROM {scan([part])}").fetchall()  # noqa: S608
        joe = hash_of(connection, "customer#joe")
    assert sorted(people, key=str) == [(joe,), (None,)]
    assert b"joe" not in part.read_bytes()


def test_a_path_with_a_quote_is_a_path(tmp_path: Path) -> None:
    folder = write_lake(tmp_path / "o'neil", [line("customer#1", "view", "a")])
    with connect(folder) as connection:
        lines = read_lake(connection, folder, folder / "part")
        merge(connection, lines.parts, folder / "merged")
        assert load(connection, EventLines((folder / "merged",), 1), now=NOW).events == 1


def test_numbers_that_are_no_json_cost_a_line(tmp_path: Path) -> None:
    folder = write_lake(tmp_path, [line("customer#1", "view", "a")])
    path = next(folder.rglob("*.jsonl"))
    path.write_text(path.read_text() + "rubbish\n" + json.dumps({"at": "x"}) + "\n")
    with connect(folder) as connection:
        lines = read_lake(connection, folder, folder / "part")
        assert load(connection, lines, now=NOW).bad_lines == 2
