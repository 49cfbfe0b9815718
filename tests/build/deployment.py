"""What `sam deploy` does, against moto: package, transform, create or update a stack."""

import hashlib
import io
import json
import os
import shlex
import subprocess
import warnings
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3

from tests.build.cloudformation import FUNCTION, LAYER, load
from tests.build.resolved import resolved

PACKAGES = "packages"
SOURCE_OF = {FUNCTION: "CodeUri", LAYER: "ContentUri"}
TRANSFORM = Path(__file__).with_name("sam_transform.py")
Template = dict[str, Any]


@dataclass(frozen=True)
class Package:
    """A built template whose code lies in a bucket, each artifact under a digest of its files."""

    template: Template
    sam_python: str

    @classmethod
    def from_build(cls, artifacts: Path, sam_python: str) -> "Package":
        template = load(artifacts / "template.yaml")
        for name, resource in template["Resources"].items():
            if (source := SOURCE_OF.get(resource["Type"])) is not None:
                digest = digest_of(artifacts / name)
                resource["Properties"][source] = f"s3://{PACKAGES}/{digest}"
        return cls(template, sam_python)

    def sources(self) -> set[str]:
        """Keys of the artifacts in the bucket."""
        return {
            resource["Properties"][source].rpartition("/")[2]
            for resource in self.template["Resources"].values()
            if (source := SOURCE_OF.get(resource["Type"]))
        }

    def with_source(self, name: str, digest: str) -> "Package":
        """The same, but one artifact was built from other files."""
        template = deepcopy(self.template)
        resource = template["Resources"][name]
        resource["Properties"][SOURCE_OF[resource["Type"]]] = f"s3://{PACKAGES}/{digest}"
        return Package(template, self.sam_python)

    def transformed(self, parameters: Mapping[str, str]) -> Template:
        asked = json.dumps({"template": self.template, "parameters": dict(parameters)})
        plain: Template = json.loads(_transform(self.sam_python, asked))
        return plain


class Account:
    """One account and region of moto; `mock_aws` has to be active."""

    def __init__(self) -> None:
        self._stacks = boto3.client("cloudformation", region_name="us-east-1")
        self._lambda = boto3.client("lambda", region_name="us-east-1")
        self._dynamodb = boto3.client("dynamodb", region_name="us-east-1")
        self._s3 = boto3.client("s3", region_name="us-east-1")
        self._s3.create_bucket(Bucket=PACKAGES)

    def create(self, stack: str, package: Package, **parameters: str) -> None:
        self._apply(self._stacks.create_stack, stack, package, parameters)

    def update(self, stack: str, package: Package, **parameters: str) -> None:
        self._apply(self._stacks.update_stack, stack, package, parameters)

    def delete(self, stack: str) -> None:
        self._stacks.delete_stack(StackName=stack)

    def status(self, stack: str) -> str:
        (found,) = self._stacks.describe_stacks(StackName=stack)["Stacks"]
        return str(found["StackStatus"])

    def resources(self, stack: str) -> dict[str, dict[str, Any]]:
        """Type, status and physical id of what was made, by logical id."""
        found = self._stacks.describe_stack_resources(StackName=stack)["StackResources"]
        return {each["LogicalResourceId"]: dict(each) for each in found if "ResourceType" in each}

    def tables(self) -> set[str]:
        """Names of all tables of the account, kept ones too."""
        return set(self._dynamodb.list_tables()["TableNames"])

    def function(self, stack: str, logical_id: str) -> dict[str, Any]:
        name = self.resources(stack)[logical_id]["PhysicalResourceId"]
        return dict(self._lambda.get_function_configuration(FunctionName=name))

    def _apply(
        self, call: Any, stack: str, package: Package, parameters: Mapping[str, str]
    ) -> None:
        for key in package.sources():
            self._s3.put_object(Bucket=PACKAGES, Key=key, Body=_zip(key))
        with warnings.catch_warnings():
            # Types that moto does not make are looked at by their schemas, see `stand_ins`.
            warnings.filterwarnings("ignore", "Tried to parse .* but it's not supported by moto")
            call(
                StackName=stack,
                # moto looks for changes in the text alone, and so sees none of a parameter's;
                # and of policies of deletion it knows the one.
                TemplateBody=json.dumps(
                    resolved(package.transformed(parameters), parameters)
                ).replace("RetainExceptOnCreate", "Retain"),
                Capabilities=["CAPABILITY_IAM"],
            )


def digest_of(folder: Path) -> str:
    """A digest of every file in a folder, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def _transform(sam_python: str, asked: str) -> str:
    """Ask SAM's translator once for each question: it takes seconds to start."""
    ran = subprocess.run(
        [*shlex.split(sam_python), str(TRANSFORM)],
        input=asked,
        env={**os.environ, "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _zip(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content", text)
    return buffer.getvalue()
