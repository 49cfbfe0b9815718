"""DynamoDB Local as a process: it keeps what it is asked to keep, and never outlives us."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from functions.storage.tables import TableNames, create_tables
from local.engine import engine_running

ROOT = Path(__file__).parents[2]
NAMES = TableNames.prefixed("kept")
KEY = {"pk": {"S": "visitor#1"}, "sk": {"S": "b#1"}}
PARENT = """
import time
from local.dynamodb_local import dynamodb_local_running
with dynamodb_local_running() as url:
    print(url, flush=True)
    time.sleep(60)
"""


def test_a_data_folder_keeps_the_tables_between_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with engine_running({}, name="dynamodb-local", data=data) as engine:
        create_tables(engine.dynamodb, NAMES)
        engine.dynamodb.put_item(TableName=NAMES.events, Item=KEY)
    with engine_running({}, name="dynamodb-local", data=data) as engine:
        create_tables(engine.dynamodb, NAMES)
        assert engine.dynamodb.get_item(TableName=NAMES.events, Key=KEY)["Item"] == KEY


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - our own server
    except urllib.error.HTTPError as refusal:  # 400: no signature
        refusal.close()
        return True
    except OSError:
        return False
    return True


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_process_that_started_it(end: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        url = parent.stdout.readline().strip()
        assert answers(url)
        parent.send_signal(end)
    deadline = time.monotonic() + 5
    while answers(url) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not answers(url)
