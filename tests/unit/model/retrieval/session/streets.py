"""Sessions with a known answer: each walks along its own street, one house after the other."""

import numpy as np

from model.arrays.artifact import Array
from model.training.session.log import SessionLog

TABLE = (
    (0, 1, 2),
    (1, 2, 3),
    (0, 1),
    (4, 5),
    (5, 4, 5),
    (1, 2),
    (0, 3),
)
"""Seven sessions of six items; small enough to count by hand."""


def log_of(sessions: tuple[tuple[int, ...], ...], n_items: int) -> SessionLog:
    owner = np.repeat(np.arange(len(sessions)), [len(session) for session in sessions])
    return SessionLog.from_rows(
        owner, np.array([i for s in sessions for i in s], np.int32), n_items
    )


def walks(sessions: int, *, streets: int = 12, houses: int = 30, seed: int = 5) -> SessionLog:
    """Walk from a random house one house at a time; one step in four goes back to the one before.

    Plain session kNN sees which houses a session holds, not which way it walks, so order has to
    be learned to do better.
    """
    random = np.random.default_rng(seed)
    found = [_walk(random, streets, houses) for _ in range(sessions)]
    owner = np.repeat(np.arange(sessions), [len(walk) for walk in found])
    return SessionLog.from_rows(owner, np.concatenate(found), streets * houses)


def _walk(random: np.random.Generator, streets: int, houses: int) -> Array:
    street, house = int(random.integers(streets)), int(random.integers(houses))
    steps = [house]
    for _ in range(int(random.integers(3, 8))):
        back = len(steps) > 1 and random.random() < 0.25
        steps.append(steps[-2] if back else (steps[-1] + 1) % houses)
    return street * houses + np.array(steps, np.int32)
