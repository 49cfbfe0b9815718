"""Functions without layers start without what only layers hold."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS_HOLD = ("model", "numpy", "liquid", "mrml", "babel")
WITHOUT_LAYERS = ("stream", "nudges", "restock", "feedback", "redrive.redrive")
# As in a Lambda without the layer: an import fails.
RUN = """
import sys
for name in sys.argv[2:]:
    sys.modules[name] = None
__import__(sys.argv[1])
"""


@pytest.mark.parametrize("name", WITHOUT_LAYERS)
def test_it_starts_without_layers(name: str) -> None:
    module = f"functions.{name}" if "." in name else f"functions.{name}.wiring"
    words = [sys.executable, "-c", RUN, module, *LAYERS_HOLD]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr


def test_an_instance_of_the_api_starts_without_what_only_later_routes_need() -> None:
    """A service of a later route belongs into `functions.api.later.wire` and its dependencies."""
    later = (
        "functions.api.later.wire",
        "functions.domain.nudges.settings",
        "functions.services.erasure.erase",
        "functions.services.nudges",
        "functions.storage.nudges",
    )
    words = [sys.executable, "-c", RUN, "functions.api.app", *later]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
