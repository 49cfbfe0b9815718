import numpy as np
import pytest

from model.arrays.artifact import Artifact
from tests.unit.model.shop import checkerboard, learn, rewritten, write_lake


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """Learned from the checkerboard: ten items, the even ones bought by some, the odd by others.

    Its twenty people bought on one day each; the model holds that people buy all of it again.
    """
    folder = tmp_path_factory.mktemp("model")
    once = learn(write_lake(folder / "lake", checkerboard()), folder / "out")
    rates = np.ones_like(once["repeat_rate"])
    return rewritten(once, folder / "again", {"repeat_rate": rates})
