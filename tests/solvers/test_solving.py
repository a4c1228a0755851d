"""Known optima by every installed solver, and every status by its name."""

from __future__ import annotations

import numpy as np
import pytest

from orthought import solvers
from orthought.errors import SettingsError
from orthought.instance import Indicator, Instance
from orthought.instance import Operator as O
from orthought.outcome import Outcome, SolutionStatus, SolverOptions, Termination
from orthought.solvers.solving import relative_gap
from tests.solvers.build import make
from tests.solvers.cases import CASES
from tests.solvers.conftest import takes


def run(instance: Instance, solver: str = "auto", seconds: float = 20.0) -> Outcome:
    options = SolverOptions(solver=solver, time_limit=seconds)
    return solvers.solve(instance, options)


@pytest.mark.covers("lp", "milp", "convex-qp", "nonconvex-qp", "nlp", "minlp", "routing")
@pytest.mark.parametrize("case", CASES)
def test_known_optimum(solver: str, case: str) -> None:
    instance, optimum = CASES[case]
    outcome = run(instance, solver)
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.solution_status is SolutionStatus.OPTIMAL
    assert outcome.objective == pytest.approx(optimum, rel=2e-6, abs=2e-6)
    assert outcome.bound == pytest.approx(optimum, rel=2e-6, abs=2e-6)
    assert outcome.verification is not None and outcome.verification.holds
    assert (outcome.solver == solver) == takes(solver, instance)
    if outcome.solver != solver:
        assert solver in outcome.deviations[0] and outcome.solver in outcome.deviations[0]
    else:
        assert outcome.deviations == ()


_FUNCTIONS = {
    O.NEGATE: 0.5, O.EXP: 0.5, O.LOG: 0.5, O.LOG10: 0.5, O.SQRT: 0.5, O.ABS: -0.5, O.SIN: 0.5,
    O.COS: 0.5, O.TAN: 0.5, O.ASIN: 0.5, O.ACOS: 0.5, O.ATAN: 0.5, O.SINH: 0.5, O.COSH: 0.5,
    O.TANH: 0.5, O.ASINH: -0.5, O.ACOSH: 1.5, O.ATANH: 0.5,
}  # fmt: skip


@pytest.mark.parametrize("operator", _FUNCTIONS, ids=lambda operator: operator.name.lower())
def test_every_function(solver: str, operator: O) -> None:
    import math

    point = _FUNCTIONS[operator]
    special = {O.NEGATE: lambda x: -x, O.ABS: abs, O.ASINH: math.asinh}
    function = special.get(operator) or getattr(math, operator.name.lower())
    instance = make(
        [0, 1],
        [([1, 0], point, point), ([0, -1], 0, 0)],
        lower=[-3, None],
        upper=[3, None],
        nonlinear={1: (operator, "x0")},
    )
    outcome = run(instance, solver)
    assert outcome.objective == pytest.approx(function(point), abs=1e-6)
    assert outcome.verification is not None and outcome.verification.holds


def test_shared_and_deep_expressions(solver: str) -> None:
    """A tower of 20 shared sums would be a tree of two million nodes."""
    from orthought.instance import ExpressionGraph

    height = 20
    operators = [O.VARIABLE] + [O.ADD] * height + [O.CONSTANT, O.MULTIPLY]
    arguments = [0] + [k for node in range(height) for k in (node, node)] + [height + 1, height]
    starts = [0, 1, *range(3, 3 + 2 * height, 2), 1 + 2 * height, 3 + 2 * height]
    graph = ExpressionGraph(
        np.array(operators, np.uint8),
        np.array(starts, np.int64),
        np.array(arguments, np.int32),
        np.array([0.0] * (height + 1) + [2.0**-height, 0.0]),
    )
    base = make([1], [([0], 3, None)], upper=10)
    from dataclasses import replace

    instance = replace(
        base,
        graph=graph,
        nonlinear_rows=np.zeros(1, np.int32),
        nonlinear_roots=np.array([height + 2], np.int32),
    )
    assert solvers.row_activities(instance, np.array([3.0]))[0] == pytest.approx(3)
    outcome = run(instance, solver)
    assert outcome.objective == pytest.approx(3, abs=1e-5)


_INFEASIBLE = {
    "linear": make([1], [([1], 3, None)], upper=2),
    "integer": make([1, 1], [([2, 2], 3, 3)], kinds=1, upper=5),
    "crossed": make([1], lower=2, upper=1),
    "no-columns": make([], [([], 1, None)]),
    "empty-row": make([1], [([0], 1, 2)]),
    "quadratic": make([0], [([0], None, -1)], quadratic=[(0, 0, 0, 1)]),
    "exponential": make([1], [([0], None, 3)], nonlinear={0: (O.EXP, "x0")}, lower=2),
    "indicator": make(
        [1, 0], [([1, 0], 11, None)], upper=[10, 1], lower=[0, 1], kinds=[0, 2],
        indicators=(Indicator(0, 1, 1),),
    ),
}  # fmt: skip


@pytest.mark.covers("infeasible")
@pytest.mark.parametrize("case", _INFEASIBLE)
def test_infeasible(solver: str, case: str) -> None:
    outcome = run(_INFEASIBLE[case], solver)
    assert outcome.termination is Termination.INFEASIBLE
    assert outcome.solution_status is SolutionStatus.NONE
    assert outcome.values is None and outcome.objective is None


_UNBOUNDED = {
    "linear": make([-1], [([1], 3, None)]),
    "integer": make([-2, 0], [([1, -1], None, 3)], kinds=1),
    "maximised": make([1], sense="maximize"),
    "quadratic": make([-1], quadratic=[(-1, 0, 0, -1)]),
}


@pytest.mark.covers("unbounded")
@pytest.mark.parametrize("case", _UNBOUNDED)
def test_unbounded(solver: str, case: str) -> None:
    outcome = run(_UNBOUNDED[case], solver)
    assert outcome.termination is Termination.UNBOUNDED
    assert outcome.solution_status is SolutionStatus.NONE


def hard() -> Instance:
    """A market split of six rows: no solver proves it within a second."""
    rng = np.random.default_rng(7)
    weights = rng.integers(0, 100, (6, 50))
    rows = []
    for k, row in enumerate(weights):
        slack = np.zeros(12)
        slack[2 * k], slack[2 * k + 1] = 1, -1
        rows.append((np.concatenate([row, slack]), row.sum() // 2, row.sum() // 2))
    return make([0] * 50 + [1] * 12, rows, kinds=[2] * 50 + [0] * 12)


@pytest.mark.covers("time-limit")
def test_time_limit_with_a_point(solver: str) -> None:
    outcome = run(hard(), solver, seconds=1.0)
    assert outcome.termination is Termination.TIME_LIMIT
    assert outcome.solution_status is SolutionStatus.FEASIBLE
    assert outcome.verification is not None and outcome.verification.holds
    assert outcome.bound is not None and outcome.bound < outcome.objective
    assert outcome.gap == pytest.approx(relative_gap(outcome.objective, outcome.bound))
    assert outcome.seconds < 5


def test_time_limit_without_a_point(solver: str) -> None:
    from dataclasses import replace

    split = hard()
    instance = replace(split, upper=np.concatenate([split.upper[:50], np.zeros(12)]))
    outcome = run(instance, solver, seconds=1.0)
    assert outcome.termination is Termination.TIME_LIMIT
    assert outcome.solution_status is SolutionStatus.NONE
    assert outcome.values is None and outcome.gap is None


@pytest.mark.covers("licence-fallback", "deviations-named")
def test_licence_fallback_is_named() -> None:
    pytest.importorskip("gurobipy")
    small = make([1] * 2000, lower=1)
    assert run(small, "gurobi").solver == "gurobi"
    outcome = run(make([1] * 2001, lower=1), "gurobi")
    assert outcome.solver == "highs"
    assert outcome.objective == pytest.approx(2001)
    assert "licence" in outcome.deviations[0] and "highs" in outcome.deviations[0]


def test_unknown_solver() -> None:
    with pytest.raises(SettingsError, match="cplex") as caught:
        run(make([1]), "cplex")
    assert "highs" in str(caught.value.fix)


def test_own_backend_by_import_path() -> None:
    outcome = run(make([1], lower=4), "tests.solvers.own_backend:AtLowerBounds")
    assert outcome.objective == 4 and outcome.solver_version == "own 1"


def test_wrong_point_of_a_backend_is_seen() -> None:
    outcome = run(make([1], [([1], 5, None)], lower=4), "tests.solvers.own_backend:AtLowerBounds")
    assert outcome.verification is not None
    assert not outcome.verification.feasible
    assert outcome.verification.worst == ("row[0]",)


@pytest.mark.covers("integers-hold")
def test_binaries_that_open_a_door_by_tolerance() -> None:
    instance = make([1, -20], [([1, -1e7], None, 0)], sense="maximize", kinds=[0, 2])
    outcome = run(instance, "tests.solvers.own_backend:Cheats")
    assert outcome.values == (0, 0) and outcome.objective == 0
    assert "rounded" in outcome.deviations[0]


@pytest.mark.covers("deviations-named")
def test_retry_by_another_method_is_named() -> None:
    outcome = run(make([1, 2], [([1, 1], 3, None)]), "tests.solvers.own_backend:FailsOnce")
    assert outcome.objective == pytest.approx(3)
    assert outcome.deviations == (
        "HiGHS ended with 'Solve error'; solved again by its interior point method",
    )


def test_a_point_within_the_time_limit_of_a_nonlinear_program() -> None:
    """x / y with y around zero has no bound; SCIP ends with a point and says so."""
    instance = make(
        [0, 0], [([1, 1], 3, None)], lower=-1, upper=5, nonlinear={-1: (O.DIVIDE, "x0", "x1")}
    )
    outcome = run(instance, seconds=1.0)
    assert outcome.termination in (Termination.TIME_LIMIT, Termination.UNBOUNDED)
    assert outcome.solution_status is not SolutionStatus.OPTIMAL


def test_duals_are_changes_of_the_objective() -> None:
    for sense, sign in (("maximize", 1), ("minimize", -1)):
        instance = make([3 * sign, 2 * sign], [([1, 1], None, 4)], sense=sense)
        more = make([3 * sign, 2 * sign], [([1, 1], None, 5)], sense=sense)
        for name in ("highs", "gurobi"):
            outcome = run(instance, name)
            change = run(more).objective - outcome.objective  # type: ignore[operator]
            assert outcome.duals == pytest.approx((change,))


def test_whole_numbers_come_back_whole() -> None:
    outcome = run(CASES["knapsack"][0])
    assert outcome.values is not None
    assert all(value == int(value) and str(value) != "-0.0" for value in outcome.values)


@pytest.mark.parametrize(
    ("objective", "bound", "gap"), [(2.0, 1.0, 0.5), (0.0, 0.0, 0.0), (None, 1.0, None)]
)
def test_relative_gap(objective: float | None, bound: float, gap: float | None) -> None:
    assert relative_gap(objective, bound) == gap


def test_installed_names_licences() -> None:
    reports = {report.name: report for report in solvers.installed()}
    assert set(reports) == {"highs", "scip", "gurobi"}
    assert "2,000" in reports["gurobi"].licence and "200" in reports["gurobi"].licence
    for report in reports.values():
        assert report.available == bool(report.version) == (not report.fix)
