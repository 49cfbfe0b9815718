"""Random arrays of the session ranker with the sizes of real ones."""

import lightgbm as lgb
import numpy as np

from model.arrays.artifact import Arrays, nest
from model.retrieval.session.arrays import PREFIX
from model.retrieval.session.features import FEATURES
from model.settings import TrainingSettings
from model.training.session.log import SessionLog
from model.training.session.settings import SessionSettings
from model.training.session.train import named, tables
from model.training.trees.export import tree_arrays

TREES, LENGTH = 60, 6
ABOUT = {"won": "next_item", "placements": ["home", "product"], "features": list(FEATURES)}


def random_sessions(items: int, rng: np.random.Generator) -> Arrays:
    """Return tables of random visits, some items far more frequent than others, and trees."""
    events = TrainingSettings().session_events
    met = (rng.random(events) ** 3 * items).astype(np.int32)
    log = SessionLog.from_rows(np.arange(events) // LENGTH, met, items)
    settings = SessionSettings(factors=32, similar_among=2000)
    rows = rng.random((20_000, len(FEATURES)), np.float32)
    shape = {"num_leaves": settings.leaves, "max_depth": settings.depth, "use_missing": False}
    quiet = {"objective": "binary", "verbose": -1, "num_threads": 1, **shape}
    booster = lgb.train(quiet, lgb.Dataset(rows, rng.random(len(rows)) < 0.1), TREES)
    trees = {f"trees_{name}": array for name, array in tree_arrays(booster).items()}
    return {**named(tables(log, settings)), **nest(PREFIX, trees)}
