"""Run AWS's DynamoDB Local on a free loopback port, for no longer than this process lives.

`python -m local.dynamodb_local fetch` downloads it once.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local.dynamodb_local_jar import CACHE, JAR, FetchError, fetch, home, is_there

OLDEST_JAVA = 11
SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 2
STARTS = 3
# It is up in half the time (2 to 3 s for 4 to 8 on two busy cores) and no slower afterwards.
QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

# Java does not notice when we die, and we may die without a word (SIGKILL). So a guard of a few
# lines stands between: its standard input is a pipe from us, and when that ends, for whatever
# reason, Java ends.
_GUARD = """
import subprocess, sys, threading
java = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
def end_with_parent():
    sys.stdin.buffer.read()
    java.terminate()
    try:
        java.wait(1)
    except subprocess.TimeoutExpired:
        java.kill()
threading.Thread(target=end_with_parent, daemon=True).start()
sys.exit(java.wait())
"""


class DynamoDBLocalError(Exception):
    """DynamoDB Local does not start here; the message says what is missing."""


def why_not(cache: Path = CACHE) -> str | None:
    """Say what keeps DynamoDB Local from running here, with the remedy; None when nothing does."""
    if not is_there(cache):
        return "DynamoDB Local is not downloaded: run `python -m local.dynamodb_local fetch`"
    version = _java_version()
    if version is None or version < OLDEST_JAVA:
        found = "no Java" if version is None else f"Java {version}"
        return f"DynamoDB Local needs Java {OLDEST_JAVA} or newer on the PATH, and there is {found}"
    return None


def _java_version() -> int | None:
    java = shutil.which("java")
    if java is None:
        return None
    output = subprocess.run(  # noqa: S603 - the java of this machine
        [java, "-version"], capture_output=True, text=True, check=False, timeout=30
    ).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', output)
    return int(version.group(1)) if version else None


@contextmanager
def dynamodb_local_running(*, data: Path | None = None, cache: Path = CACHE) -> Iterator[str]:
    """Start DynamoDB Local, give its URL once it answers, and stop it at the end of the block.

    Args:
        data: a folder to keep the tables in; None keeps them in memory.
        cache: where `fetch` put the jar.

    Raises:
        DynamoDBLocalError: it is not here, there is no Java, or it does not come up.
    """
    reason = why_not(cache)
    if reason:
        raise DynamoDBLocalError(reason)
    guard, port = _start(home(cache), data)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(guard)


def _start(folder: Path, data: Path | None) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(STARTS):
        # Another process may take the port between our look and Java's; then Java ends, and we take
        # another.
        port = _free_port()
        guard = _launch(folder, port, data)
        try:
            if _answers(guard, port):
                return guard, port
        except BaseException:
            _stop(guard)
            raise
        _stop(guard)
    raise DynamoDBLocalError(
        f"DynamoDB Local does not come up; see what `java -jar {folder / JAR}` says"
    )


def _launch(folder: Path, port: int, data: Path | None) -> subprocess.Popen[bytes]:
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
    keep = ["-inMemory"] if data is None else ["-dbPath", str(data.resolve())]
    java = ["java", *QUICK_START, "-Djava.library.path=DynamoDBLocal_lib", "-jar", JAR]
    options = ["-port", str(port), *keep, "-sharedDb", "-disableTelemetry"]
    return subprocess.Popen(  # noqa: S603 - our own words, a port and a folder
        [sys.executable, "-I", "-S", "-c", _GUARD, *java, *options],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is ours to handle; and the group can be ended whole
    )


def _answers(guard: subprocess.Popen[bytes], port: int) -> bool:
    end = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < end and guard.poll() is None:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            try:
                connection.request("GET", "/")
                # Without a signature it says 400, but it says it.
                connection.getresponse().read()
            finally:
                connection.close()
            return guard.poll() is None
        time.sleep(0.05)
    return False


def _stop(guard: subprocess.Popen[bytes]) -> None:
    if guard.stdin is not None:
        guard.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        guard.wait(SECONDS_TO_STOP)
    # The group is gone by now, or is ended here: the guard was its leader, Java is in it.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(guard.pid, signal.SIGKILL)
    guard.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(words: list[str]) -> int:
    if words != ["fetch"]:
        print("usage: python -m local.dynamodb_local fetch", file=sys.stderr)
        return 2
    try:
        print(fetch())
    except FetchError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
