"""A random model and catalogue with the sizes of real ones.

Vectors without any order would have no cells, so they are a mixture: directions around a few
hundred centres, with lengths as uneven as in a real shop.
"""

import time
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from bench.random_queries import CATEGORIES
from bench.random_sessions import ABOUT, random_sessions
from model.arrays.artifact import Arrays, Artifact, nest, write_artifact
from model.arrays.id_table import IdTable
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build
from model.ranking.features import REPURCHASE_STATS
from model.ranking.placement_family import FAMILIES, PERSON, PlacementFamily
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training import inverted_file as cells
from model.training.ranking.learn import FEW_LEAVES, FEW_TREES, MAX_DEPTH
from model.training.trees.export import tree_arrays

Array = NDArray[Any]

FACTORS, NEIGHBOURS, CHANNELS, CENTRES = 64, 40, 5, 400
TRENDS = 50
"""Groups in the chart of each channel, and of all people."""
SPREAD = 1.0 / np.sqrt(1.0 + np.arange(FACTORS) / 8.0)
"""The spread of the directions, which is uneven in learned vectors."""


def directions(count: int, centres: Array, second: float, rng: np.random.Generator) -> Array:
    """Return float32 [count, factors] of length 1, each near a centre with a share of another."""
    first, other = (centres[rng.integers(0, CENTRES, count)] for _ in range(2))
    drawn = first + second * rng.random((count, 1)) * other
    drawn += 0.35 * SPREAD * rng.normal(0, 1, drawn.shape)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def random_model(items: int, rng: np.random.Generator) -> tuple[Arrays, dict[str, Any]]:
    """Return a model's arrays with the sizes of a real one, and its manifest's entry for ALS."""
    centres = SPREAD * rng.normal(0, 1, (CENTRES, FACTORS))
    lengths = np.exp(rng.normal(-3.3, 1.0, (items, 1)))
    factors = (directions(items, centres, 0.0, rng) * lengths).astype(np.float32)
    scores = rng.pareto(1.2, (1 + CHANNELS, items)).astype(np.float32)
    near = rng.integers(0, items, (items, NEIGHBOURS), np.int32)
    people = directions(1000, centres, 1.0, rng)
    start = time.perf_counter()
    in_cells, about = cells.fit(factors, people, TrainingSettings())
    if about:
        print(f"cells, made in {time.perf_counter() - start:.1f} s: {about}")
    cosine = np.sort(rng.random((items, NEIGHBOURS), np.float32))[:, ::-1]
    arrays = {
        **in_cells,
        **nest("items", IdTable.build(map(str, range(items)))),
        **nest("groups", IdTable.build(map(str, range(items)))),
        **nest("categories", IdTable.build(f"c{at}" for at in range(CATEGORIES))),
        **nest("channels", IdTable.build(f"channel-{at}" for at in range(CHANNELS))),
        "item_group": np.arange(items, dtype=np.int32),
        "group_item": np.arange(items, dtype=np.int32),
        "category": rng.integers(0, CATEGORIES, items, np.int32),
        "als/item_factors": factors,
        "als/gram": factors.astype(np.float64).T @ factors,
        "als/item_norms": np.linalg.norm(factors, axis=1).astype(np.float32),
        "popularity/scores": scores,
        "popularity/location_offsets": np.zeros(1, np.int64),
        "popularity/location_groups": np.zeros(0, np.int32),
        **nest("locations", IdTable.build(())),
        "popularity/order": np.argsort(-scores, axis=1).astype(np.int32),
        **{f"{name}/neighbours": near for name in ("bought_together", "viewed_together")},
        **{f"{name}/scores": cosine for name in ("bought_together", "viewed_together")},
        **random_ease(items, rng),
        "repurchase_stats": rng.random((items, len(REPURCHASE_STATS)), np.float32),
        **random_sessions(items, rng),
        "repeat_rate": (0.2 * rng.random(items)).astype(np.float32),
        "trending/offsets": TRENDS * np.arange(CHANNELS + 2),
        "trending/groups": rng.integers(0, items, TRENDS * (CHANNELS + 1), np.int32),
    }
    for name, family in FAMILIES.items():
        arrays |= nest(f"rankers/{name}", tree_arrays(random_trees(family, rng)))
    return arrays, {"regularization": 10.0} | ({"cells": about} if about else {})


def random_ease(items: int, rng: np.random.Generator) -> Arrays:
    """Return the autoencoder of as many groups as training takes."""
    known = min(items, TrainingSettings().ease_groups)
    groups = np.sort(rng.choice(items, known, replace=False)).astype(np.int32)
    return {
        "ease/groups": groups,
        "ease/weights": rng.normal(0, 0.01, (known, known)).astype(np.float32),
    }


def random_trees(family: PlacementFamily, rng: np.random.Generator) -> lgb.Booster:
    """Return as many trees of as many leaves as training makes."""
    rows, settings = rng.random((20_000, len(family.features)), np.float32), TrainingSettings()
    trees, leaves = settings.ranker_trees, settings.ranker_leaves
    if family is not PERSON:
        trees, leaves = FEW_TREES, FEW_LEAVES
    shape = {"num_leaves": leaves, "max_depth": MAX_DEPTH, "use_missing": False}
    quiet = {"objective": "binary", "verbose": -1, "num_threads": 1, **shape}
    return lgb.train(quiet, lgb.Dataset(rows, rng.random(len(rows)) < 0.1), trees)


def write_artifacts(folder: Path, items: int) -> None:
    """Write a random model and a catalogue of as many items below a folder."""
    rng = np.random.default_rng(7)
    arrays, als = random_model(items, rng)
    about: dict[str, Any] = {"settings": TrainingSettings().as_dict(), "als": als}
    about["rankers"] = {
        name: {"won": "trees", "features": list(family.features), "unseen_sources": {}}
        for name, family in FAMILIES.items()
    } | {"next_item": ABOUT}
    write_artifact(folder / "model", kind="model", version="b", arrays=arrays, manifest=about)
    build(map(random_row, range(items)), folder / "snapshot", "b")


def random_row(at: int) -> CatalogueRow:
    """Return an item of the catalogue, with what a page shows of it."""
    category, price = f"c{at % CATEGORIES}", float(at % 90)
    shown = {"title": f"Item {at} of a shop", "category": category, "price": price}
    return CatalogueRow(str(at), category=category, price=price, created_at=at, attributes=shown)


def open_scorer(folder: Path, items: int) -> tuple[Scorer, float]:
    """Return a scorer over a random model and catalogue, and the seconds to open them."""
    write_artifacts(folder, items)
    start = time.perf_counter()
    model = Artifact.open(folder / "model", kind="model")
    scorer = Scorer(model, Snapshot.open(folder / "snapshot"))
    return scorer, time.perf_counter() - start
