"""Random linear and integer programs against scipy, and convexity against eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linprog, milp

from orthought import solvers
from orthought.instance import Instance
from orthought.outcome import SolverOptions, Termination
from orthought.solvers.quadratic import is_convex
from tests.solvers.build import make

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
NUMBERS = st.integers(-5, 5)


@st.composite
def programs(draw: Any, kinds: int) -> Instance:
    n, m = draw(st.integers(1, 5)), draw(st.integers(0, 5))
    vector = st.lists(NUMBERS, min_size=n, max_size=n)
    rows = []
    for _ in range(m):
        low = draw(st.one_of(st.none(), st.integers(-20, 5)))
        high = draw(st.one_of(st.none(), st.integers(5, 20)))
        rows.append((draw(vector), low, high))
    upper = draw(st.lists(st.one_of(st.none(), st.integers(0, 9)), min_size=n, max_size=n))
    sense = draw(st.sampled_from(["minimize", "maximize"]))
    constant = draw(NUMBERS)
    return make(draw(vector), rows, upper=upper, kinds=kinds, sense=sense, constant=constant)


def compare(instance: Instance, found: Any) -> None:
    outcome = solvers.solve(instance, SolverOptions(relative_gap=0))
    sign = 1 if instance.sense == "minimize" else -1
    if found.status == 0:
        assert outcome.termination is Termination.OPTIMAL
        wanted = sign * found.fun + instance.objective_constant
        assert outcome.objective == pytest.approx(wanted, abs=1e-6)
        assert outcome.verification is not None and outcome.verification.holds
    else:
        # 2 is infeasible, 3 unbounded, 4 either.
        allowed = {2: ["infeasible"], 3: ["unbounded"], 4: ["infeasible", "unbounded"]}
        assert outcome.termination in allowed[found.status]


def dense(instance: Instance) -> Any:
    matrix = np.zeros((instance.row_count, instance.variable_count))
    for row in range(instance.row_count):
        part = slice(instance.row_starts[row], instance.row_starts[row + 1])
        matrix[row, instance.row_columns[part]] = instance.row_values[part]
    return matrix


@QUICK
@given(programs(kinds=0))
def test_linear_programs(instance: Instance) -> None:
    sign = 1 if instance.sense == "minimize" else -1
    matrix = dense(instance)
    low, high = np.isfinite(instance.row_lower), np.isfinite(instance.row_upper)
    above = np.concatenate([matrix[high], -matrix[low]])
    side = np.concatenate([instance.row_upper[high], -instance.row_lower[low]])
    bounds = np.stack([instance.lower, instance.upper], axis=1)
    compare(
        instance,
        linprog(
            sign * instance.objective,
            A_ub=above if side.size else None,
            b_ub=side if side.size else None,
            bounds=bounds,
        ),
    )


@QUICK
@given(programs(kinds=1))
def test_integer_programs(instance: Instance) -> None:
    sign = 1 if instance.sense == "minimize" else -1
    rows = LinearConstraint(dense(instance), instance.row_lower, instance.row_upper)
    found = milp(
        sign * instance.objective,
        integrality=np.ones(instance.variable_count),
        bounds=(instance.lower, instance.upper),
        constraints=rows if instance.row_count else None,
        options={"mip_rel_gap": 0},
    )
    compare(instance, found)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(1, 5), st.integers(0, 2**32 - 1), st.booleans())
def test_convexity(n: int, seed: int, square: bool) -> None:
    rng = np.random.default_rng(seed)
    half = rng.integers(-3, 4, (n, max(1, n - 1))).astype(float)
    matrix = half @ half.T if square else rng.integers(-3, 4, (n, n)).astype(float)
    matrix = (matrix + matrix.T) / 2
    terms = [
        (-1, i, j, matrix[i, j] * (1 if i == j else 2))
        for i in range(n)
        for j in range(i, n)
        if matrix[i, j]
    ]
    smallest = np.linalg.eigvalsh(matrix)[0]
    convex = is_convex(make([0] * n, quadratic=terms))
    assert convex == (smallest >= -1e-9)
    flipped = [(row, i, j, -value) for row, i, j, value in terms]
    assert is_convex(make([0] * n, quadratic=flipped, sense="maximize")) == convex
