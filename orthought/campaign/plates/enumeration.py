"""The best plate out of a small pool, found by trying every choice. Slow, and sure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from orthought.base import Model
from orthought.campaign.plates.conditions import (
    Coverage,
    conditions,
    control_points,
    keeps,
    spread_of,
    worth,
)
from orthought.campaign.plates.rules import PlateRules
from orthought.campaign.space import Point
from orthought.errors import InputError

LARGEST: Final = 12
"""Candidates that are enumerated: at most 924 choices."""


class Enumerated(Model):
    """The best choice out of a pool; several may be as good."""

    chosen: tuple[int, ...]
    objective: float


def enumerate_plates(
    pool: Sequence[Point], scores: Sequence[float], rules: PlateRules, wells: int
) -> Enumerated | None:
    """Return the best plate that keeps the rules; None where none does.

    Args:
        pool: different candidates, none of them a control.
        scores: one a candidate.
        rules: what the plate must be like.
        wells: wells of the plate, controls included.

    Raises:
        InputError: there are more than LARGEST candidates.
    """
    if len(pool) > LARGEST:
        raise InputError(f"{len(pool)} candidates are too many to try every choice")
    kept = conditions(rules)
    controls = control_points(kept)
    coverage = Coverage.of(pool, controls)
    best: Enumerated | None = None
    for chosen in itertools.combinations(range(len(pool)), wells - len(controls)):
        plate = [*controls, *(pool[k] for k in chosen)]
        if not all(keeps(plate, condition) for condition in kept):
            continue
        gains = [scores[k] for k in chosen]
        objective = worth(gains, coverage.count(plate), rules.diversity, spread_of(scores))
        if best is None or objective > best.objective:
            best = Enumerated(chosen=chosen, objective=objective)
    return best
