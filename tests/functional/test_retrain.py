import json

import pytest

from functions.errors import Invalid
from functions.ports import artifacts
from functions.ports.artifacts import MODELS
from functions.retrain.training_job import TrainingJob
from functions.services.nudges.facts.repurchase_gaps import REPURCHASE_GAPS
from functions.settings import Settings
from local.services import LaptopServices
from model.training.train import NothingToLearn
from tests.functional import shop


def silent(step: str, fraction: float) -> None:
    pass


def test_a_model_is_learned_and_published(services: LaptopServices) -> None:
    shop.put_catalogue(services)
    shop.fill_lake(services)
    steps: list[tuple[str, float]] = []
    manifest = TrainingJob(services)(lambda step, fraction: steps.append((step, fraction)))
    pointer = artifacts.current(services.blobs, MODELS)
    assert pointer is not None
    assert pointer.version == manifest["version"]
    gaps = json.loads(services.blobs.read(REPURCHASE_GAPS))["days"]
    assert all(days > 0 for days in gaps.values())
    assert steps
    assert all(0 <= fraction <= 1 for _, fraction in steps)
    assert not (services.settings.work_folder / "retrain").exists()


def test_an_empty_lake_is_reported_and_the_model_stays(
    services: LaptopServices, learned: str
) -> None:
    for path in (services.data / "lake").rglob("*.jsonl"):
        path.unlink()
    with pytest.raises(NothingToLearn):
        TrainingJob(services)(silent)
    pointer = artifacts.current(services.blobs, MODELS)
    assert pointer is not None
    assert pointer.version == learned


@pytest.mark.parametrize(
    "training", [{"factor": "3"}, {"factors": "many"}, {"factors": "0"}, {"alpha": "-1"}]
)
def test_a_training_setting_that_cannot_be_so_is_named(
    settings: Settings, services: LaptopServices, training: dict[str, str]
) -> None:
    wrong = settings.model_copy(update={"training": training})
    with pytest.raises(Invalid, match=next(iter(training))):
        TrainingJob(LaptopServices(wrong, services.data))


def test_settings_reach_the_model(settings: Settings, services: LaptopServices) -> None:
    shop.fill_lake(services)
    own = settings.model_copy(update={"training": {"factors": "5"}})
    manifest = TrainingJob(LaptopServices(own, services.data, clock=services.clock))(silent)
    assert manifest["settings"]["factors"] == 5
