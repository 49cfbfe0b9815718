"""Functions without layers start without what only layers hold."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS_HOLD = ("model", "numpy", "liquid", "mrml", "babel")
WITHOUT_LAYERS = ("stream", "nudges", "restock", "redrive.redrive")
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
        "functions.ports.channel_sender",
        "functions.services.people.profiles",
        "functions.domain.reading.dates_in_words",
        "model.settings",
        "functions.api.later.wire",
        "functions.domain.nudges.settings",
        "functions.services.erasure.erase",
        "functions.services.nudges",
        "functions.storage.nudges",
        "aws_lambda_powertools",
        "boto3",
        "jwt",
    )
    words = [sys.executable, "-c", RUN, "functions.api.app", *later]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr


BUILT = """
import functions.api.app
from pydantic import BaseModel
def below(model):
    for each in model.__subclasses__():
        yield each
        yield from below(each)
print(*(each.__name__ for each in below(BaseModel) if each.__pydantic_complete__))
"""


def test_an_instance_of_the_api_builds_the_schemas_that_it_uses() -> None:
    words = [sys.executable, "-c", BUILT]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=True)
    assert len(ran.stdout.split()) < 10, ran.stdout


COLLECTING = """
import gc
from functions import cold_start
assert not gc.isenabled()
cold_start.loaded()
print(gc.isenabled(), gc.get_freeze_count() > 1_000)
"""


def test_garbage_is_collected_once_an_instance_has_started() -> None:
    words = [sys.executable, "-c", COLLECTING]
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.split() == ["True", "True"]


@pytest.mark.parametrize("path", sorted((ROOT / "functions").glob("*/handler.py")), ids=str)
def test_a_handler_that_starts_without_collection_ends_so(path: Path) -> None:
    """An instance that never collects would grow with each request."""
    text = path.read_text()
    assert ("cold_start" in text) == text.endswith("cold_start.loaded()\n")
