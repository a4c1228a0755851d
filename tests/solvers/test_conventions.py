"""Signs, factors and tolerances: what each number means, the same with every solver."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orthought import solvers
from orthought.errors import FrameError
from orthought.instance import Instance, SpecialOrderedSet
from orthought.outcome import SolverOptions, Termination
from orthought.solvers.cards import HIGHS
from orthought.solvers.job import Answer, decode_answer, encode_answer, require_sizes
from orthought.solvers.quadratic import is_convex
from orthought.solvers.solving import job_of
from tests.growth import assert_gentle_growth
from tests.solvers.build import make
from tests.solvers.conftest import INSTALLED, takes
from tests.solvers.test_exporting import by_highs, by_scip

LINEAR = [name for name in INSTALLED if name != "scip"]
"""SCIP gives no duals."""

PRICED = {
    "least cost": make([3, 2], [([1, 1], 4, None), ([1, 3], 6, None)]),
    "most profit": make([3, 2], [([1, 1], None, 4), ([1, 3], None, 6)], sense="maximize"),
    "range of a minimum": make([3, 2], [([1, 1], 1, 9), ([1, 3], 2, 6)]),
    "range of a maximum": make([3, 2], [([1, 1], 1, 4), ([3, 1], -5, 9)], sense="maximize"),
    "equation": make([1, 2], [([1, 1], 3, 3)], upper=[2, 9]),
    "bounds that bind": make([1, 2], [([1, 1], None, 3.5)], upper=[2, 1], sense="maximize"),
    "below zero": make([-1, 2], [([1, -1], None, -2)], lower=-5, sense="maximize", upper=4),
    "tiny rows": make([3e-8, 2e-8], [([1e-7, 1e-7], 4e-7, None), ([1e-5, 3e-5], 6e-5, None)]),
}


def nudged(instance: Instance, row: int, step: float) -> Instance:
    return replace(
        instance,
        row_lower=instance.row_lower + step * (np.arange(instance.row_count) == row),
        row_upper=instance.row_upper + step * (np.arange(instance.row_count) == row),
    )


@pytest.mark.covers("shadow-prices")
@pytest.mark.parametrize("name", LINEAR)
@pytest.mark.parametrize("case", PRICED)
def test_duals_and_reduced_costs_are_changes_of_the_objective(name: str, case: str) -> None:
    """A dual is the change of the objective for one unit more of the limit, in either sense."""
    instance, options = PRICED[case], SolverOptions(solver=name)
    first = solvers.solve(instance, options)
    assert first.objective is not None and first.duals is not None
    assert first.reduced_costs is not None
    unit = 0.01 if case != "tiny rows" else 1e-9
    for row, dual in enumerate(first.duals):
        moved = solvers.solve(nudged(instance, row, unit), options)
        assert moved.objective is not None
        change = (moved.objective - first.objective) / unit
        assert dual == pytest.approx(change, rel=1e-5, abs=1e-7)
    # c = A'y + d: the duals and reduced costs together give the costs back.
    matrix = np.zeros((instance.row_count, instance.variable_count))
    owners = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))
    matrix[owners, instance.row_columns] = instance.row_values
    costs = matrix.T @ np.array(first.duals) + np.array(first.reduced_costs)
    np.testing.assert_allclose(costs, instance.objective, rtol=1e-6, atol=1e-12)


def test_ranges_of_tiny_rows_are_in_their_own_units() -> None:
    plain = make([3, 2], [([1, 1], 4, None), ([1, 3], 6, None)])
    tiny = replace(
        plain,
        row_values=plain.row_values * 1e-7,
        row_lower=plain.row_lower * 1e-7,
        objective=plain.objective * 1e-6,
    )
    found = [solvers.sensitivities(x, solvers.solve(x)) for x in (plain, tiny)]
    assert len(found[0]) == len(found[1]) > 0
    for one, other in zip(*found, strict=True):
        assert other.value == pytest.approx(one.value * 10, rel=1e-6)
        for side in ("lower", "upper"):
            wanted = getattr(one, side)
            got = getattr(other, side)
            assert got == (None if wanted is None else pytest.approx(wanted * 1e-7, rel=1e-6))


TINY: dict[str, tuple[Instance, float]] = {
    "row": (make([1], [([1e-10], 1, None)]), 1e10),
    "objective": (make([2e-9, 1e-9], [([1, 1], 1, None)], upper=1e6), 1e-9),
    "maximum": (
        make([2e-9, 1e-9], [([1, 1], None, 1)], sense="maximize", constant=1e-9),
        3e-9,
    ),
    "whole": (make([1, 1], [([3e-11, 1e-11], 5e-11, None)], kinds=1, upper=9), 2),
    "quadratic": (
        make([0, 0], [([1, 1], 2, None)], quadratic=[(-1, 0, 0, 1e-8), (-1, 1, 1, 1e-8)]), 2e-8,
    ),
}  # fmt: skip


@pytest.mark.covers("solvers-agree")
@pytest.mark.parametrize("case", TINY)
def test_tiny_coefficients_count(solver: str, case: str) -> None:
    """HiGHS drops coefficients below 1e-9 and SCIP holds them to be zero, unless enlarged."""
    instance, optimum = TINY[case]
    if not takes(solver, instance):
        pytest.skip(f"{solver} does not take this")
    outcome = solvers.solve(instance, SolverOptions(solver=solver))
    assert outcome.termination is Termination.OPTIMAL
    assert outcome.objective == pytest.approx(optimum, rel=1e-5)
    assert outcome.verification is not None and outcome.verification.holds


def test_tiny_rows_are_held_strictly() -> None:
    instance = make([1], [([1e-7], 1e-6, None)])
    assert not solvers.verify(instance, [0.0], 0.0).feasible
    assert solvers.verify(instance, [10.0], 10.0).feasible


def test_one_whole_unit_too_much_is_a_violation() -> None:
    limit = 1e9
    integer = make([1, 1], [([1, 1], None, limit)], kinds=1)
    assert solvers.verify(integer, [limit, 0], limit).feasible
    assert not solvers.verify(integer, [limit, 1], limit + 1).feasible
    bounded = make([1], upper=limit, kinds=1)
    assert not solvers.verify(bounded, [limit + 1], limit + 1).feasible
    # Where quantities are no whole numbers, rounding is forgiven in proportion.
    plain = make([1, 1], [([1, 1], None, limit)])
    assert solvers.verify(plain, [limit, 1], limit + 1).feasible


def test_a_binary_is_zero_or_one_whatever_its_bounds() -> None:
    instance = make([1], kinds=2, lower=None, upper=None)
    assert not solvers.verify(instance, [2], 2).feasible
    assert solvers.solve(instance).objective == 0


ODD: dict[str, tuple[Instance, float | None]] = {
    "integer below a fraction": (make([-1], lower=0.5, upper=2.5, kinds=1), -2),
    "no integer between": (make([1], lower=0.2, upper=0.8, kinds=1), None),
    "binary fixed at one": (make([-1, 1], lower=[1, 0], upper=[1, 1], kinds=2), -1),
    "binary fixed in between": (make([1], lower=0.5, upper=0.5, kinds=2), None),
    "row free on both sides": (make([1], [([1], None, None), ([1], 2, None)]), 2),
    "empty row that holds": (make([1], [([0], -1, 1), ([1], 2, None)]), 2),
    "empty row that does not": (make([1], [([0], 1, 2)]), None),
    "fixed variable": (make([1, 1], [([1, 1], 5, None)], lower=[2, 0], upper=[2, None]), 5),
    "one square": (make([0], [([1], 3, None)], quadratic=[(-1, 0, 0, 1)]), 9),
    "one product": (make([0, 0], [([1, 1], 1, 1)], quadratic=[(-1, 0, 1, 3)], constant=2), 2),
    "square in a row": (make([1], [([0], None, 9)], quadratic=[(0, 0, 0, 1)], sense="maximize"), 3),
    "infeasible with a ray": (make([0, -1], [([2, 0], 1, 1)], kinds=[1, 0]), None),
    "weights out of order": (
        make(
            [2, 1, 2], upper=4, sense="maximize",
            special_ordered_sets=(SpecialOrderedSet("s", 2, (0, 1, 2), (1.0, 3.0, 2.0)),),
        ),
        16,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_odd_shapes(solver: str, case: str) -> None:
    instance, optimum = ODD[case]
    if not takes(solver, instance):
        pytest.skip(f"{solver} does not take this")
    outcome = solvers.solve(instance, SolverOptions(solver=solver))
    if optimum is None:
        assert outcome.termination is Termination.INFEASIBLE
        return
    assert outcome.objective == pytest.approx(optimum, rel=1e-6)
    assert outcome.verification is not None and outcome.verification.holds


@pytest.mark.parametrize("suffix", ["mps", "lp"])
def test_exports_keep_fixed_binaries_and_range_names(tmp_path: Path, suffix: str) -> None:
    instance = make(
        [1, 1], [([1, 1], 1, 9), ([1, -1], None, 9)], lower=[1, 0], upper=[1, 1], kinds=2
    )
    instance = replace(instance, row_names=("load", "load_upper"))
    path = tmp_path / f"model.{suffix}"
    solvers.export(instance, path)
    assert by_highs(path) == by_scip(path) == 1


@pytest.mark.covers("solver-options")
@pytest.mark.parametrize(
    "changes",
    [
        {"time_limit": math.inf},
        {"time_limit": 1e300},
        {"seed": -7},
        {"seed": 2**40},
        {"threads": 70},
        {"relative_gap": math.inf},
    ],
)
def test_extreme_options(solver: str, changes: dict[str, Any]) -> None:
    """Every option that the record takes goes through to every solver."""
    options = SolverOptions(solver=solver, **changes)
    outcome = solvers.solve(make([1, 1], [([2, 2], 3, None)], kinds=1), options)
    assert outcome.verification is not None and outcome.verification.holds
    assert outcome.solver == solver and not outcome.deviations


ANSWERS: dict[str, dict[str, Any]] = {
    "huge objective": {"objective": 10**4000},
    "notes that are no list": {"deviations": 3},
    "unknown key": {"more": 1},
    "text for a number": {"bound": "1"},
}


@pytest.mark.parametrize("case", ANSWERS)
def test_answers_of_a_worker_are_not_trusted(case: str) -> None:
    header, _ = _frame_of(Answer("optimal"))
    with pytest.raises((FrameError, TypeError)):
        decode_answer({**header, **ANSWERS[case]}, {})


def _frame_of(answer: Answer) -> Any:
    from orthought import frames

    return frames.decode(encode_answer(answer))


@pytest.mark.parametrize(
    "extras",
    [
        {"range_lower": np.zeros(3)},
        {"conflict_rows": np.zeros(1)},
        {"conflict_rows": np.array([-1], np.int32)},
    ],
)
def test_arrays_of_a_worker_are_not_trusted(extras: dict[str, Any]) -> None:
    answer = decode_answer(*_frame_of(Answer("optimal", extras=extras)))
    with pytest.raises(FrameError):
        require_sizes(answer, make([1], [([1], 0, 1)]))


def test_halves_of_surrogates_in_an_answer() -> None:
    header, _ = _frame_of(Answer("optimal", message="\ud800", version="\udfff"))
    found = decode_answer(header, {})
    assert (found.message, found.version) == ("?", "?")


def hard() -> Instance:
    """A market split: no solver settles it in a second."""
    rng = np.random.default_rng(3)
    rows = []
    for _ in range(5):
        weights = rng.integers(0, 100, 40)
        rows.append((weights.tolist(), int(weights.sum() // 2), int(weights.sum() // 2)))
    return make(rng.integers(1, 9, 40).tolist(), rows, kinds=2)


@pytest.mark.covers("time-limit")
def test_diagnosis_and_sensitivities_keep_their_time() -> None:
    instance = hard()
    options = SolverOptions(time_limit=0.3)
    outcome = solvers.solve(instance, options)
    claimed = outcome.model_copy(update={"termination": Termination.INFEASIBLE})
    found = solvers.diagnose(instance, claimed, seconds=1.0)
    # To prove it, rather than to keep to the second, would outlast the test's timeout by far.
    assert found.conflict is None and found.deviations


def test_many_small_convex_blocks_are_judged_in_time() -> None:
    """A hundred thousand sums of squares; their eigenvalues would take a minute."""

    def judged(count: int) -> None:
        terms = []
        for k in range(count):
            i, j = 2 * k, 2 * k + 1
            terms += [(-1, i, i, 1.0), (-1, i, j, 4.0), (-1, j, j, 4.0)]
        assert is_convex(make(np.zeros(2 * count), quadratic=terms)) in (True, False)

    assert_gentle_growth(judged, 100_000)


def test_jobs_are_bounded() -> None:
    job = job_of(SolverOptions(time_limit=math.inf, seed=-1), HIGHS)
    assert math.isfinite(job.time_limit) and job.seed >= 0


def test_faint_coefficients_beside_larger_ones_are_named(solver: str) -> None:
    instance = make([1, 1], [([1, 1e-11], 5, None)], upper=[4, 1e13])
    outcome = solvers.solve(instance, SolverOptions(solver=solver))
    assert any("row[0]" in note and "units" in note for note in outcome.deviations)


def test_bounds_that_cross_by_rounding_only(solver: str) -> None:
    """0.1 + 0.2 stands above 0.3, and nobody meant that to be infeasible."""
    instance = make([1, 1], [([0, 1], 0.1 + 0.2, 0.3)], lower=[0.1 + 0.2, 0], upper=[0.3, 9])
    outcome = solvers.solve(instance, SolverOptions(solver=solver))
    assert outcome.objective == pytest.approx(0.6)
    assert outcome.verification is not None and outcome.verification.holds
    crossed = make([1], lower=0.301, upper=0.3)
    assert solvers.solve(crossed).termination is Termination.INFEASIBLE


def test_unbounded_is_said_only_where_there_is_a_point(solver: str) -> None:
    """A direction without end is not enough: to some solvers it is."""
    rows = [([3, 6, 0], 1, 2), ([0, 0, 1], 0, None)]
    for sense, cost in (("minimize", -1), ("maximize", 1)):
        nothing = make([0, 0, cost], rows, kinds=[1, 1, 0], sense=sense, lower=None)
        outcome = solvers.solve(nothing, SolverOptions(solver=solver, time_limit=5))
        assert outcome.termination is not Termination.UNBOUNDED
