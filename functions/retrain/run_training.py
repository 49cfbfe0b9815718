"""One training on AWS, in Lambda or in a container: its log and its result."""

import logging
from typing import Any

from functions.bootstrap import Services
from functions.retrain.training_launcher import TrainingLauncher
from model.training.train import NothingToLearn

logger = logging.getLogger(__name__)

_REPORTED = ("version", "gate", "metrics", "task", "reason")


def run_training(services: Services) -> dict[str, Any]:
    """Train where it fits; an empty lake is no failure, only too early."""
    try:
        result = TrainingLauncher(services)(_progress)
    except NothingToLearn as reason:
        logger.info("no model yet: %s", reason)
        return {"version": None, "reason": str(reason)}
    return {name: result[name] for name in _REPORTED if name in result}


def _progress(step: str, fraction: float) -> None:
    logger.info("training: %s %.0f %%", step, 100 * fraction)
