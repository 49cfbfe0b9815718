import pytest

from model.arrays.artifact import Artifact
from tests.unit.model.shop import checkerboard, learn, write_lake


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """Learned from the checkerboard: ten items, the even ones bought by some, the odd by others."""
    folder = tmp_path_factory.mktemp("model")
    return learn(write_lake(folder / "lake", checkerboard()), folder / "out")
