"""What keeps a solver from any point: the family without which it has one at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orthought import solvers
from orthought.instance import Instance
from orthought.outcome import SolutionStatus, SolverOptions, Termination
from tests.solvers.build import make


def market_split(markets: int = 6, shops: int = 50) -> Instance:
    """Return yes-or-no decisions that must halve several sums exactly, and an easy row.

    Known to be out of reach of branch and bound at this size (Cornuejols and Dawande, 1999).
    """
    chance = np.random.default_rng(7)
    sizes = chance.integers(0, 100, (markets, shops)).astype(float)
    rows = [(list(row), float(row.sum() // 2), float(row.sum() // 2)) for row in sizes]
    rows.append(([1.0] * shops, None, float(shops)))
    instance = make([1.0] * shops, rows, kinds=2)
    names = (*(f"half[{k}]" for k in range(markets)), "few")
    return replace(instance, row_names=names)


@pytest.mark.covers("hardest-rows")
def test_the_rows_that_are_hard_are_named() -> None:
    options = SolverOptions(time_limit=1.0)
    instance = market_split()
    outcome = solvers.solve(instance, options)
    assert outcome.termination is Termination.TIME_LIMIT
    assert outcome.solution_status is SolutionStatus.NONE
    parts = solvers.find_hard_parts(instance, options, seconds=6.0)
    assert {(part.what, part.family) for part in parts} == {("rows", "half"), ("integrality", "x")}
    assert all(part.feasible and part.seconds < 3 for part in parts)


def test_what_contradicts_without_them_is_told_apart() -> None:
    instance = make([1], [([1], 2, None), ([1], None, 1), ([1], None, 5)], kinds=1)
    names = ("least", "most", "other")
    parts = solvers.find_hard_parts(replace(instance, row_names=names), SolverOptions())
    feasible = {part.family for part in parts if part.feasible}
    assert feasible == {"least", "most"}
    assert {part.family for part in parts if not part.feasible} == {"other", "x"}


def test_no_time_names_nothing() -> None:
    assert solvers.find_hard_parts(market_split(), SolverOptions(), seconds=0.0) == ()
