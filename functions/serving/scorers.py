"""The model and the catalogue in service, as one object that ranks."""

from dataclasses import dataclass

from functions.serving.current import CurrentArtifact
from model.artifact import Artifact
from model.scoring import Scorer
from model.snapshot import Snapshot

NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class Ranking:
    """A scorer and what it stands on; `version` names the model in answers."""

    scorer: Scorer
    snapshot: Snapshot | None
    version: str


class Scorers:
    """Makes a new scorer when the model or the snapshot was swapped, and only then."""

    def __init__(self, models: CurrentArtifact, snapshots: CurrentArtifact) -> None:
        self._models = models
        self._snapshots = snapshots
        self._made_of: tuple[Artifact | None, Artifact | None] | None = None
        self._ranking = Ranking(Scorer(None, None), None, NO_MODEL)

    def current(self) -> Ranking:
        made_of = (self._models.get(), self._snapshots.get())
        if made_of != self._made_of:
            self._ranking = _ranking(*made_of)
            self._made_of = made_of
        return self._ranking


def _ranking(model: Artifact | None, catalogue: Artifact | None) -> Ranking:
    snapshot = Snapshot(catalogue) if catalogue else None
    return Ranking(Scorer(model, snapshot), snapshot, model.version if model else NO_MODEL)
