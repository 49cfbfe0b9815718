"""What `sam build` put into functions and layers: how much, and for which processor."""

import re
from collections.abc import Iterator
from email.parser import HeaderParser
from pathlib import Path

import pytest

from functions.ports.aws.senders import SENDERS
from tests.build.cloudformation import ROOT
from tests.build.test_template_functions import FUNCTIONS, LAYERS_OF

MIB = 1 << 20
LARGEST = {
    **dict.fromkeys(FUNCTIONS, 45),
    "ScoringLayer": 60,
    "RenderingLayer": 40,
    "TrainingLayer": 215,
}
MAGIC_313 = (3571).to_bytes(2, "little") + b"\r\n"  # importlib.util.MAGIC_NUMBER there
UNCHECKED_HASH = b"\x01\x00\x00\x00"  # PEP 552
LAMBDA_LIMIT = 250  # MiB, a function and its layers, unzipped
PINS = {
    **dict.fromkeys(FUNCTIONS, "functions/requirements.txt"),
    "ScoringLayer": "model/requirements/scoring.txt",
    "RenderingLayer": "packaging/rendering/requirements.txt",
    "TrainingLayer": "model/requirements/training.txt",
}


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def mebibytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in files(folder)) / MIB


@pytest.mark.parametrize("name", LARGEST)
def test_an_artifact_is_no_larger_than_promised(artifacts: Path, name: str) -> None:
    assert 0 < mebibytes(artifacts / name) <= LARGEST[name]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_and_its_layers_are_small_enough_for_lambda(artifacts: Path, name: str) -> None:
    total = sum(mebibytes(artifacts / part) for part in (name, *LAYERS_OF[name]))
    assert total < LAMBDA_LIMIT


@pytest.mark.parametrize("name", LARGEST)
def test_tests_stay_home(artifacts: Path, name: str) -> None:
    unwanted = re.compile(r"(^|/)(tests|Makefile|requirements(\.txt)?)(/|$)")
    shipped = (path.relative_to(artifacts / name).as_posix() for path in files(artifacts / name))
    assert not [path for path in shipped if unwanted.search(path)]


@pytest.mark.parametrize("name", LARGEST)
def test_bytecode_ships_where_a_person_waits_for_it(artifacts: Path, name: str) -> None:
    """All of Python 3.13 and never compared with its source; none in the layer of trainings."""
    sources = {path for path in files(artifacts / name) if path.suffix == ".py"}
    bytecode = [path for path in files(artifacts / name) if path.suffix == ".pyc"]
    assert {path.parent.parent / f"{path.name.split('.')[0]}.py" for path in bytecode} == (
        set() if name == "TrainingLayer" else sources
    )
    for path in bytecode:
        with path.open("rb") as file:
            magic, flags = file.read(4), file.read(4)
        assert (magic, flags) == (MAGIC_313, UNCHECKED_HASH), path


@pytest.mark.parametrize("name", LARGEST)
def test_what_was_built_is_what_is_pinned(artifacts: Path, name: str) -> None:
    pinned = {}
    for line in (ROOT / PINS[name]).read_text().splitlines():
        requirement, _, marker = line.partition(" ; ")
        if marker not in {"python_full_version < '3.12'", "sys_platform == 'win32'"}:
            package, version = requirement.split("==")
            pinned[_normal(package)] = version
    assert dict(_installed(artifacts / name)) == pinned


@pytest.mark.parametrize("name", LARGEST)
def test_everything_is_for_one_processor(artifacts: Path, name: str) -> None:
    assert len({machine(path) for path in _libraries(artifacts / name)}) <= 1


def test_all_artifacts_are_for_the_same_processor(artifacts: Path) -> None:
    assert len({machine(path) for path in _libraries(artifacts)}) == 1


def test_learning_brings_the_openmp_that_lambda_lacks(artifacts: Path) -> None:
    assert machine(artifacts / "TrainingLayer" / "lib" / "libgomp.so.1")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_botocore_knows_the_services_that_are_called_and_no_others(
    artifacts: Path, name: str
) -> None:
    sources = (ROOT / "functions").rglob("*.py")
    called = {
        service
        for path in sources
        for service in re.findall(r'aws_client\(\s*"(\w+)"', path.read_text())
    }
    called |= {service for service, _ in SENDERS.values()}
    data = artifacts / name / "botocore" / "data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == called
    assert mebibytes(data) < 4


def test_serving_carries_nothing_of_learning(artifacts: Path) -> None:
    site = artifacts / "ScoringLayer" / "python"
    assert not any((site / "model" / each).exists() for each in ("dataset", "training"))
    assert (site / "model" / "scoring.py").is_file()


def machine(library: Path) -> str:
    """The processor an ELF file is for (e_machine, ELF header, bytes 18 and 19)."""
    with library.open("rb") as file:
        head = file.read(20)
    assert head[:4] == b"\x7fELF", library
    return {62: "x86_64", 183: "arm64"}[int.from_bytes(head[18:20], "little")]


def _libraries(folder: Path) -> Iterator[Path]:
    return (path for path in files(folder) if re.search(r"\.so(\.\d+)*$", path.name))


def _installed(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*.dist-info/METADATA"):
        metadata = HeaderParser().parsestr(path.read_text())
        yield _normal(metadata["Name"]), metadata["Version"]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
