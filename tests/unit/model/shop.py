"""Small lakes and the models learned from them."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from model.arrays.artifact import Arrays, Artifact, write_artifact
from model.catalogue.snapshot import CatalogueRow, Snapshot
from model.catalogue.snapshot_writer import build
from model.dataset.database import Connection
from model.query import Query
from model.scoring import Scorer
from model.settings import TrainingSettings
from model.training.train import train

DAY = 86_400_000
NOW = 20_000 * DAY
SMALL = TrainingSettings(factors=8, neighbour_support=1)

Line = dict[str, Any]


def line(person: str, kind: str, *items: str, day: float = 0.0, **more: Any) -> Line:
    """One line of the lake, `day` days before NOW."""
    at = int(NOW - day * DAY)
    listed = [{"item_id": item, "group_id": None, "category": None} for item in items]
    given = {"message_id": f"{person}-{kind}-{at}-{'-'.join(items)}", "person": person}
    common = {"kind": kind, "channel": "web", "at": at, "verified": True, "learn": True}
    return {**given, **common, "order_id": None, "items": listed, **more}


def write_lake(folder: Path, lines: Iterable[Line], name: str = "a.jsonl") -> Path:
    """Write the lines as one file of a lake and return the lake."""
    path = folder / "events" / "dt=2024-10-04" / "hh=00" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), "utf-8")
    return folder


def hash_of(connection: Connection, person: str) -> int:
    """Return what stands for a person in a part."""
    ((found,),) = connection.execute("SELECT hash($1)", [person]).fetchall()
    return int(found)


def checkerboard(people: int = 20, items: int = 10) -> list[Line]:
    """Even people buy even items and odd ones odd items, in one basket, leaving one out."""
    return [
        line(f"customer#{who}", "purchase", f"i{what}", day=10 + who, order_id=f"{what}")
        for who in range(people)
        for what in range(who % 2, items, 2)
        if what != who % items
    ]


def learn(
    lake: Path,
    out: Path,
    *,
    settings: TrainingSettings = SMALL,
    snapshot: Snapshot | None = None,
) -> Artifact:
    """Train without a word and open the result."""
    train(
        lake,
        out,
        settings=settings,
        snapshot=snapshot,
        version="v1",
        now=NOW,
        progress=lambda *_: None,
    )
    return Artifact.open(out, kind="model")


def rewritten(
    model: Artifact, out: Path, arrays: Arrays | None = None, **manifest: Any
) -> Artifact:
    """Write a model again with other arrays and entries of the manifest, and open it."""
    old = {name: model[name] for name in model.names}
    about = {**model.manifest, **manifest}
    every = {**old, **(arrays or {})}
    write_artifact(out, kind="model", version="rewritten", arrays=every, manifest=about)
    return Artifact.open(out, kind="model")


def alone(scorer: Scorer, source: str, query: Query) -> list[tuple[str, float]]:
    """Return the items that one recommender alone would list, and its scores, best first."""
    context = scorer.context(query)
    found = context.retrieve(scorer.sources.recommenders.by_id[source])
    order = np.argsort(-found.scores, kind="stable").tolist()
    items = [scorer.groups.pick(int(found.groups[at]), context.passing, ()) for at in order]
    scores = found.scores[order].tolist()
    return [(item, score) for item, score in zip(items, scores, strict=True) if item is not None]


def catalog(folder: Path, *rows: CatalogueRow) -> Snapshot:
    """Write a snapshot and open it."""
    return build(rows, folder / "snapshot", "s1")
