import pytest

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build
from model.scoring import Scorer


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The ten items, one product in two variants that no person bought, and one that is hidden."""
    rows = [
        CatalogueRow(
            f"i{at}",
            category="even" if at % 2 == 0 else "odd",
            brand="low" if at < 5 else "high",
            price=float(at),
        )
        for at in range(10)
    ]
    more = [
        CatalogueRow("tall", group_id="v", category="odd", price=50.0, created_at=2),
        CatalogueRow("short", group_id="v", category="odd", price=5.0, created_at=1),
        CatalogueRow("hidden", category="even", hidden=True),
    ]
    return build([*rows, *more], tmp_path_factory.mktemp("shelf"), "s1")


@pytest.fixture(scope="module")
def scorer(model: Artifact, shelf: Snapshot) -> Scorer:
    return Scorer(model, shelf)
