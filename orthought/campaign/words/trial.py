"""Rules tried out before use: on small pools the model must choose what enumeration chooses."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from orthought.campaign.plates.choosing import Plate, choose_batch
from orthought.campaign.plates.enumeration import LARGEST, enumerate_plates
from orthought.campaign.plates.rules import PlateRules
from orthought.campaign.space import Point, Space
from orthought.errors import InputError, SolverError

if TYPE_CHECKING:
    from numpy.random import Generator

POOLS: Final = 6
Solve = Callable[[Sequence[Point], Sequence[float], PlateRules, int], Plate]


def try_rules(
    rules: PlateRules, space: Space, *, solve: Solve = choose_batch, seed: int = 0
) -> tuple[int, int]:
    """Compare the model's choice with enumeration on random pools of at most 12 candidates.

    Half of the candidates hold a value that a rule names, so that the rules matter.

    Args:
        rules: fitted to the space.
        space: whose points are drawn.
        solve: what chooses plates.
        seed: of pools, scores and numbers of wells.

    Returns:
        How many pools were tried, and on how many of them a plate was possible.

    Raises:
        SolverError: the two do not agree; the rules must not be used.
    """
    from numpy.random import default_rng

    tried = possible = 0
    for number in range(POOLS):
        generator = default_rng([seed, number])
        pool = _draw_pool(rules, space, generator)
        if not pool:
            continue
        scores = generator.normal(size=len(pool)).tolist()
        wells = rules.control_wells + 1 + int(generator.integers(0, min(6, len(pool))))
        tried += 1
        possible += _agrees(pool, scores, rules, wells, solve)
    return tried, possible


def _agrees(
    pool: Sequence[Point], scores: Sequence[float], rules: PlateRules, wells: int, solve: Solve
) -> bool:
    """Return whether a plate was possible, where model and enumeration say the same."""
    wanted = enumerate_plates(pool, scores, rules, wells)
    try:
        found = solve(pool, scores, rules, wells)
    except InputError:
        if wanted is None:
            return False
        raise _disagreement("finds no plate where there is one") from None
    if wanted is None:
        raise _disagreement("finds a plate where there is none")
    if not math.isclose(found.objective, wanted.objective, rel_tol=1e-5, abs_tol=1e-5):
        raise _disagreement(f"reaches {found.objective:g}, enumeration {wanted.objective:g}")
    return True


def _disagreement(what: str) -> SolverError:
    return SolverError(
        f"the optimization model of these plate rules {what}",
        fix="do not use these rules; please report them as a fault of ORThought",
    )


def _draw_pool(rules: PlateRules, space: Space, generator: Generator) -> list[Point]:
    named = [(quota.parameter, value) for quota in rules.quotas for value in quota.values]
    named += [(price.parameter, price.value) for price in rules.prices]
    controls = [space.key(control.point) for control in rules.controls]
    found: dict[tuple[object, ...], Point] = {}
    for number, point in enumerate(space.sample(generator, 2 * LARGEST)):
        changed = dict(point)
        if named and number % 2:
            name, value = named[int(generator.integers(len(named)))]
            changed[name] = value
        chosen = changed if space.allows(changed) else point
        if space.key(chosen) not in controls and len(found) < LARGEST:
            found[space.key(chosen)] = chosen
    return list(found.values())
