"""Provides the scorer of the model and the catalogue in service."""

import logging
from collections.abc import Callable
from dataclasses import replace

from functions.services.serving.artifact_reloader import ArtifactReloader
from functions.services.serving.overlay import Overlay
from functions.services.serving.rules import CurrentRules
from functions.services.serving.serving_state import (
    ServingState,
    ServingStateResult,
    build_serving_state,
    state_without_model,
)
from model.arrays.artifact import Artifact
from model.catalogue.changes import Changes
from model.catalogue.snapshot import Snapshot
from model.rules.rule import Rule

logger = logging.getLogger(__name__)


class ScorerProvider:
    """Makes a new scorer when model, snapshot, changes or rules were renewed, and only then.

    `empty` stands in until the first snapshot is built: the changes laid over it are all there is.
    Each of the four is used apart from the others: what is broken is done without, and named.
    """

    def __init__(
        self,
        models: ArtifactReloader,
        snapshots: ArtifactReloader,
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
        nothing = state_without_model(empty)
        self._base: tuple[Artifact | None, Artifact | None, ServingStateResult] = (
            None,
            None,
            ServingStateResult(nothing, {}),
        )
        self._overlaid: tuple[ServingState, Changes, ServingState] = (nothing, Changes(), nothing)
        self._ruled: tuple[ServingState, tuple[Rule, ...], ServingState] = (nothing, (), nothing)
        self._rescue: tuple[ServingState, ServingState] = (nothing, nothing)
        self._later_faults: dict[str, str] = {}

    def current(self) -> ServingState:
        """The ranking of now; it may take a look at changes and rules, never an error."""
        changed, rules = self._with_changes(), self._rules.get()
        of, with_, serving_state = self._ruled
        if of is not changed or with_ is not rules:
            serving_state = self._or_without("rules", changed, lambda: _ruled(changed, rules))
            self._ruled = (changed, rules, serving_state)
        return serving_state

    def recent(self, max_age_ms: int) -> ServingState:
        """The ranking of now, or one that knows all changes up to `max_age_ms` ago."""
        return self.current() if self._overlay.age_ms > max_age_ms else self._ruled[2]

    @property
    def due(self) -> bool:
        """Whether `current` will read changes or rules, or wait for one who does."""
        return self._overlay.due or self._rules.due

    def refresh(self) -> None:
        """Look for a newer model and snapshot at once; otherwise their own threads look."""
        self._models.refresh()
        self._snapshots.refresh()

    @property
    def broken(self) -> dict[str, str]:
        """What cannot be used now, by its name, and why."""
        loaded = {"model": self._models.fault, "snapshot": self._snapshots.fault}
        faults = {name: fault for name, fault in loaded.items() if fault}
        return {**self._base[2].faults, **faults, **self._later_faults}

    def without_model(self) -> ServingState:
        """The same catalogue, changes and rules, ranked without the model: for one answer."""
        _, rules, serving_state = self._ruled
        of, rescue = self._rescue
        if of is not serving_state:
            rescue = _ruled(
                _changed(state_without_model(serving_state.snapshot), self._overlaid[1]), rules
            )
            self._rescue = (serving_state, rescue)
        return rescue

    def _with_changes(self) -> ServingState:
        base = self._without_changes()
        changes = self._overlay.over(base.snapshot)
        of, with_, serving_state = self._overlaid
        if of is not base or with_ is not changes:
            serving_state = self._or_without("changes", base, lambda: _changed(base, changes))
            self._overlaid = (base, changes, serving_state)
        return serving_state

    def _without_changes(self) -> ServingState:
        model, catalogue = self._models.get(), self._snapshots.get()
        of, over, made = self._base
        if model is not of or catalogue is not over:
            made = build_serving_state(model, catalogue, self._empty)
            self._base = (model, catalogue, made)
        return made.serving_state

    def _or_without(
        self, name: str, before: ServingState, make: Callable[[], ServingState]
    ) -> ServingState:
        """What is made over a ranking; that ranking if it cannot be, and the fault is named."""
        try:
            made = make()
        except Exception:  # whatever it is, an answer without it beats none
            logger.exception("serving without the %s", name)
            fault = "they cannot be used; the log has the reason"
            self._later_faults = {**self._later_faults, name: fault}
            return before
        self._later_faults = {n: f for n, f in self._later_faults.items() if n != name}
        return made


def _changed(serving_state: ServingState, changes: Changes) -> ServingState:
    if changes == Changes():
        return serving_state
    return replace(serving_state, scorer=serving_state.scorer.overlaid(changes))


def _ruled(serving_state: ServingState, rules: tuple[Rule, ...]) -> ServingState:
    return (
        replace(serving_state, scorer=serving_state.scorer.with_rules(rules))
        if rules
        else serving_state
    )
