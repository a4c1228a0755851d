"""Conflicts are proven and minimal, rays improve for ever, prices are what they say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from orthought import solvers
from orthought.instance import Instance, SpecialOrderedSet
from orthought.instance import Operator as O
from orthought.outcome import Conflict, SolverOptions, Termination
from tests.solvers.build import make

TRIANGLE = [([1, 1], None, 4), ([1, 0], 3, None), ([0, 1], 2, None), ([1, -1], None, 100)]
_CONFLICTS: dict[str, tuple[Instance, Conflict]] = {
    "rows": (make([1, 1], TRIANGLE), Conflict(rows=("row[0]", "row[1]", "row[2]"))),
    "rows-of-integers": (
        make([1, 1], TRIANGLE, kinds=1),
        Conflict(rows=("row[0]", "row[1]", "row[2]")),
    ),
    "row-and-bound": (
        make([1, 1], [([1, 0], 3, None), ([0, 1], None, 9)], upper=[2, 9]),
        Conflict(rows=("row[0]",), bounds=("x[0] <= 2",)),
    ),
    "bounds-alone": (
        make([1, 0], lower=[2, 0], upper=[1, 5]),
        Conflict(bounds=("x[0] >= 2", "x[0] <= 1")),
    ),
    "fixed": (
        make([1], [([1], 4, None)], lower=3, upper=3),
        Conflict(rows=("row[0]",), bounds=("x[0] <= 3",)),
    ),
    "binary": (
        make([1, 1], [([1, 1], 3, None)], kinds=2),
        Conflict(rows=("row[0]",), bounds=("x[0] <= 1", "x[1] <= 1")),
    ),
    "integrality": (
        make([1, 1], [([2, 2], 3, 3), ([1, 0], None, 9)], kinds=1, upper=5),
        Conflict(rows=("row[0]",), integrality=("x[0]", "x[1]")),
    ),
    "quadratic": (
        make([0, 1], [([0, 0], None, -1), ([0, 1], 1, 3)], quadratic=[(0, 0, 0, 1)]),
        Conflict(rows=("row[0]",)),
    ),
    "nonlinear": (
        make([1], [([0], None, 3), ([1], None, 9)], nonlinear={0: (O.EXP, "x0")}, lower=2),
        Conflict(rows=("row[0]",), bounds=("x[0] >= 2",)),
    ),
    "ordered-set": (
        make(
            [1, 1, 1], [([1, 0, 0], 1, None), ([0, 0, 1], 1, None), ([0, 1, 0], None, 5)], upper=9,
            special_ordered_sets=(SpecialOrderedSet("one", 1, (0, 1, 2), (1.0, 2.0, 3.0)),),
        ),
        Conflict(rows=("row[0]", "row[1]", "one")),
    ),
}  # fmt: skip


@pytest.mark.covers("conflict")
@pytest.mark.parametrize("case", _CONFLICTS)
def test_conflict(case: str) -> None:
    instance, expected = _CONFLICTS[case]
    outcome = solvers.diagnose(instance, solvers.solve(instance))
    found = outcome.conflict
    assert found is not None
    assert found.proven and found.minimal
    assert set(found.rows) == set(expected.rows)
    assert set(found.bounds) == set(expected.bounds)
    assert found.integrality == expected.integrality


def test_conflict_in_a_crowd_is_small() -> None:
    """Three guilty rows among three hundred."""
    rng = np.random.default_rng(1)
    rows = [(rng.integers(0, 5, 40), None, 1e4) for _ in range(300)]
    first, second = np.zeros(40), np.zeros(40)
    first[3], second[7] = 1, 1
    rows[50], rows[150], rows[250] = (first, 3, None), (second, 2, None), (first + second, None, 4)
    for kinds in (0, 1):
        instance = make([1] * 40, rows, kinds=kinds)
        found = solvers.diagnose(instance, solvers.solve(instance)).conflict
        assert found is not None and found.minimal
        assert found.rows == ("row[50]", "row[150]", "row[250]")


def test_conflict_without_time_says_so() -> None:
    instance = _CONFLICTS["integrality"][0]
    outcome = solvers.diagnose(instance, solvers.solve(instance), seconds=1e-6)
    assert outcome.conflict is None
    assert "no small proven conflict" in outcome.deviations[-1]


@pytest.mark.covers("ray")
@pytest.mark.parametrize("kinds", [0, 1])
@pytest.mark.parametrize("sense", ["minimize", "maximize"])
def test_ray(sense: str, kinds: int) -> None:
    sign = -1 if sense == "minimize" else 1
    instance = make(
        [2 * sign, -sign, 0], [([1, -1, 0], None, 3), ([0, 0, 1], 1, 1)], sense=sense, kinds=kinds
    )
    outcome = solvers.diagnose(instance, solvers.solve(instance))
    assert outcome.termination is Termination.UNBOUNDED
    assert outcome.ray is not None
    assert outcome.ray.variables == pytest.approx({"x[0]": 1, "x[1]": 1})
    assert outcome.ray.of_relaxation == bool(kinds)


def test_other_outcomes_are_left_alone() -> None:
    instance = make([1], lower=1)
    outcome = solvers.solve(instance)
    assert solvers.diagnose(instance, outcome, SolverOptions()) is outcome


@pytest.mark.covers("shadow-prices")
def test_shadow_prices_and_their_range() -> None:
    instance = make(
        [3, 2], [([1, 1], None, 4), ([1, 3], None, 7), ([1, 0], None, 3)], sense="maximize"
    )
    outcome = solvers.solve(instance)
    found = {s.row: s for s in solvers.sensitivities(instance, outcome)}
    assert set(found) == {"row[0]", "row[2]"}
    for name, price in found.items():
        row = int(name[4])
        assert price.kind == "shadow_price" and not price.degenerate
        assert price.lower is not None and price.upper is not None
        for limit in (price.lower, price.upper):
            moved = instance.row_upper.copy()
            step = limit - moved[row]
            moved[row] = limit
            again = solvers.solve(replace(instance, row_upper=moved)).objective
            assert again == pytest.approx(outcome.objective + price.value * step)


def test_degenerate_prices_say_so() -> None:
    instance = make(
        [1, 1], [([1, 0], None, 1), ([0, 1], None, 1), ([1, 1], None, 2)], sense="maximize"
    )
    found = solvers.sensitivities(instance, solvers.solve(instance))
    assert found and all(price.degenerate for price in found)


@pytest.mark.covers("shadow-prices")
def test_integer_limits_are_solved_again() -> None:
    instance = make(
        [10, 13, 7], [([3, 4, 2], None, 6), ([1, 1, 1], 0, 9)], sense="maximize", kinds=2
    )
    (found,) = solvers.sensitivities(instance, solvers.solve(instance))
    # Weights 3, 4, 2: 20 at 6; at 7 the pair of 10 and 13 fits; at 5 the pair of 10 and 7.
    assert (found.row, found.kind) == ("row[0]", "resolve")
    assert (found.value, found.resolve_less) == (3, -3)


def test_impossible_limit_is_infinite() -> None:
    instance = make([1], [([1], 3, None)], kinds=1, upper=3)
    (found,) = solvers.sensitivities(instance, solvers.solve(instance))
    assert found.value == math.inf and found.resolve_less == -1


def test_no_optimum_no_price() -> None:
    instance = make([-1])
    assert solvers.sensitivities(instance, solvers.solve(instance)) == ()
