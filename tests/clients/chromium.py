"""Headless Chromium, for as long as one page reports."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
# It asks its maker's servers at every start, which no test may.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)


class Chromium:
    def __init__(self, profile: Path) -> None:
        found = next(filter(None, map(shutil.which, NAMES)), None)
        assert found, f"install Chromium: none of {', '.join(NAMES)} is on PATH"
        # Chromium's sandbox does not start for root, which is the only user in a container.
        sandbox = () if os.geteuid() else ("--no-sandbox",)
        self._command = [found, "--headless", *sandbox, *QUIET, f"--user-data-dir={profile}"]

    def rendered(self, address: str) -> str:
        """Return a page of this machine as it is after its scripts ran; no other host answers."""
        words = (
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            "--virtual-time-budget=10000",
            "--dump-dom",
        )
        command = [*self._command, *words, address]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        return shown.stdout

    @contextmanager
    def showing(self, address: str) -> Iterator[None]:
        silent = subprocess.DEVNULL
        browser = subprocess.Popen([*self._command, address], stdout=silent, stderr=silent)
        try:
            yield
        finally:
            browser.terminate()
            browser.wait(10)
