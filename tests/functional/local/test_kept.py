"""What a laptop keeps: over a restart, in a backup, and with other processes at work."""

import itertools
import json
import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.error import HTTPError

import pytest

from local.backup import _LEFT_OUT
from local.cli import main
from local.commands.up import found
from local.folder_contents import OURS, keep_out_of_git
from local.settings import parse
from local.up import local_stack
from tests.functional.local.test_up import (
    ROOT,
    Up,
    eventually,
    lake_ids,
    local_train,
    orders,
    recommended,
)

TEA = {"title": "Tea", "category": "tea", "price": 3.5}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory, environment: None) -> Path:
    """A folder that was in use, with its backup in `copy` made meanwhile."""
    data = tmp_path_factory.mktemp("kept") / "data"
    up = Up(data)
    try:
        up.call("/v1/items/tea", TEA, "PUT")
        up.call("/v1/rules/no-tea", {"action": "block", "item_ids": ["tea"]}, "PUT")
        assert up.call("/v1/batch", {"batch": orders()})["accepted"] == 20
        assert main(["backup", "--data", str(data), "--to", str(data.with_name("copy"))]) == 0
        assert up.call("/v1/keys", {"kind": "publishable"}, "POST")
    finally:
        assert up.stop()[0] == 0
    return data


def test_a_restart_has_customers_items_rules_and_keys(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    up = Up(used)
    try:
        assert up.call("/v1/customers/u0/orders")["orders"][0]["order_id"] == "o0"
        assert up.call("/v1/items/tea")["title"] == "Tea"
        assert [rule["rule_id"] for rule in up.rows("/v1/rules")] == ["no-tea"]
        assert len(up.rows("/v1/keys")) == 3
        assert main(["status", "--data", str(used)]) == 0
        shown = capsys.readouterr().out
        assert "20 events, 20 customers, 1 items" in shown
        assert "0 changes wait" in shown
        a_rule_holds_within_five_seconds(up)
        a_training_waits_for_what_was_recorded(up, used)
    finally:
        _, _, seconds = up.stop()
    assert seconds < 5
    assert "20 events, 20 customers, 1 items, no model yet" in up.stderr
    assert ", last used 20" in up.stderr
    assert (used / ".gitignore").read_text() == "*\n"


def a_rule_holds_within_five_seconds(up: Up) -> None:
    assert recommended(up, "u0") == []
    up.call("/v1/rules/no-tea", {"action": "pin", "item_ids": ["tea"]}, "PUT")
    assert eventually(lambda: [i["item_id"] for i in recommended(up, "u0")] == ["tea"], 5)


def a_training_waits_for_what_was_recorded(up: Up, data: Path) -> None:
    """And what is up serves its model from the next answer on."""
    many = [
        {**each, "messageId": f"more-{number}", "userId": f"more-{number}"}
        for number, each in enumerate(orders() * 5)
    ]
    for number, each in enumerate(many):
        each["properties"] = {**each["properties"], "order_id": f"more-{number}"}
    assert up.call("/v1/batch", {"batch": many})["accepted"] == 100
    trained = local_train(data)
    assert trained.returncode == 0, trained.stderr
    assert len(lake_ids(data)) == 120
    assert up.model() == trained.stdout.splitlines()[0].removeprefix("model ")


def test_a_backup_made_while_in_use_becomes_a_folder_again(
    used: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, again = (str(used.with_name(name)) for name in ("copy", "again"))
    assert main(["restore", "--from", copy, "--data", again]) == 0
    up = Up(Path(again))
    try:
        assert up.call("/v1/items/tea")["title"] == "Tea"
        assert eventually(lambda: len(lake_ids(Path(again))) == 20)
        assert len(up.rows("/v1/keys")) == 2  # the third came after the backup
    finally:
        up.stop()
    assert main(["restore", "--from", copy, "--data", again]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["restore", "--from", again, "--data", str(used.with_name("other"))]) == 2
    assert "no finished backup" in capsys.readouterr().err


def test_a_backup_made_while_events_are_written_has_all_that_were_accepted_before(
    tmp_path: Path, environment: None
) -> None:
    """Four writers send orders until the backup is done; the copy starts and loses none."""
    data, copy, again = tmp_path / "data", tmp_path / "copy", tmp_path / "again"
    up, done = Up(data), Event()
    accepted: list[str] = []

    def write(writer: int) -> None:
        for number in itertools.count():
            if done.is_set():
                return
            name = f"m{writer}-{number}"
            event = {"event": "Product Viewed", "properties": {"product_id": "tea"}}
            up.call("/v1/track", {**event, "userId": f"u{writer}", "messageId": name})
            accepted.append(name)

    try:
        with ThreadPoolExecutor(4) as pool:
            writers = [pool.submit(write, writer) for writer in range(4)]
            assert eventually(lambda: len(accepted) >= 100)
            before = set(accepted)
            assert main(["backup", "--data", str(data), "--to", str(copy)]) == 0
            done.set()
            assert [each.result() for each in writers] == [None] * 4
    finally:
        done.set()
        up.stop()
    assert len(accepted) > len(before)  # they did write meanwhile
    assert main(["restore", "--from", str(copy), "--data", str(again)]) == 0
    restored = Up(again)
    try:
        assert eventually(lambda: before <= lake_ids(again))
        for writer in range(4):
            assert restored.call(f"/v1/customers/u{writer}/events")["events"]
    finally:
        restored.stop()


def test_a_backup_of_a_folder_at_rest(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = used.with_name("at-rest")
    assert main(["backup", "--data", str(used), "--to", str(copy)]) == 0
    assert (copy / "dynamodb" / "tables.sqlite").stat().st_size
    assert main(["backup", "--data", str(used), "--to", str(used / "in")]) == 2
    assert "outside" in capsys.readouterr().err
    (copy / "dynamodb" / "tables.sqlite").write_bytes(b"no database")
    other = str(used.with_name("other"))
    assert main(["restore", "--from", str(copy), "--data", other]) == 2
    assert "is damaged" in capsys.readouterr().err


def test_tables_in_memory_leave_the_lake(tmp_path: Path, environment: None) -> None:
    up = Up(tmp_path, "--engine", "memory")
    up.call("/v1/items/tea", TEA, "PUT")
    assert up.call("/v1/batch", {"batch": orders()})["accepted"] == 20
    assert up.stop()[0] == 0
    assert "the tables are in memory" in up.stderr
    assert up.stderr.endswith("hilo: stopped; all events are processed and nothing waits\n")
    assert len(lake_ids(tmp_path)) == 20
    settings, laptop = parse([], tmp_path)
    with local_stack(settings, laptop, tmp_path) as on:
        assert "a lake or models and no tables" in found(on)


def test_the_engine_may_be_another_process(
    tmp_path: Path, environment: None, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [sys.executable, "-m", "local", "engine", "--data", str(tmp_path / "tables")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT, text=True) as engine:
        try:
            assert engine.stdout is not None
            url = json.loads(engine.stdout.readline())["endpoint_url"]
            up = Up(tmp_path / "data", "--engine", url)
            up.call("/v1/items/tea", TEA, "PUT")
            words = ["backup", "--data", str(tmp_path / "data"), "--to", str(tmp_path / "copy")]
            assert main(words) == 1
            assert "with the URL of a DynamoDB, back up there" in capsys.readouterr().err
            assert not (tmp_path / "copy").exists()
            assert up.stop()[0] == 0
            assert not (tmp_path / "data" / "dynamodb").exists()
            settings, laptop = parse([f"dynamodb_endpoint_url={url}"], tmp_path / "other")
            with local_stack(settings, laptop, tmp_path / "other") as on:
                assert on.services.storage.catalog.get(["tea"])["tea"].title == "Tea"
        finally:
            engine.terminate()
            assert engine.wait(timeout=20) == 0


def test_in_a_terminal_the_variables_of_the_guides_are_shown_to_paste(
    tmp_path: Path, environment: None
) -> None:
    terminal, other_end = pty.openpty()
    words = [sys.executable, "-m", "local", "up", "--data", str(tmp_path), "--port", "0"]
    with subprocess.Popen(words, stdout=other_end, stderr=subprocess.PIPE, cwd=ROOT) as up:
        os.close(other_end)
        assert up.stderr is not None
        lines = iter(up.stderr.readline, b"")
        exports = next(line for line in lines if line.startswith(b"export "))
        up.terminate()
        up.stderr.read()
    found = json.loads(os.read(terminal, 4096))
    os.close(terminal)
    variables = dict(each.split("=") for each in exports.decode().split()[1:])
    assert list(variables) == ["URL", "PUBLISHABLE", "SECRET"]
    assert list(variables.values()) == list(found.values())


def test_two_shops_that_name_no_port_are_up_side_by_side(tmp_path: Path, environment: None) -> None:
    shops = [Up(tmp_path / name, port=None) for name in ("one", "two")]
    try:
        assert shops[0].url != shops[1].url
        for number, up in enumerate(shops):
            up.call(f"/v1/items/tea-{number}", TEA, "PUT")
        for number, up in enumerate(shops):
            assert up.call(f"/v1/items/tea-{number}")["title"] == "Tea"
            with pytest.raises(HTTPError, match="404"):
                up.call(f"/v1/items/tea-{1 - number}")
    finally:
        assert [up.stop()[0] for up in shops] == [0, 0]


def test_a_folder_with_other_things_in_it_hides_only_ours_from_git(tmp_path: Path) -> None:
    (tmp_path / "shop.py").touch()
    keep_out_of_git(tmp_path)
    ignored = (tmp_path / ".gitignore").read_text().splitlines()
    assert {"/secrets/", "/lake/", "/dynamodb/", "/outbox/", "/up.json"} <= set(ignored)
    keep_out_of_git(tmp_path / "data")
    assert (tmp_path / "data" / ".gitignore").read_text() == "*\n"


def test_all_that_a_process_makes_in_a_folder_is_known(used: Path) -> None:
    made = {path.name for path in used.iterdir()} - {".gitignore"}
    assert made <= OURS, made - OURS
    assert set(_LEFT_OUT) <= OURS


def test_the_keys_in_a_folder_that_is_filled_by_an_import_are_hidden_from_git(
    tmp_path: Path,
) -> None:
    """Also where the folder is a part of a repository."""
    (tmp_path / "items.csv").write_text("sku,name,price\ntea,Tea,3.50\n")
    data = tmp_path / "shop"
    assert main(["import", str(tmp_path / "items.csv"), "--data", str(data)]) == 0
    assert (data / ".gitignore").read_text() == "*\n"
