"""Make one scorer of a model and a catalogue; if one of them is unusable, of the other."""

import logging
from dataclasses import dataclass

from model.arrays.artifact import Artifact
from model.catalogue.snapshot import Snapshot
from model.scoring import Scorer

logger = logging.getLogger(__name__)
NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class ServingState:
    """A scorer and what it stands on; `version` names the model in answers."""

    scorer: Scorer
    snapshot: Snapshot
    version: str


@dataclass(frozen=True, slots=True)
class ServingStateResult:
    """A ranking, and what could not be used for it: `model`, `snapshot`, with the reason."""

    serving_state: ServingState
    faults: dict[str, str]


def state_without_model(snapshot: Snapshot) -> ServingState:
    """A ranking without a model."""
    return ServingState(Scorer(None, snapshot), snapshot, NO_MODEL)


def build_serving_state(
    model: Artifact | None, catalogue: Artifact | None, empty: Snapshot
) -> ServingStateResult:
    """A ranking of what can be used of a model and a catalogue; `empty` is in the place of none.

    Both are checked files, and still may be of another version of the code, which fails in any way.
    """
    fault = ""
    for parts in ((model, catalogue), (None, catalogue), (model, None)):
        try:
            serving_state = _serving_state(*parts, empty)
        except Exception:
            logger.exception("a model or a snapshot cannot be used")
            fault = fault or "it cannot be used; the log has the reason"
            continue
        named = {"model": (model, parts[0]), "snapshot": (catalogue, parts[1])}
        return ServingStateResult(
            serving_state,
            {
                name: f"{given.version} cannot be used: {fault}"  # no path of ours: all may read it
                for name, (given, used) in named.items()
                if given is not None and used is None
            },
        )
    return ServingStateResult(
        state_without_model(empty), dict.fromkeys(("model", "snapshot"), f"cannot be used: {fault}")
    )


def _serving_state(
    model: Artifact | None, catalogue: Artifact | None, empty: Snapshot
) -> ServingState:
    snapshot = empty if catalogue is None else Snapshot(catalogue)
    return ServingState(Scorer(model, snapshot), snapshot, model.version if model else NO_MODEL)
