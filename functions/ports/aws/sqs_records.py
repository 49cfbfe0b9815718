"""Messages of a queue as Lambda hands them over: a batch, of which some may come again."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from functions.correlation import correlated, id_of_message
from functions.errors import HiloError
from functions.ports.queue import Message

logger = logging.getLogger(__name__)


def is_done(record: Mapping[str, Any], work: Callable[[Message], None]) -> bool:
    """Whether a message's work was done, under the id of its cause; a log line says why not."""
    with correlated(id_of_message(record)):
        return _is_done(record, work)


def _is_done(record: Mapping[str, Any], work: Callable[[Message], None]) -> bool:
    try:
        work(json.loads(record["body"]))
    except HiloError as fault:
        logger.warning("a message is handed over again: %s", type(fault).__name__)
        return False
    except Exception:
        logger.exception("a message that our code fails on")
        return False
    return True
