"""The first log line and the first metrics of a process may be written at once, in two threads."""

import subprocess
import sys

import pytest

# Threads are switched so often that one meets the other in the middle of its imports.
WRITES = """
import logging, sys, threading
from functions.observability import CloudWatchMeter, log_as_json
sys.setswitchinterval(1e-6)
log_as_json("api", "INFO")
meter, gate, failed = CloudWatchMeter("shop"), threading.Barrier(2), []
def counts():
    gate.wait()
    try:
        meter.count("requests")
        meter.flushing(lambda: None)()
    except Exception as error:
        failed.append(error)
def logs():
    gate.wait()
    logging.getLogger("functions.here").info("in service")
threads = [threading.Thread(target=each) for each in (counts, logs)]
for each in threads: each.start()
for each in threads: each.join()
sys.exit(repr(failed) if failed else 0)
"""


@pytest.mark.parametrize("run", range(3))
def test_a_log_line_and_metrics_do_not_meet_in_an_import(run: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITES], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("Logging error")) == (0, 0), done.stderr
    assert '"message":"in service"' in done.stderr
    assert '"requests":[1.0]' in done.stdout
