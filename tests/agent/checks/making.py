"""Small instances, formulations and outcomes for the tests of checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from orthought import solvers
from orthought.agent.context import Reading
from orthought.execution.extract import extract
from orthought.formulation import Constraint, Formulation, Objective, Parameter, Variable
from orthought.instance import Instance
from orthought.outcome import Outcome, SolverOptions
from orthought.solution import Check

Change = Callable[[pyo.ConcreteModel], None]
TEXT = (
    "A bakery makes rye and rolls. Rye earns 3 EUR and a roll 5 EUR. "
    "The oven has 40 h. At most 12 loaves of rye can be sold. "
    "At least 6 rolls are ordered. How many of each give the largest earnings?"
)
FORMULATION = Formulation(
    parameters=(
        Parameter(name="earn", index=("goods",), value={"rye": 3, "roll": 5}, sentences=(2,)),
        Parameter(name="hours", value=40, unit="h", sentences=(3,)),
        Parameter(name="rye_most", value=12, sentences=(4,)),
        Parameter(name="roll_least", value=6, sentences=(5,)),
    ),
    variables=(
        Variable(name="make", index=("goods",), lower=0.0, unit="pieces", sentences=(1, 6)),
    ),
    objective=Objective(sense="maximize", expression="\\sum earn_g make_g", sentences=(2, 6)),
    constraints=(
        Constraint(name="oven", expression="\\sum make_g \\le hours", sentences=(3,)),
        Constraint(name="sales", expression="make_{rye} \\le rye\\_most", sentences=(4,)),
        Constraint(name="order", expression="make_{roll} \\ge roll\\_least", sentences=(5,)),
    ),
)


def bakery(change: Change | None = None) -> Instance:
    """Build the bakery, changed a little."""
    model = pyo.ConcreteModel()
    model.make = pyo.Var(["rye", "roll"], domain=pyo.NonNegativeReals)
    rye, roll = model.make["rye"], model.make["roll"]
    model.earnings = pyo.Objective(expr=3 * rye + 5 * roll, sense=pyo.maximize)
    model.oven = pyo.Constraint(expr=rye + 2 * roll <= 40)
    model.sales = pyo.Constraint(expr=rye <= 12)
    model.order = pyo.Constraint(expr=roll >= 6)
    if change is not None:
        change(model)
    return extract(model)


def turned(name: str) -> Change:
    """Return a change that turns a one-sided row."""

    def change(model: pyo.ConcreteModel) -> None:
        row = getattr(model, name)
        body, lower, upper = row.body, row.lower, row.upper
        model.del_component(row)
        turned_row = body >= upper if upper is not None else body <= lower
        setattr(model, name, pyo.Constraint(expr=turned_row))

    return change


def reading(text: str = TEXT) -> Reading:
    return Reading.of(text)


def with_part(formulation: Formulation, **parts: Any) -> Formulation:
    return formulation.model_copy(update=parts)


def solved(instance: Instance) -> Outcome:
    return solvers.solve(instance, SolverOptions(time_limit=20.0))


def is_doubt(check: Check) -> bool:
    return check.verdict == "objects" and check.severity == "doubt"


def is_note(check: Check) -> bool:
    return check.verdict == "objects" and check.severity == "note"
