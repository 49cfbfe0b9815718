"""The processes that read a file for an import end with it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

IMPORT = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from local.feeds.import_parts import begin_reading

if __name__ == "__main__":
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=begin_reading) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        sys.stdin.readline()
"""
PATIENCE_S = 20


@pytest.mark.parametrize("killed", [True, False])
def test_a_reader_ends_with_its_import(tmp_path: Path, killed: bool) -> None:
    script = tmp_path / "importing.py"
    script.write_text(IMPORT)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        text=True,
    ) as importing:
        assert importing.stdout
        reader = int(importing.stdout.readline())
        assert is_running(reader)
        if killed:
            importing.send_signal(signal.SIGKILL)
        else:
            importing.communicate("\n", timeout=PATIENCE_S)
        end = time.monotonic() + PATIENCE_S
        while is_running(reader) and time.monotonic() < end:
            time.sleep(0.05)
    assert not is_running(reader)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
