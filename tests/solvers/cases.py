"""Instances with known optima, by name: each is one kind that a user may meet."""

from __future__ import annotations

import math

from orthought.instance import Indicator, Instance, SpecialOrderedSet
from orthought.instance import Operator as O
from tests.solvers.build import make


def pooling() -> Instance:
    """Haverly's first pooling problem: bilinear, global optimum 400.

    Columns: from A, from B into the pool, C to X, C to Y, pool to X, pool to Y, sulphur.
    """
    return make(
        [-6, -16, -10, -10, 0, 0, 0],
        [
            ([1, 1, 0, 0, -1, -1, 0], 0, 0),
            ([0, 0, 1, 0, 1, 0, 0], None, 100),
            ([0, 0, 0, 1, 0, 1, 0], None, 200),
            ([3, 1, 0, 0, 0, 0, 0], 0, 0),
            ([0, 0, -0.5, 0, -2.5, 0, 0], None, 0),
            ([0, 0, 0, 0.5, 0, -1.5, 0], None, 0),
        ],
        sense="maximize",
        upper=[300, 300, 100, 200, 100, 200, 3],
        lower=[0, 0, 0, 0, 0, 0, 1],
        quadratic=[(3, 4, 6, -1), (3, 5, 6, -1), (4, 4, 6, 1), (5, 5, 6, 1)],
    )


def pooling_profit() -> Instance:
    """The same with the sales in the objective: 9 a unit of X, 15 a unit of Y."""
    from dataclasses import replace

    import numpy as np

    instance = pooling()
    sales = np.array([0, 0, 9, 15, 9, 15, 0], dtype=float)
    return replace(instance, objective=instance.objective + sales)


SETS = (SpecialOrderedSet("choice", 1, (0, 1, 2), (1.0, 2.0, 3.0)),)
NEIGHBOURS = (SpecialOrderedSet("neighbours", 2, (0, 1, 2), (1.0, 2.0, 3.0)),)

CASES: dict[str, tuple[Instance, float]] = {
    "linear": (
        make([3, 2], [([1, 1], None, 4), ([1, 3], None, 6)], sense="maximize", constant=10),
        22,
    ),
    "range-and-equation": (
        make([1, 1, 0], [([1, 2, 0], 3, 5), ([1, 0, 1], 2, 2)], lower=[None, 0, 0], upper=1),
        2,
    ),
    "free-and-huge": (make([1], [([1], -7, 1e30)], lower=-1e25, upper=1e21), -7),
    "no-rows": (make([1, -1], upper=[9, 3], constant=1), -2),
    "no-columns": (make([], constant=7), 7),
    "constant-objective": (make([0, 0], [([1, 1], 1, None)], constant=5), 5),
    "integer": (
        make([5, 4], [([6, 4], None, 24), ([1, 2], None, 6)], sense="maximize", kinds=1),
        20,
    ),
    "knapsack": (
        make([10, 13, 7], [([3, 4, 2], None, 6)], sense="maximize", kinds=2),
        20,
    ),
    "convex-quadratic": (
        make([-2, -6], [([1, 1], None, 2)], quadratic=[(-1, 0, 0, 1), (-1, 1, 1, 1)]),
        -8,
    ),
    "concave-maximised": (
        make([4, 0], [([1, 1], 1, None)], sense="maximize", quadratic=[(-1, 0, 0, -1)], upper=9),
        4,
    ),
    "mixed-integer-quadratic": (
        make([-2.6], quadratic=[(-1, 0, 0, 1)], kinds=1, upper=10),
        -1.6,
    ),
    "nonconvex-objective": (
        make([0, 0], [([1, 1], None, 4)], quadratic=[(-1, 0, 1, 1)], sense="maximize"),
        4,
    ),
    "pooling": (pooling_profit(), 400),
    "exponential": (
        make([0, 0], [([1, 1], 2, None)], nonlinear={-1: (O.ADD, (O.EXP, "x0"), (O.EXP, "x1"))}),
        2 * math.e,
    ),
    "logarithm": (
        make(
            [0, 0],
            [([1, 1], None, 4)],
            sense="maximize",
            lower=0.1,
            nonlinear={-1: (O.ADD, (O.LOG, "x0"), (O.LOG, "x1"))},
        ),
        2 * math.log(2),
    ),
    "root-and-power": (
        make(
            [1, 1],
            [([0, 0], 6, None)],
            upper=20,
            nonlinear={0: (O.MULTIPLY, (O.SQRT, "x0"), (O.POWER, "x1", 0.5))},
        ),
        12,
    ),
    "variable-exponent": (
        make([1], [([0], 27, None)], lower=1, upper=9, nonlinear={0: (O.POWER, "x0", "x0")}),
        3,
    ),
    # exp(x) + y >= 5 with whole x: x = 2 costs 2 and leaves nothing for y.
    "mixed-integer-nonlinear": (
        make([1, 2], [([0, 1], 5, None)], kinds=[1, 0], nonlinear={0: (O.EXP, "x0")}, upper=50),
        2,
    ),
    "choose-one": (
        make(
            [1, 2, 3], [([1, 1, 1], None, 10)], sense="maximize", upper=4,
            special_ordered_sets=SETS,
        ),
        12,
    ),
    "choose-neighbours": (
        make(
            [2, 1, 2], [([1, 1, 1], None, 10)], sense="maximize", upper=4,
            special_ordered_sets=NEIGHBOURS,
        ),
        12,
    ),
    "indicator": (
        make(
            [1, -0.5], [([1, 0], None, 2)], sense="maximize", upper=[10, 1], kinds=[0, 2],
            indicators=(Indicator(0, 1, 0),),
        ),
        9.5,
    ),
    "quadratic-indicator": (
        make(
            [1, -5.5], [([0, 0], None, 4)], sense="maximize", upper=[10, 1], kinds=[0, 2],
            quadratic=[(0, 0, 0, 1)], indicators=(Indicator(0, 1, 0),),
        ),
        4.5,
    ),
}  # fmt: skip
