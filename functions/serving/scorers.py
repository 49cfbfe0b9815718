"""The model and the catalogue in service, as one object that ranks."""

import logging
from dataclasses import dataclass, replace

from functions.serving.current import CurrentArtifact
from functions.serving.overlay import Overlay
from functions.serving.rules import CurrentRules
from model.arrays.artifact import Artifact, ArtifactError
from model.catalogue.changes import Changes
from model.catalogue.snapshot import Snapshot
from model.rules.rule import Rule
from model.scoring import Scorer

logger = logging.getLogger(__name__)
NO_MODEL = "none"


@dataclass(frozen=True, slots=True)
class Ranking:
    """A scorer and what it stands on; `version` names the model in answers."""

    scorer: Scorer
    snapshot: Snapshot
    version: str


class Scorers:
    """Makes a new scorer when model, snapshot, changes or rules were renewed, and only then.

    `empty` stands in until the first snapshot is built: the changes laid over it are all there is.
    """

    def __init__(
        self,
        models: CurrentArtifact,
        snapshots: CurrentArtifact,
        overlay: Overlay,
        rules: CurrentRules,
        *,
        empty: Snapshot,
    ) -> None:
        self._models = models
        self._snapshots = snapshots
        self._overlay = overlay
        self._rules = rules
        self._empty = empty
        nothing = Ranking(Scorer(None, empty), empty, NO_MODEL)
        self._base: tuple[Artifact | None, Artifact | None, Ranking] = (None, None, nothing)
        self._overlaid: tuple[Ranking, Changes, Ranking] = (nothing, Changes(), nothing)
        self._ruled: tuple[Ranking, tuple[Rule, ...], Ranking] = (nothing, (), nothing)

    def current(self) -> Ranking:
        """The ranking of now; it may take a look at changes and rules, never an error."""
        changed, rules = self._with_changes(), self._rules.get()
        of, with_, ranking = self._ruled
        if of is not changed or with_ is not rules:
            ranking = changed
            if rules:
                ranking = replace(changed, scorer=changed.scorer.with_rules(rules))
            self._ruled = (changed, rules, ranking)
        return ranking

    def _with_changes(self) -> Ranking:
        base = self._without_changes()
        changes = self._overlay.over(base.snapshot)
        of, with_, ranking = self._overlaid
        if of is not base or with_ is not changes:
            ranking = base
            if changes != Changes():
                ranking = replace(base, scorer=base.scorer.overlaid(changes))
            self._overlaid = (base, changes, ranking)
        return ranking

    def _without_changes(self) -> Ranking:
        model, catalogue = self._models.get(), self._snapshots.get()
        of, over, ranking = self._base
        if model is not of or catalogue is not over:
            ranking = _ranking(model, (_snapshot(catalogue) if catalogue else None) or self._empty)
            self._base = (model, catalogue, ranking)
        return ranking


def _ranking(model: Artifact | None, snapshot: Snapshot) -> Ranking:
    return Ranking(Scorer(model, snapshot), snapshot, model.version if model else NO_MODEL)


def _snapshot(catalogue: Artifact) -> Snapshot | None:
    try:
        return Snapshot(catalogue)
    except ArtifactError as error:  # of a version before this one; the next build replaces it
        logger.warning("serving without a catalogue: %s", error)
        return None
