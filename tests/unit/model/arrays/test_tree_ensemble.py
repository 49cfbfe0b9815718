import lightgbm as lgb
import numpy as np
import pytest

from model.arrays.artifact import Array
from model.arrays.tree_ensemble import TreeEnsemble
from model.training.trees.export import tree_arrays


def booster(rounds: int, **parameters: object) -> tuple[lgb.Booster, Array]:
    random = np.random.default_rng(3)
    rows = random.standard_normal((600, 5)).astype(np.float32)
    target = rows[:, 0] * rows[:, 1] + np.sign(rows[:, 2])
    options = {"verbose": -1, "num_threads": 1, "min_data_in_leaf": 5, "use_missing": False}
    return lgb.train(options | parameters, lgb.Dataset(rows, target), rounds), rows


def exported(trained: lgb.Booster | None) -> TreeEnsemble:
    return TreeEnsemble.from_arrays(tree_arrays(trained), "")


@pytest.mark.parametrize("leaves", [2, 8, 31])
def test_trees_score_exactly_as_lightgbm(leaves: int) -> None:
    trained, rows = booster(25, num_leaves=leaves)
    assert exported(trained).predict(rows).tolist() == np.asarray(trained.predict(rows)).tolist()


def test_values_on_a_threshold_go_the_same_way() -> None:
    trained, rows = booster(10)
    trees = exported(trained)
    thresholds = np.concatenate([threshold for _, threshold in trees.levels])
    edges = np.unique(thresholds[np.isfinite(thresholds)])
    near = np.concatenate([edges, np.nextafter(edges, np.float32(np.inf))])
    tried = np.repeat(rows[:1], len(near) * 5, axis=0)
    for column in range(5):
        tried[column * len(near) : (column + 1) * len(near), column] = near
    assert trees.predict(tried).tolist() == np.asarray(trained.predict(tried)).tolist()


def test_a_tree_that_never_splits_is_a_constant() -> None:
    trained, rows = booster(1, min_data_in_leaf=10_000)
    assert exported(trained).predict(rows).tolist() == np.asarray(trained.predict(rows)).tolist()


def test_no_trees() -> None:
    assert len(exported(None)) == 0


def test_splits_that_numpy_would_read_wrongly_are_refused() -> None:
    random = np.random.default_rng(3)
    rows = random.standard_normal((600, 2))
    rows[::3, 0] = np.nan
    target = np.isnan(rows[:, 0]).astype(float)
    trained = lgb.train({"verbose": -1, "num_threads": 1}, lgb.Dataset(rows, target), 3)
    with pytest.raises(ValueError, match="cannot evaluate"):
        tree_arrays(trained)
