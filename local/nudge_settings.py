"""The settings of nudges for a training of its own: the tables belong to the process that is up."""

import logging
from pathlib import Path

from functions.domain.nudges.insights.attribution import Windows
from functions.domain.nudges.settings import NudgeSettings
from functions.errors import HiloError
from functions.storage.nudge_settings import NudgeSettingsRows
from local.address_file import found_in
from local.api_calls import Api

logger = logging.getLogger(__name__)


class LaptopNudgeSettings(NudgeSettingsRows):
    """Asks the process that is up on the folder; the windows alone, as reports need no more."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def get(self, *, consistent: bool = True) -> NudgeSettings:  # noqa: ARG002 as of rows
        """The settings with the windows of the shop, or with the usual ones if nothing is up."""
        try:
            answer = Api(*found_in(self._data)).call("GET", "/v1/settings/nudges")
        except HiloError as error:
            logger.info("orders count for nudges within the usual times: %s", error)
            return NudgeSettings()
        found = {name: Windows(**times) for name, times in answer["settings"]["windows"].items()}
        return NudgeSettings(windows=found)
