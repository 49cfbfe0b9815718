"""A model and a catalogue made into one object that ranks, each without the other if it must be."""

import logging
from dataclasses import dataclass

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import Snapshot
from model.scoring import Scorer

logger = logging.getLogger(__name__)
NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class Ranking:
    """A scorer and what it stands on; `version` names the model in answers."""

    scorer: Scorer
    snapshot: Snapshot
    version: str


@dataclass(frozen=True, slots=True)
class Made:
    """A ranking, and what could not be used for it: `model`, `snapshot`, with the reason."""

    ranking: Ranking
    faults: dict[str, str]


def plain(snapshot: Snapshot) -> Ranking:
    """A ranking without a model."""
    return Ranking(Scorer(None, snapshot), snapshot, NO_MODEL)


def made_of(model: Artifact | None, catalogue: Artifact | None, empty: Snapshot) -> Made:
    """A ranking of what can be used of a model and a catalogue; `empty` is in the place of none.

    Both are checked files, and still may be of another version of the code, which fails in any way.
    """
    fault = ""
    for parts in ((model, catalogue), (None, catalogue), (model, None)):
        try:
            ranking = _ranking(*parts, empty)
        except Exception as error:
            logger.exception("a model or a snapshot cannot be used")
            fault = fault or type(error).__name__
            continue
        named = {"model": (model, parts[0]), "snapshot": (catalogue, parts[1])}
        return Made(
            ranking,
            {
                name: f"{given.version} cannot be used: {fault}"  # no path of ours: all may read it
                for name, (given, used) in named.items()
                if given is not None and used is None
            },
        )
    return Made(plain(empty), dict.fromkeys(("model", "snapshot"), f"cannot be used: {fault}"))


def _ranking(model: Artifact | None, catalogue: Artifact | None, empty: Snapshot) -> Ranking:
    snapshot = empty if catalogue is None else Snapshot(catalogue)
    return Ranking(Scorer(model, snapshot), snapshot, model.version if model else NO_MODEL)
