"""Extraction: every part of a Pyomo model arrives in the instance as it was declared."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyomo.contrib.solver.common.factory import SolverFactory
from pyomo.gdp import Disjunction

from orthought import frames
from orthought.execution.extract import extract
from orthought.execution.refusals import RefusedModelError, UnusableModelError
from orthought.instance import (
    BINARY,
    CONTINUOUS,
    INTEGER,
    Instance,
    ProblemType,
)
from orthought.instance_frames import from_frame, to_frame
from tests.execution.points import row_values


def bakery() -> Any:
    model = pyo.ConcreteModel(name="bakery")
    model.goods = pyo.Set(initialize=["bread", "big cake", "7"])
    model.make = pyo.Var(model.goods, domain=pyo.NonNegativeReals, bounds=(None, 30))
    model.ovens = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 4))
    model.open = pyo.Var(domain=pyo.Binary)
    model.unused = pyo.Var([1, 2], bounds=(-1, 1))
    model.rent = pyo.Var(initialize=3)
    model.rent.fix()
    model.price = pyo.Param(model.goods, initialize=5.0, mutable=True)
    model.time = pyo.Expression(expr=sum(model.make[g] for g in model.goods))
    model.oven = pyo.Constraint(expr=model.time + 2 <= 10 * model.ovens + model.rent)
    model.range = pyo.Constraint(expr=pyo.inequality(1, model.make["bread"], 8))
    model.equal = pyo.Constraint(expr=model.make["7"] == 2 * model.open)
    model.sometimes = pyo.Constraint(expr=model.ovens >= 3)
    model.sometimes.deactivate()
    revenue = sum(model.price[g] * model.make[g] for g in model.goods)
    model.profit = pyo.Objective(expr=revenue - 12 * model.ovens - model.rent, sense=pyo.maximize)
    return model


@pytest.mark.covers("instance-round-trip")
def test_a_mixed_model_keeps_order_names_kinds_bounds_and_sense() -> None:
    instance = extract(bakery())
    assert instance.name == "bakery"
    assert instance.sense == "maximize"
    assert instance.variable_names == (
        "make[bread]",
        "make[big cake]",
        "make['7']",
        "ovens",
        "open",
        "unused[1]",
        "unused[2]",
        "rent",
    )
    assert instance.lower.tolist() == [0, 0, 0, 0, 0, -1, -1, 3]
    assert instance.upper.tolist() == [30, 30, 30, 4, 1, 1, 1, 3]
    assert instance.kinds.tolist() == [CONTINUOUS] * 3 + [INTEGER, BINARY] + [CONTINUOUS] * 3
    assert instance.row_names == ("oven", "range", "equal")
    assert instance.row_lower.tolist() == [-math.inf, 1, 0]
    assert instance.row_upper.tolist() == [1, 8, 0]
    assert instance.objective.tolist() == [5, 5, 5, -12, 0, 0, 0, 0]
    assert instance.objective_constant == -3
    assert instance.problem_type is ProblemType.MILP


def test_names_are_those_of_pyomo() -> None:
    model = pyo.ConcreteModel()
    odd = ["a", "New York", "1", "x,y", ("a", 2), ("a,b", "c"), 1, 2.5, "it's", "|"]
    model.odd = pyo.Set(dimen=None, initialize=odd)
    model.inner = pyo.Block(["b 1", 2])
    for block in (model, model.inner["b 1"], model.inner[2]):
        block.x = pyo.Var(model.odd)
        block.c = pyo.Constraint(model.odd)
        for key in odd:
            block.c[key] = block.x[key] <= 1
    model.o = pyo.Objective(expr=0 * model.x["a"])
    instance = extract(model)
    variables = model.component_data_objects(pyo.Var)
    rows = model.component_data_objects(pyo.Constraint)
    assert instance.variable_names == tuple(v.name for v in variables)
    assert instance.row_names == tuple(c.name for c in rows)


def solve_instance(instance: Instance) -> float:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = instance.variable_count, instance.row_count
    lp.col_cost_, lp.offset_ = instance.objective, instance.objective_constant
    lp.col_lower_, lp.col_upper_ = instance.lower, instance.upper
    lp.row_lower_, lp.row_upper_ = instance.row_lower, instance.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = instance.row_starts
    lp.a_matrix_.index_ = instance.row_columns
    lp.a_matrix_.value_ = instance.row_values
    if instance.sense == "maximize":
        lp.sense_ = highspy.ObjSense.kMaximize
    lp.integrality_ = [
        highspy.HighsVarType.kInteger if kind else highspy.HighsVarType.kContinuous
        for kind in instance.kinds
    ]
    highs.passModel(lp)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


def transport() -> Any:
    model = pyo.ConcreteModel()
    model.ship = pyo.Var(["p", "q"], [1, 2, 3], domain=pyo.NonNegativeReals)
    cost = {("p", 1): 4, ("p", 2): 6, ("p", 3): 9, ("q", 1): 5, ("q", 2): 3, ("q", 3): 8}
    model.cost = pyo.Objective(expr=sum(cost[k] * model.ship[k] for k in cost) + 7)
    model.supply = pyo.Constraint(["p", "q"], rule=lambda m, p: (None, sum(m.ship[p, :]), 60))
    model.demand = pyo.Constraint([1, 2, 3], rule=lambda m, c: sum(m.ship[:, c]) >= 20 + c)
    return model


@pytest.mark.covers("instance-round-trip")
@pytest.mark.parametrize("build", [bakery, transport])
def test_the_instance_has_the_optimum_of_the_model(build: Callable[[], Any]) -> None:
    model = build()
    ours = solve_instance(extract(model))
    SolverFactory("highs").solve(model)
    (objective,) = model.component_data_objects(pyo.Objective)
    assert ours == pytest.approx(pyo.value(objective), rel=1e-6)


def trig(x: Any, y: Any) -> Any:
    return (
        pyo.sin(x) + pyo.cos(y) + pyo.tan(x / 4) + pyo.asin(x / 9) + pyo.acos(y / 9) + pyo.atan(x)
    )


def hyperbolic(x: Any, y: Any) -> Any:
    return (
        pyo.sinh(x / 3)
        + pyo.cosh(y / 3)
        + pyo.tanh(x)
        + pyo.asinh(x)
        + pyo.acosh(1 + y)
        + pyo.atanh(x / 9)
    )


EXPRESSIONS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "square": lambda x, y, z: x**2,
    "products": lambda x, y, z: 3 * x * y - 2 * y * y + x * z + (x + y - 1) * (z - x + 2),
    "square of a sum": lambda x, y, z: (x + 2 * y - z + 1) ** 2,
    "cube and ratio": lambda x, y, z: x**3 + x / (1 + y**2) - 5 / z,
    "exponentials": lambda x, y, z: pyo.exp(x - y) + pyo.log(z) + pyo.log10(x) + pyo.sqrt(y),
    "trigonometry": lambda x, y, z: trig(x, y) * z,
    "hyperbolic": lambda x, y, z: hyperbolic(x, y) - z,
    "absolute": lambda x, y, z: abs(x - y) + 2 * z,
    "power of a variable": lambda x, y, z: x**y + 2**z - z**2.5,
    "negated": lambda x, y, z: -(x * y * z) + 4,
    "mixed": lambda x, y, z: x + y**2 + pyo.exp(z) + 3,
}


@pytest.mark.covers("instance-round-trip")
@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("fix", [False, True])
def test_nonlinear_rows_have_the_values_of_pyomo(name: str, fix: bool) -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0.1, 4), initialize=1)
    model.y = pyo.Var(bounds=(0.1, 4), initialize=1)
    model.z = pyo.Var(bounds=(0.1, 4), initialize=1)
    model.p = pyo.Param(initialize=1.5, mutable=True)
    model.named = pyo.Expression(expr=EXPRESSIONS[name](model.x, model.y, model.z))
    model.row = pyo.Constraint(expr=model.p * model.named + model.y <= 3 + model.x)
    model.goal = pyo.Objective(expr=model.named + 2 * model.named, sense=pyo.maximize)
    if fix:
        model.z.fix(2.25)
    instance = from_frame(*frames.decode(to_frame(extract(model))))
    generator = np.random.default_rng(7)
    for _ in range(5):
        point = generator.uniform(0.2, 3.5, 3)
        if fix:
            point[2] = 2.25
        for variable, value in zip((model.x, model.y, model.z), point, strict=True):
            variable.set_value(float(value))
        (row,), goal = row_values(instance, point)
        slack = float(instance.row_upper[0]) - row
        assert slack == pytest.approx(pyo.value(model.row.uslack()), rel=1e-9, abs=1e-9)
        assert goal == pytest.approx(pyo.value(model.goal), rel=1e-9)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        (lambda m: m.x + m.y, "LP"),
        (lambda m: m.x + m.n, "MILP"),
        (lambda m: m.x * m.y, "QP"),
        (lambda m: m.n**2, "MIQP"),
        (lambda m: pyo.exp(m.x), "NLP"),
        (lambda m: m.x * m.y * m.n, "MINLP"),
    ],
)
def test_the_problem_type_follows_from_what_is_used(expression: Any, kind: str) -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.y = pyo.Var(bounds=(0, 1))
    if kind.startswith("MI"):
        model.n = pyo.Var(domain=pyo.Integers, bounds=(0, 1))
    model.o = pyo.Objective(expr=expression(model))
    assert extract(model).problem_type == kind


def test_trivial_rows_are_dropped_where_they_hold_and_kept_where_they_cannot() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(initialize=5)
    model.y = pyo.Var()
    model.x.fix()
    model.holds = pyo.Constraint(expr=model.x <= 6)
    model.fails = pyo.Constraint(expr=model.x + 0 * model.y <= 4)
    model.o = pyo.Objective(expr=model.y)
    instance = extract(model)
    assert instance.row_names == ("fails",)
    assert instance.row_starts.tolist() == [0, 0]
    assert (instance.row_lower[0], instance.row_upper[0]) == (-math.inf, -1)


def test_variables_outside_of_the_active_blocks_are_columns_where_they_are_used() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var()
    model.rest = pyo.Block()
    model.rest.y = pyo.Var(bounds=(0, 2))
    model.rest.deactivate()
    model.c = pyo.Constraint(expr=model.x + model.rest.y <= 3)
    model.o = pyo.Objective(expr=model.x)
    instance = extract(model)
    assert instance.variable_names == ("x", "rest.y")
    assert instance.row_columns.tolist() == [0, 1]
    assert instance.upper.tolist() == [math.inf, 2]


@pytest.mark.covers("instance-round-trip")
def test_special_ordered_sets_and_piecewise_blocks_are_carried() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 4))
    model.y = pyo.Var()
    model.w = pyo.Var([1, 2, 3], bounds=(0, 1))
    model.pick = pyo.SOSConstraint(var=model.w, sos=1)
    points = [0, 2, 4]
    model.curve = pyo.Piecewise(
        model.y, model.x, pw_pts=points, f_rule=[0, 3, 4], pw_constr_type="EQ", pw_repn="SOS2"
    )
    model.o = pyo.Objective(expr=model.y - model.x + sum(model.w.values()), sense=pyo.maximize)
    instance = extract(model)
    first, *others = instance.special_ordered_sets
    assert (first.name, first.level, first.columns) == ("pick", 1, (2, 3, 4))
    assert [other.level for other in others] == [2]
    assert instance.is_discrete


def small() -> Any:
    model = pyo.ConcreteModel()
    model.x = pyo.Var([1, 2], bounds=(0, 9), initialize=1)
    model.o = pyo.Objective(expr=model.x[1])
    return model


def with_disjunction(m: Any) -> None:
    m.choice = Disjunction(expr=[m.x[1] <= 1, m.x[2] <= 1])


def with_logic(m: Any) -> None:
    m.flag = pyo.BooleanVar()
    m.logic = pyo.LogicalConstraint(expr=m.flag.implies(m.flag))


def with_case(m: Any) -> None:
    m.case = pyo.Constraint(expr=pyo.Expr_if(IF=m.x[1] >= 1, THEN=m.x[2], ELSE=0) <= 1)


def with_ceiling(m: Any) -> None:
    m.whole = pyo.Constraint(expr=pyo.ceil(m.x[1]) <= 1)


def with_two_objectives(m: Any) -> None:
    m.second = pyo.Objective(expr=m.x[2])


def with_odd_domain(m: Any) -> None:
    m.size = pyo.Var(domain=pyo.Set(initialize=[1, 5, 25]))


@pytest.mark.covers("refused-by-name")
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (with_disjunction, "choice.*: Disjunct.* is not supported; write the alternatives"),
        (with_logic, "logic: LogicalConstraint is not supported"),
        (with_case, "case: Expr_if is not supported; write the case distinction"),
        (with_ceiling, "whole: ceil is not supported; use an integer variable"),
        (with_two_objectives, r"2 active objectives \(o, second\)"),
        (with_odd_domain, "size: the domain .* is neither an interval nor"),
    ],
)
def test_what_no_instance_carries_is_refused_by_name(spoil: Any, words: str) -> None:
    model = small()
    spoil(model)
    with pytest.raises(RefusedModelError, match=words) as caught:
        extract(model)
    assert caught.value.fix


def without_objective(m: Any) -> None:
    m.o.deactivate()


def with_nan(m: Any) -> None:
    m.bad = pyo.Constraint(expr=math.nan * m.x[1] + m.x[2] <= 1)


def with_infinite_coefficient(m: Any) -> None:
    m.p = pyo.Param(initialize=math.inf, mutable=True)
    m.bad = pyo.Constraint([1, 2], rule=lambda m, k: m.p * m.x[k] <= 1)


def with_missing_parameter(m: Any) -> None:
    m.p = pyo.Param(mutable=True)
    m.bad = pyo.Constraint(expr=m.x[1] <= m.p)


def with_missing_fixed_value(m: Any) -> None:
    m.bad = pyo.Var()
    m.bad.fixed = True


def with_nan_bound(m: Any) -> None:
    m.bad = pyo.Var(bounds=(math.nan, 3))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (without_objective, "no active objective"),
        (with_nan, "bad: "),
        (with_infinite_coefficient, r"bad\[1\]: a coefficient is inf"),
        (with_missing_parameter, "bad: "),
        (with_missing_fixed_value, "bad: it is fixed without a value"),
        (with_nan_bound, "bad: its bounds are "),
    ],
)
def test_what_is_no_complete_model_is_told_by_name(spoil: Any, words: str) -> None:
    model = small()
    with pytest.raises(UnusableModelError, match=words):
        spoil(model)
        extract(model)


NUMBERS = st.integers(-5, 5).map(float) | st.floats(-100, 100, width=32)


@st.composite
def models(draw: st.DrawFn) -> tuple[Any, dict[str, Any]]:
    """Return a model and, by name, what its rows must be."""
    count = draw(st.integers(1, 4))
    model = pyo.ConcreteModel()
    domains = [pyo.Reals, pyo.NonNegativeReals, pyo.Integers, pyo.Binary]
    model.x = pyo.Var(range(count))
    kinds = []
    for k in range(count):
        domain = draw(st.sampled_from(domains))
        kinds.append({"Integers": INTEGER, "Binary": BINARY}.get(domain.name, CONTINUOUS))
        model.x[k].domain = domain
        if draw(st.integers(0, 4)) == 0:
            model.x[k].fix(draw(st.sampled_from([0.0, 1.0])))
    expected: dict[str, Any] = {}
    model.c = pyo.ConstraintList()
    for row in range(draw(st.integers(0, 4))):
        coefficients = [draw(NUMBERS) for _ in range(count)]
        constant = draw(NUMBERS)
        low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
        body = sum(a * model.x[k] for k, a in enumerate(coefficients)) + constant
        model.c.add(pyo.inequality(low, body, high))
        expected[f"c[{row + 1}]"] = (coefficients, constant, low, high)
    goal = [draw(NUMBERS) for _ in range(count)]
    sense = draw(st.sampled_from([pyo.minimize, pyo.maximize]))
    model.o = pyo.Objective(expr=sum(a * model.x[k] for k, a in enumerate(goal)), sense=sense)
    return model, {"rows": expected, "kinds": kinds, "goal": goal, "sense": sense}


@pytest.mark.covers("instance-round-trip")
@settings(max_examples=60, deadline=None)
@given(models())
def test_random_linear_models_arrive_whole(case: tuple[Any, dict[str, Any]]) -> None:
    model, expected = case
    instance = from_frame(*frames.decode(to_frame(extract(model))))
    fixed = {k: v.value for k, v in model.x.items() if v.fixed}
    assert instance.kinds.tolist() == expected["kinds"]
    assert instance.sense == ("minimize" if expected["sense"] == pyo.minimize else "maximize")
    found = {name: row for row, name in enumerate(instance.row_names)}
    for name, (coefficients, constant, low, high) in expected["rows"].items():
        shift = constant + sum(coefficients[k] * value for k, value in fixed.items())
        free = {k: a for k, a in enumerate(coefficients) if k not in fixed and a != 0}
        if name not in found:
            assert not free
            assert low - 1e-6 <= shift <= high + 1e-6
            continue
        row = found[name]
        part = slice(instance.row_starts[row], instance.row_starts[row + 1])
        columns = instance.row_columns[part].tolist()
        assert dict(zip(columns, instance.row_values[part].tolist(), strict=True)) == free
        assert instance.row_lower[row] == pytest.approx(low - shift, abs=1e-9)
        assert instance.row_upper[row] == pytest.approx(high - shift, abs=1e-9)
    for k, coefficient in enumerate(expected["goal"]):
        assert instance.objective[k] == (0 if k in fixed else coefficient)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), NUMBERS), max_size=6), NUMBERS)
def test_random_quadratic_rows_keep_their_value(terms: list[Any], constant: float) -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var([0, 1, 2], initialize={0: 1.5, 1: -2.0, 2: 0.25})
    body = sum(a * model.x[i] * model.x[j] for i, j, a in terms) + model.x[0] + constant
    model.c = pyo.Constraint(expr=body <= 1)
    model.o = pyo.Objective(expr=body)
    instance = extract(model)
    (row,), goal = row_values(instance, np.array([1.5, -2.0, 0.25]))
    assert goal == pytest.approx(pyo.value(model.o), abs=1e-6)
    assert row - instance.row_upper[0] == pytest.approx(pyo.value(model.o) - 1, abs=1e-6)
    assert (instance.quadratic_first <= instance.quadratic_second).all()


def test_a_lot_sizing_model_of_many_rows_keeps_its_shape() -> None:
    model = pyo.ConcreteModel()
    model.P, model.T = pyo.RangeSet(20), pyo.RangeSet(25)
    model.make = pyo.Var(model.P, model.T, domain=pyo.NonNegativeReals)
    model.stock = pyo.Var(model.P, model.T, bounds=(0, 50))

    def balance(m: Any, p: int, t: int) -> Any:
        before = m.stock[p, t - 1] if t > 1 else 0
        return before + m.make[p, t] == m.stock[p, t] + p

    model.balance = pyo.Constraint(model.P, model.T, rule=balance)
    model.cap = pyo.Constraint(model.T, rule=lambda m, t: sum(m.make[:, t]) <= 300)
    model.o = pyo.Objective(expr=pyo.quicksum(model.stock.values()))
    instance = extract(model)
    assert (instance.variable_count, instance.row_count) == (1000, 525)
    assert instance.row_values.size == 20 * 25 * 3 - 20 + 500
