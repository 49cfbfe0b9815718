"""The real `sam local`: a function once, all functions in warm containers, or the HTTP API."""

import json
import os
import platform
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600


class FunctionFailed(Exception):
    """A function crashed, or `sam local` did; the message ends with its log."""


class Sam:
    """`command` is how to call SAM CLI; `options` are more words for each `sam local …`."""

    def __init__(
        self, command: Sequence[str], options: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self._command = list(command)
        self._folder = tempfile.TemporaryDirectory(prefix="sam-story-")
        variables = Path(self._folder.name) / "environment.json"
        variables.write_text(json.dumps({"Parameters": dict(environment)}))
        architecture = platform.machine().replace("aarch64", "arm64")
        self._options = [
            *("--env-vars", str(variables)),
            *("--parameter-overrides", f"Architecture={architecture}"),
            *options,
        ]

    def invoke(self, function: str, event: Path) -> dict[str, Any]:
        """The function's answer to a file by `sam local invoke`, in a container of its own.

        Raises:
            FunctionFailed: it raised, took too long, or never started.
        """
        ran = subprocess.run(  # noqa: S603 the words are ours
            [*self._command, "local", "invoke", function, "--event", str(event), *self._options],
            cwd=ROOT,
            env=_credentials(),
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        # SAM CLI calls a function that took too long a success; only the answer is missing.
        if ran.returncode == 0:
            return answer_in(_last_line(ran.stdout), f"{function} with {event.name}")
        raise FunctionFailed(f"{function} with {event.name}: {ran.stdout}\n{ran.stderr}")

    @contextmanager
    def serving(self, command: str, log: Path) -> Iterator[str]:
        """Serve `start-api` or `start-lambda` on a free loopback port and give its URL.

        A function's container starts with its first call and is kept. The log goes to a file.
        """
        port = _free_port()
        words = ["local", command, "--port", str(port), "--warm-containers", "LAZY", "--no-watch"]
        with log.open("w") as file:
            process = subprocess.Popen(  # noqa: S603 the words are ours
                [*self._command, *words, *self._options],
                cwd=ROOT,
                env=_credentials(),
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
            try:
                yield f"http://127.0.0.1:{port}"
            finally:
                _end(process)


def answer_in(text: str, of: str) -> dict[str, Any]:
    """A function's answer: an object, as all of ours give.

    Raises:
        FunctionFailed: the text is none, or describes an error; `of` names the call.
    """
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and "errorMessage" not in answer:
        return answer
    raise FunctionFailed(f"{of}: {text}")


def _last_line(text: str) -> str:
    """The answer stands on the last line; there is none of a function that took too long."""
    return (text.strip().splitlines() or [""])[-1]


def _credentials() -> dict[str, str]:
    """Any credentials do for what stands in for AWS, and real ones have no business here."""
    foreign = ("AWS_", "HILO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",  # there is none, and asking takes seconds
        "SAM_CLI_TELEMETRY": "0",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end(process: subprocess.Popen[bytes]) -> None:
    """Interrupt, so that SAM removes its containers; kill only what does not listen.

    The process alone: `uv tool run` passes a signal on, and a second one ends SAM in the middle.
    """
    process.send_signal(signal.SIGINT)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
