"""Our own check finds every planted violation, and rounds nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from orthought.instance import Indicator, Instance, SpecialOrderedSet
from orthought.instance import Operator as O
from orthought.solvers import row_activities, verify
from orthought.solvers.evaluate import UNARY, evaluate_graph
from tests.solvers.build import Tree, grow, make
from tests.solvers.cases import CASES

MIXED = make([1, 1], [([1, 1], 1, 1e6), ([1, -1], None, 0)], kinds=[0, 1], upper=9)


@pytest.mark.covers("verification")
@pytest.mark.parametrize(
    ("values", "claimed", "feasible", "agrees", "worst"),
    [
        ((1, 1), 2, True, True, ()),
        ((0.25, 0.5), 0.75, False, True, ("row[0]", "x[1]")),
        ((2, 1), 3, False, True, ("row[1]",)),
        ((-1, 2), 1, False, True, ("x[0]",)),
        ((1, 1), 3, True, False, ()),
        ((1, 1), None, True, False, ()),
        ((math.nan, 1), 2, False, False, None),
        ((math.inf, 1), 2, False, False, None),
        ((1 + 2e-6, 1), 2 + 2e-6, False, True, ("row[1]",)),
        ((1 + 5e-7, 1), 2 + 5e-7, True, True, ()),
        ((1, 1 + 9e-6), 2 + 9e-6, True, True, ()),
        ((1, 1 + 2e-5), 2 + 2e-5, False, True, ("x[1]",)),
    ],
)
def test_planted_violations(
    values: tuple[float, ...],
    claimed: float | None,
    feasible: bool,
    agrees: bool,
    worst: tuple[str, ...] | None,
) -> None:
    found = verify(MIXED, values, claimed)
    assert (found.feasible, found.objective_agrees) == (feasible, agrees)
    assert found.holds == (feasible and agrees)
    if worst is not None:
        assert found.worst == worst


def test_rows_are_scaled_by_their_limit() -> None:
    instance = make([1], [([1], None, 1e6)])
    assert verify(instance, [1e6 + 0.5], 1e6 + 0.5).feasible
    assert not verify(instance, [1e6 + 2], 1e6 + 2).feasible


@pytest.mark.parametrize(
    ("level", "values", "violation"),
    [
        (1, (0, 3, 0, 0), 0),
        (1, (1, 3, 0, 0), 1),
        (2, (0, 3, 1, 0), 0),
        (2, (3, 0, 1, 0), 1),
        (2, (3, 2, 1, 4), 3),
    ],
)
def test_ordered_sets(level: int, values: tuple[float, ...], violation: float) -> None:
    ordered = SpecialOrderedSet("chain", level, (0, 1, 2, 3), (1.0, 2.0, 3.0, 4.0))  # type: ignore[arg-type]
    instance = make([0] * 4, special_ordered_sets=(ordered,))
    found = verify(instance, values, 0)
    assert found.max_row_violation == violation
    assert found.worst == (("chain",) if violation else ())


def test_order_of_sets_is_that_of_the_weights() -> None:
    ordered = SpecialOrderedSet("chain", 2, (0, 1, 2), (1.0, 3.0, 2.0))
    instance = make([0] * 3, special_ordered_sets=(ordered,))
    assert verify(instance, (1, 0, 1), 0).feasible
    assert not verify(instance, (1, 1, 0), 0).feasible


def test_indicators_bind_only_when_on() -> None:
    instance = make(
        [0, 0], [([1, 0], None, 2)], upper=[9, 1], kinds=[0, 2], indicators=(Indicator(0, 1, 1),)
    )
    assert verify(instance, (5, 0), 0).feasible
    assert not verify(instance, (5, 1), 0).feasible


@pytest.mark.parametrize(
    "tree", [(O.LOG, "x0"), (O.EXP, (O.EXP, "x1")), (O.DIVIDE, 1.0, (O.ADD, "x0", 1.0))]
)
def test_undefined_values_violate(tree: Tree) -> None:
    instance = make([0, 0], [([0, 0], None, 1e9)], lower=None, nonlinear={0: tree})
    found = verify(instance, (-1, 1000), 0)
    assert not found.feasible and found.max_row_violation == math.inf


def test_undefined_objective_agrees_with_nothing() -> None:
    found = verify(make([0], lower=None, nonlinear={-1: (O.SQRT, "x0")}), (-1,), 0)
    assert found.objective is None and not found.objective_agrees


def test_wrong_length() -> None:
    with pytest.raises(ValueError, match="3 values for 2"):
        verify(MIXED, (1, 2, 3), 0)


def test_every_operator_against_the_standard_library() -> None:
    graph, roots = grow({k: (O(op), "x0") for k, op in enumerate(UNARY)})
    for point in (0.3, 1.7, -0.4):
        found = evaluate_graph(graph, np.array([point]))[roots]
        for operator, value in zip(UNARY, found, strict=True):
            assert value == pytest.approx(_standard(O(operator), point), nan_ok=True)


def _standard(operator: O, x: float) -> float:
    functions = {O.NEGATE: lambda v: -v, O.ABS: abs}
    try:
        value = (functions.get(operator) or getattr(math, operator.name.lower()))(x)
    except ValueError:
        return math.nan
    return float(value)


def test_sums_and_products_of_many() -> None:
    graph, roots = grow({0: (O.ADD, "x0", 2.0, (O.MULTIPLY, "x0", "x1", 4.0), "x1"), 1: "x1"})
    values = evaluate_graph(graph, np.array([3.0, 5.0]))
    assert values[roots].tolist() == [70.0, 5.0]


def test_deep_expression() -> None:
    tree: Tree = "x0"
    for _ in range(300):
        tree = (O.ADD, tree, 1.0)
    graph, roots = grow({0: tree})
    assert evaluate_graph(graph, np.array([1.0]))[roots[0]] == 301


def test_activities_hold_all_parts() -> None:
    instance = CASES["pooling"][0]
    point = np.array([75.0, 25, 0, 200, 100, 0, 2.5])
    assert row_activities(instance, point).tolist() == [0, 100, 200, 0, 0, 100]


def test_empty_instance() -> None:
    instance: Instance = make([], constant=3)
    assert verify(instance, (), 3).holds
