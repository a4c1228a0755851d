"""Verdicts on small pairs made by hand: what is the same, what differs, what stays open."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import highspy
import pytest

from orthought.evaluation.equivalence import compare
from orthought.evaluation.equivalence.region import quiet_model
from orthought.instance import Instance, Operator
from tests.solvers.build import make

ROWS = (([2, 3, 0], None, 8), ([0, 2, 5], None, 10), ([3, 2, 4], None, 15))


def reference() -> Instance:
    return make([3, 5, 4], ROWS, sense="maximize", kinds=1)


def renamed(instance: Instance, *names: str) -> Instance:
    return replace(instance, variable_names=names)


def permuted() -> Instance:
    rows = (([3, 0, 2], None, 8), ([4, 8, 6], None, 30), ([2, 5, 0], None, 10))
    return renamed(make([5, 4, 3], rows, sense="maximize", kinds=1), "b", "c", "a")


def with_slack() -> Instance:
    rows = (([2, 3, 0, 1], 8, 8), ([0, 2, 5, 0], None, 10), ([3, 2, 4, 0], None, 15))
    made = make([3, 5, 4, 0], rows, sense="maximize", kinds=[1, 1, 1, 0])
    return renamed(made, "p", "q", "r", "s")


def with_total() -> Instance:
    rows = (
        *(([*terms, 0], low, high) for terms, low, high in ROWS),
        ([3, 5, 4, -1], 0, 0),
    )
    lower = [0, 0, 0, None]
    return make([0, 0, 0, 1], rows, sense="maximize", kinds=[1, 1, 1, 0], lower=lower)


def with_cut() -> Instance:
    return make([3, 5, 4], (*ROWS, ([2, 5, 5], None, 18)), sense="maximize", kinds=1)


def in_halves() -> Instance:
    rows = (([2, 2, 3, 0], None, 8), ([0, 0, 2, 5], None, 10), ([3, 3, 2, 4], None, 15))
    return renamed(make([3, 3, 5, 4], rows, sense="maximize", kinds=1), "x1", "x2", "y", "z")


def in_digits() -> Instance:
    rows = (([2, 4, 3, 0], None, 8), ([0, 0, 2, 5], None, 10), ([3, 6, 2, 4], None, 15))
    made = make([3, 6, 5, 4], rows, sense="maximize", kinds=1, upper=[1, 5, None, None])
    return renamed(made, "x1", "x2", "y", "z")


def shifted() -> Instance:
    """x = 4 - u, y as it is, z = w - 1."""
    rows = (([-2, 3, 0], None, 0), ([0, 2, 5], None, 15), ([-3, 2, 4], None, 7))
    lower, upper = [None, 0, 1], [4, None, None]
    made = make([-3, 5, 4], rows, sense="maximize", kinds=1, lower=lower, upper=upper, constant=8)
    return renamed(made, "u", "y", "w")


SAME: dict[str, Callable[[], Instance]] = {
    "permuted and scaled": permuted,
    "slack": with_slack,
    "objective in a variable": with_total,
    "cut": with_cut,
    "split": in_halves,
    "digits": in_digits,
    "shifted and turned": shifted,
}


@pytest.mark.parametrize("build", SAME.values(), ids=SAME)
def test_reformulations_are_equivalent_both_ways_round(build: Callable[[], Instance]) -> None:
    for pair in ((reference(), build()), (build(), reference())):
        found = compare(*pair)
        assert (found.verdict, found.verdict_scaled) == ("equivalent", "equivalent"), found
        assert found.objective_scale == pytest.approx(1.0)


def test_the_map_says_which_variable_is_which() -> None:
    found = compare(reference(), permuted())
    assert found.variable_map == {"x[0]": "a", "x[1]": "b", "x[2]": "c"}
    assert found.inverse_map == {"a": "x[0]", "b": "x[1]", "c": "x[2]"}


DIFFERENT = {
    "a row dropped": (make([3, 5, 4], ROWS[:2], sense="maximize", kinds=1), "optimum"),
    "infeasible": (
        make([3, 5, 4], (*ROWS, ([1, 1, 1], 9, None)), sense="maximize", kinds=1),
        "status",
    ),
    "unbounded": (make([3, 5, 4], (), sense="maximize", kinds=1), "status"),
    "not whole": (make([3, 5, 4], ROWS, sense="maximize"), "optimum"),
}


@pytest.mark.parametrize(("changed", "method"), DIFFERENT.values(), ids=DIFFERENT)
def test_another_answer_is_a_difference(changed: Instance, method: str) -> None:
    found = compare(reference(), changed)
    assert (found.verdict, found.method) == ("different", method)
    assert found.verdict_scaled == "different"


def test_a_factor_of_the_objective_counts_for_one_verdict_only() -> None:
    found = compare(reference(), make([6, 10, 8], ROWS, sense="maximize", kinds=1))
    assert (found.verdict, found.verdict_scaled) == ("different", "equivalent")
    assert (found.objective_scale, found.objective_offset) == (pytest.approx(2.0), 0.0)


def test_a_constant_is_no_factor() -> None:
    moved = make([3, 5, 4], ROWS, sense="maximize", kinds=1, constant=7)
    found = compare(reference(), moved)
    assert (found.verdict, found.verdict_scaled) == ("different", "different")
    assert found.objective_offset == pytest.approx(7.0)


def test_the_other_sense_with_the_objective_negated_ranks_the_same() -> None:
    found = compare(reference(), make([-3, -5, -4], ROWS, kinds=1))
    assert (found.verdict, found.verdict_scaled) == ("different", "equivalent")
    assert found.objective_scale == pytest.approx(-1.0)
    assert any("same decisions" in note for note in found.notes)


def test_a_row_that_does_not_bind_at_the_optimum_still_counts() -> None:
    loose = make([1, 1], [([1, 2], 4, None), ([2, 1], 4, None)], upper=10)
    tight = make([1, 1], [([1, 2], 4, None), ([2, 1], 4, None), ([1, 0], None, 9)], upper=10)
    found = compare(loose, tight)
    assert (found.verdict, found.method) == ("different", "worst value")


def test_one_value_that_only_one_can_take() -> None:
    # Both reach from 0 to 6; only the second takes 5.
    even = make([2, 3], [([1, 1], None, 2)], kinds=1, sense="maximize")
    odd = make([1, 0], [([1, 0], None, 6)], kinds=1, sense="maximize")
    found = compare(even, odd)
    assert found.verdict == "different"
    assert found.witness is not None
    assert found.witness.kind == "value"


def test_fewer_points_with_equal_ends() -> None:
    box = [([1, 1, 1], None, 2)]
    wide = make([1, 1, 0], box, kinds=2, upper=1)
    narrow = make([1, 1, 0], [*box, ([0, 1, 1], None, 1)], kinds=2, upper=1)
    found = compare(wide, narrow)
    assert found.verdict == "different"


def test_big_numbers_do_not_hide_small_ones() -> None:
    def lot(most: float, extra: float) -> Instance:
        return make([1, 50], [([1, -most], None, extra), ([1, 0], 3, None)], kinds=[0, 2],
                    upper=[20, 1])  # fmt: skip

    assert compare(lot(1e6, 5.0), lot(1e6, 5.05)).verdict != "equivalent"
    # Both switches let through all that the bound of the quantity allows.
    assert compare(lot(20.0, 5.0), lot(1000.0, 5.0)).verdict == "equivalent"


def test_names_are_hints_that_can_be_set_aside() -> None:
    swapped = make([5, 3], [([1, 1], None, 4)], sense="maximize", kinds=1)
    first = make([3, 5], [([1, 1], None, 4)], sense="maximize", kinds=1)
    assert compare(first, swapped).verdict == "unresolved"
    assert compare(first, swapped, declared={}).verdict == "equivalent"
    found = compare(first, swapped, declared="names")
    assert (found.verdict, found.method) == ("different", "declared meanings")


def test_a_declared_meaning_makes_a_point_a_witness() -> None:
    # The same values of the objective, and as polyhedra the same up to a unit.
    wide = make([1, 0], [], upper=[4, 10])
    narrow = make([1, 0], [], upper=[4, 5])
    assert compare(wide, narrow).verdict == "unresolved"
    found = compare(wide, narrow, declared="names")
    assert found.verdict == "different"
    assert found.witness is not None
    assert found.witness.feasible_in == "first"
    assert found.witness.point["x[1]"] > 5


def test_declared_names_may_differ() -> None:
    first = renamed(make([1, 0], [], upper=[4, 10]), "a", "b")
    second = renamed(make([1, 0], [], upper=[4, 5]), "c", "d")
    assert compare(first, second, declared={"b": "d", "a": "c"}).verdict == "different"


def test_perturbed_data_speak_of_the_formulation() -> None:
    def knapsack(room: float, rows: int) -> Instance:
        found = [([2, 3], None, room), ([1, 1], None, 9)]
        return make([3, 4], found[:rows], kinds=1, sense="maximize")

    same = compare(knapsack(12, 2), knapsack(12, 1))
    assert same.verdict == "equivalent"
    found = compare(
        knapsack(12, 2), knapsack(12, 1), perturbed=[(knapsack(40, 2), knapsack(40, 1))]
    )
    assert found.verdict == "different"
    assert found.method.startswith("perturbed data")


def test_proposed_names_are_proven_or_dropped() -> None:
    first = renamed(with_cut(), "a", "b", "c")
    asked: list[tuple[tuple[str, ...], tuple[str, ...]]] = []

    def pair(mine: object, theirs: object) -> dict[str, str]:
        asked.append((tuple(mine), tuple(theirs)))  # type: ignore[arg-type]
        return {"a": "x[2]", "b": "x[0]", "nobody": "x[1]"}

    found = compare(first, reference(), pair_names=pair)
    assert found.verdict == "equivalent"
    assert found.variable_map == {"a": "x[0]", "b": "x[1]", "c": "x[2]"}


def test_two_infeasible_instances_are_only_compared_by_structure() -> None:
    one = make([1, 1], [([1, 1], 5, None)], upper=1, kinds=1)
    assert compare(one, one).verdict == "equivalent"
    other = make([1, 1], [([1, 2], 9, None)], upper=1, kinds=1)
    assert compare(one, other).verdict == "unresolved"


def test_quadratic_terms_are_compared_under_the_map() -> None:
    rows = (([1, 1], 2, None),)
    one = make([1, 0], rows, quadratic=[(-1, 0, 0, 1.0), (-1, 1, 1, 2.0)], upper=5)
    two = renamed(
        make([0, 1], rows, quadratic=[(-1, 1, 1, 1.0), (-1, 0, 0, 2.0)], upper=5), "a", "b"
    )
    assert compare(one, two).verdict == "equivalent"
    more = make([1, 0], (*rows, ([2, 1], None, 40)), quadratic=[(-1, 0, 0, 1.0), (-1, 1, 1, 2.0)],
                upper=5)  # fmt: skip
    assert compare(one, more).verdict == "equivalent"
    other = make([1, 0], rows, quadratic=[(-1, 0, 0, 1.0), (-1, 1, 1, 3.0)], upper=5)
    assert compare(one, other).verdict == "different"


def test_expressions_have_no_order() -> None:
    def curve(tree: object, **rest: object) -> Instance:
        return make([1, 1], [([0, 0], 1, None)], lower=0.1, upper=4, nonlinear={0: tree}, **rest)  # type: ignore[arg-type]

    one = curve((Operator.MULTIPLY, "x0", (Operator.EXP, "x1")))
    two = renamed(curve((Operator.MULTIPLY, (Operator.EXP, "x0"), "x1")), "a", "b")
    found = compare(one, two)
    assert found.verdict == "equivalent"
    assert found.variable_map == {"x[0]": "b", "x[1]": "a"}


def test_who_else_runs_highs_with_other_threads_is_not_in_the_way() -> None:
    # In a thread of its own, as HiGHS keeps the number of threads for each.
    def others() -> str:
        model = quiet_model(highspy)
        for name, value in (("output_flag", False), ("threads", 2)):
            model.setOptionValue(name, value)
        for column, cost in enumerate((-3.0, -5.0, -4.0)):
            model.addVar(0.0, 9.0)
            model.changeColCost(column, cost)
            model.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for first, second in ((0, 1), (1, 2), (0, 2)):
            model.addRow(-highspy.kHighsInf, 8.5, 2, [first, second], [2.0, 3.0])
        model.run()
        return str(model.getModelStatus().name)

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(others).result() == "kOptimal"
        found = thread.submit(compare, reference(), with_cut()).result()
        assert thread.submit(others).result() == "kOptimal"
    assert found.verdict == "equivalent"
