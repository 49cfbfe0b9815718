"""Retrain on a schedule, in a process of its own: it uses all of a core, and can be stopped."""

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from local import training_process

logger = logging.getLogger(__name__)

SECONDS_TO_END = 1.0


class RetrainSchedule:
    def __init__(self, data: Path, pairs: Sequence[str], every_s: float) -> None:
        self._command = training_process.command(data, pairs)
        self._every_s = every_s

    def run(self, stop: Event) -> None:
        while not stop.wait(self._every_s):
            self._train(stop)

    def _train(self, stop: Event) -> None:
        # Our standard output carries one line for a program to read; theirs must not follow it.
        training = subprocess.Popen(self._command, stdout=sys.stderr, stdin=subprocess.DEVNULL)  # noqa: S603 our own words
        while training.poll() is None:
            if stop.wait(0.2):
                training.terminate()
                try:
                    training.wait(SECONDS_TO_END)
                except subprocess.TimeoutExpired:
                    training.kill()
                return
        if training.returncode:
            logger.warning("no new model: the training ended with %d", training.returncode)
