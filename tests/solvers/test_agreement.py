"""All installed solvers agree with one another, and with every point tried where possible."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orthought import solvers
from orthought.instance import Indicator, Instance, SpecialOrderedSet
from orthought.instance import Operator as O
from orthought.outcome import Outcome, SolutionStatus, SolverOptions, Termination
from tests.solvers.build import Tree, make
from tests.solvers.conftest import INSTALLED, takes

CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]


def few(count: int) -> Any:
    return settings(
        max_examples=count, deadline=None, derandomize=True, suppress_health_check=CHECKS
    )


SMALL = st.integers(-4, 4)
SENSES = st.sampled_from(["minimize", "maximize"])


@st.composite
def rows(draw: Any, n: int, most: int = 3) -> list[Any]:
    found = []
    for _ in range(draw(st.integers(0, most))):
        low = draw(st.none() | st.integers(-12, 4))
        high = draw(st.none() | st.integers(4, 12))
        found.append((draw(st.lists(SMALL, min_size=n, max_size=n)), low, high))
    return found


@st.composite
def quadratic(draw: Any, n: int, row: int) -> list[Any]:
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).map(lambda p: tuple(sorted(p))),
            max_size=3,
            unique=True,
        )
    )
    return [(row, i, j, draw(st.sampled_from([-2, -1, 1, 2, 0.5]))) for i, j in pairs]


@st.composite
def whole(draw: Any) -> Instance:
    """Small integer programs with quadratic parts, sets and indicators."""
    n = draw(st.integers(2, 3))
    mine = draw(rows(n))
    kinds = [*draw(st.lists(st.sampled_from([1, 2]), min_size=n - 1, max_size=n - 1)), 2]
    upper = [draw(st.integers(1, 3)) if kind == 1 else 1 for kind in kinds]
    lower = [draw(st.sampled_from([0, 0, -2, 0.5])) if kind == 1 else 0 for kind in kinds]
    extra: dict[str, Any] = {}
    if mine and draw(st.booleans()):
        extra["indicators"] = (Indicator(0, n - 1, draw(st.sampled_from([0, 1]))),)
    if draw(st.integers(0, 3)) == 0:
        order = draw(st.permutations(range(n)))
        weights = tuple(float(k) for k in order)
        level = draw(st.sampled_from([1, 2]))
        extra["special_ordered_sets"] = (SpecialOrderedSet("s", level, tuple(range(n)), weights),)
    terms = draw(quadratic(n, -1))
    if mine:
        terms += draw(quadratic(n, draw(st.integers(0, len(mine) - 1))))
    return make(
        draw(st.lists(SMALL, min_size=n, max_size=n)),
        mine,
        sense=draw(SENSES),
        lower=lower,
        upper=upper,
        kinds=kinds,
        constant=draw(SMALL),
        quadratic=terms,
        **extra,
    )


def best_point(instance: Instance) -> float | None:
    """Return the optimum by trying every point."""
    ranges = [
        range(int(np.ceil(low)), int(np.floor(high)) + 1)
        for low, high in zip(instance.lower, instance.upper, strict=True)
    ]
    found = []
    for point in itertools.product(*ranges):
        check = solvers.verify(instance, point, None)
        if check.feasible and check.objective is not None:
            found.append(check.objective)
    choose = min if instance.sense == "minimize" else max
    return choose(found) if found else None


def asked(instance: Instance, gap: float = 0.0) -> list[Outcome]:
    options = SolverOptions(relative_gap=gap, time_limit=5)
    return [
        solvers.solve(instance, options.model_copy(update={"solver": name}))
        for name in INSTALLED
        if takes(name, instance)
    ]


@pytest.mark.covers("solvers-agree")
@few(120)
@given(whole())
def test_every_point_was_tried(instance: Instance) -> None:
    wanted = best_point(instance)
    for outcome in asked(instance):
        if wanted is None:
            assert outcome.termination is Termination.INFEASIBLE
            continue
        assert outcome.termination is Termination.OPTIMAL, outcome
        assert outcome.objective == pytest.approx(wanted, abs=1e-6)
        assert outcome.verification is not None and outcome.verification.holds


@st.composite
def continuous(draw: Any) -> Instance:
    """Linear and quadratic programs over a box, convex or not."""
    n = draw(st.integers(1, 3))
    mine = draw(rows(n))
    terms = draw(quadratic(n, -1))
    if mine and draw(st.booleans()):
        terms += draw(quadratic(n, 0))
    return make(
        draw(st.lists(SMALL, min_size=n, max_size=n)),
        mine,
        sense=draw(SENSES),
        lower=draw(st.lists(st.integers(-3, 0), min_size=n, max_size=n)),
        upper=draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)),
        constant=draw(SMALL),
        quadratic=terms,
    )


def agree(outcomes: list[Outcome]) -> None:
    assert len({outcome.termination for outcome in outcomes}) <= 1, outcomes
    for outcome in outcomes:
        if outcome.solution_status is not SolutionStatus.OPTIMAL:
            continue
        assert outcome.objective == pytest.approx(outcomes[0].objective, rel=2e-5, abs=2e-5)
        assert outcome.verification is not None and outcome.verification.holds


@pytest.mark.covers("solvers-agree")
@few(60)
@given(continuous())
def test_continuous_programs(instance: Instance) -> None:
    # Spatial branching closes no gap of zero: that would run into the time limit.
    agree(asked(instance, 1e-6))


TREES = st.recursive(
    st.sampled_from(["x0", "x1", 1.0, 2.0, 0.5]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from([O.ADD, O.MULTIPLY]), inner, inner),
        st.tuples(st.sampled_from([O.NEGATE, O.SIN, O.ATAN, O.ABS, O.TANH]), inner),
        st.tuples(st.just(O.POWER), inner, st.just(2.0)),
        st.tuples(st.just(O.DIVIDE), inner, st.just((O.ADD, "x0", 3.0))),
    ),
    max_leaves=5,
)


@pytest.mark.covers("solvers-agree")
@few(60)
@given(TREES, SENSES, st.lists(SMALL, min_size=2, max_size=2))
def test_nonlinear_programs(tree: Tree, sense: str, costs: list[int]) -> None:
    """No point of a grid is better than what a global solver calls the optimum."""
    instance = make(
        costs, [([1, 1], 0.5, None)], sense=sense, upper=2, lower=0, nonlinear={-1: tree}
    )
    axis = np.linspace(0, 2, 9)
    grid = [(a, b) for a in axis for b in axis if a + b >= 0.5]
    values = [solvers.verify(instance, point, None).objective for point in grid]
    sign = 1 if sense == "minimize" else -1
    best = min(sign * value for value in values if value is not None)
    outcomes = asked(instance, 1e-6)
    agree(outcomes)
    for outcome in outcomes:
        if outcome.solution_status is SolutionStatus.OPTIMAL:
            assert outcome.objective is not None
            assert sign * outcome.objective <= best + 1e-4
