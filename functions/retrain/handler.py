"""The training schedule on Lambda."""

import logging
import os
from typing import Any

from functions.bootstrap import bootstrap
from functions.retrain.retrain import Retrain
from model.training.train import NothingToLearn

logger = logging.getLogger(__name__)
_services = bootstrap("retrain", os.environ)
_retrain = Retrain(_services)


def _progress(step: str, fraction: float) -> None:
    logger.info("training: %s %.0f %%", step, 100 * fraction)


@_services.meter.flushing
def handler(_event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Train; an empty lake is no failure, only too early."""
    try:
        manifest = _retrain(_progress)
    except NothingToLearn as reason:
        logger.info("no model yet: %s", reason)
        return {"version": None, "reason": str(reason)}
    return {name: manifest[name] for name in ("version", "gate", "metrics")}
