"""Each handler loads in a fresh Python 3.13 from its artifact, its layers and the runtime only."""

import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.build import python313
from tests.build.cloudformation import FUNCTION, of_type
from tests.build.test_artifact_contents import machine
from tests.build.test_template_functions import FUNCTIONS, LAYERS_OF

LEARNING = {"scipy", "implicit", "duckdb", "lightgbm"}
# The API answers in milliseconds, the stream needs no arrays, and no schedule speaks HTTP.
FORBIDDEN = {
    "ApiFunction": LEARNING | {"model.training", "model.dataset"},
    "StreamFunction": LEARNING | {"model", "numpy", "fastapi"},
    "RetrainFunction": {"fastapi"},
    "SnapshotFunction": LEARNING | {"model.training", "model.dataset", "fastapi"},
}
# As awslambdaric does it: import the module, get the attribute, call nothing.
LOAD = """
import importlib, json, sys
sys.path[:0] = sys.argv[2:]
module, _, name = sys.argv[1].rpartition(".")
assert callable(getattr(importlib.import_module(module), name))
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return python313.runtime_packages(tmp_path_factory.mktemp("runtime"))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_handler_loads_and_takes_only_what_it_needs(
    template: dict[str, Any], artifacts: Path, runtime: Path, name: str
) -> None:
    library = next((artifacts / "StreamFunction" / "pydantic_core").glob("*.so"))
    if machine(library) != platform.machine().replace("aarch64", "arm64"):
        pytest.skip(f"built for {machine(library)}; imports are looked at where that runs")
    layers = [artifacts / layer for layer in LAYERS_OF[name]]
    path = [artifacts / name, *(layer / "python" for layer in layers), runtime]
    loaded = _load(of_type(template, FUNCTION)[name]["Handler"], path, layers)
    assert not FORBIDDEN[name] & loaded


def _load(handler: str, path: list[Path], layers: list[Path]) -> set[str]:
    ran = subprocess.run(
        [python313.find(), "-I", "-S", "-B", "-c", LOAD, handler, *map(str, path)],
        env={
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "nobody",
            "AWS_SECRET_ACCESS_KEY": "nothing",
            "LD_LIBRARY_PATH": os.pathsep.join(str(layer / "lib") for layer in layers),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return set(json.loads(ran.stdout.splitlines()[-1]))
