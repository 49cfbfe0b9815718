"""A laptop's DynamoDB Local may be killed; then the system ends, as half of it is of no use."""

import logging
from threading import Event

from botocore.exceptions import BotoCoreError, ClientError

from local.engine import Engine

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 2.0
LOOKS_IN_VAIN = 3


def watch(engine: Engine, stop: Event) -> None:
    """Return when `stop` is set, or when the engine that we started is gone."""
    if engine.name != "dynamodb-local":
        stop.wait()  # moto lives in this process; another's endpoint may come back
    in_vain = 0
    while in_vain < LOOKS_IN_VAIN and not stop.wait(SECONDS_BETWEEN_LOOKS):
        in_vain = 0 if _answers(engine) else in_vain + 1
    if in_vain:
        logger.error("DynamoDB Local does not answer any more")


def _answers(engine: Engine) -> bool:
    try:
        engine.dynamodb.list_tables(Limit=1)
    except (BotoCoreError, ClientError):
        return False
    return True
