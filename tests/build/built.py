"""The functions as they were built, each run on its own Python 3.13 against what stands for AWS."""

import json
import os
import platform
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.build import python313
from tests.build.cloudformation import FUNCTION, ROOT, of_type
from tests.build.test_artifact_contents import machine
from tests.build.test_template_functions import LAYERS_OF

# A schedule first, so that the API has a catalogue and a model to answer from.
ORDER = (
    "SnapshotFunction",
    "RetrainFunction",
    "StreamFunction",
    "RedriveFunction",
    "NudgesFunction",
    "RenderingFunction",
    "RestockFunction",
    "DeliveryFunction",
    "ImportsFunction",
    "ApiFunction",
)
RUNTIME = Path(__file__).with_name("lambda_runtime.py")
SECONDS = 300


@dataclass(frozen=True)
class Ran:
    """What a function answered, which calls it made to AWS, and what it had loaded at the end."""

    answers: list[Any]
    calls: list[dict[str, Any]]
    modules: set[str]
    log: str


@dataclass
class Built:
    artifacts: Path
    template: dict[str, Any]
    environment: dict[str, str]
    calls: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def fits(self) -> bool:
        """Whether this machine has the processor that the artifacts were built for."""
        library = next((self.artifacts / "StreamFunction" / "pydantic_core").glob("*.so"))
        return machine(library) == platform.machine().replace("aarch64", "arm64")

    def run(self, name: str, *events: Any, **environment: str) -> Ran:
        """Start a function anew and hand it the events, one after the other."""
        layers = [self.artifacts / layer for layer in LAYERS_OF[name]]
        path = [self.artifacts / name, *(layer / "python" for layer in layers)]
        handler = of_type(self.template, FUNCTION)[name]["Handler"]
        ran = subprocess.run(
            [python313.find(), "-I", "-S", "-B", RUNTIME],
            input=json.dumps({"handler": handler, "path": [*map(str, path)], "events": events}),
            env={
                **_lambda_environment(layers),
                **self.environment,
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert ran.returncode == 0, ran.stderr
        printed = json.loads(ran.stdout)
        self.calls.setdefault(name, []).extend(printed["calls"])
        return Ran(printed["answers"], printed["calls"], set(printed["modules"]), ran.stderr)


def _lambda_environment(layers: list[Path]) -> dict[str, str]:
    return {
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_EC2_METADATA_DISABLED": "true",
        "LD_LIBRARY_PATH": os.pathsep.join(str(layer / "lib") for layer in layers),
    }


def files_of(name: str) -> dict[str, Any]:
    """The events of a function, by the name of their file."""
    prefix = name.removesuffix("Function").lower()
    paths = sorted((ROOT / "events").glob(f"{prefix}-*.json"))
    return {path.stem: json.loads(path.read_text()) for path in paths}
